/* USART3 on PB10, half duplex at 1 Mbaud: the servo bus of this board. */
#ifndef KIN_BUS_PORT_H
#define KIN_BUS_PORT_H
#include "../../output/bus.h"

void bus_port_start(void);
void bus_port_turn(struct servo_bus *bus);    /* interrupts are off */
void bus_port_service(struct servo_bus *bus); /* moves bytes; from the interrupt, or with interrupts off */
#endif
