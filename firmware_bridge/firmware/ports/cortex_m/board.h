/* What a board is to this port. A new board is one file that defines these, and a few lines of
 * where its memory is. */
#ifndef KIN_BOARD_H
#define KIN_BOARD_H
#include <stdint.h>

#include "../../core/kinesics.h"

/* Defined by the board, besides kin_port_* but kin_port_write. */
void board_start(void);         /* clocks, pins, serial port, an interrupt at least every tick */
uint64_t board_now_us(void);    /* free-running, from hardware; called at least 50 times a second */
void board_interrupt(void);     /* any interrupt: calls serial_received, serial_next */
void board_send(void);          /* the serial port may take bytes of serial_next; interrupts are off */
void board_alive(void);         /* after each tick: feeds the watchdog */
uint32_t board_boot_id(void);   /* another one each time, as far as the board can */

/* Defined by this port. */
void serial_received(uint8_t byte);
int serial_next(void); /* the next byte to send; -1: none */
#endif
