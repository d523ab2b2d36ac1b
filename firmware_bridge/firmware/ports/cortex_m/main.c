/* From reset to the endless loop: what is the same on every Cortex-M board. Interrupts only move bytes;
 * the core runs here, in one context. */
#include <string.h>

#include "board.h"
#include "../../core/protocol.h"

enum { RX_SIZE = 2048, TX_SIZE = 4096, EXTERNAL_INTERRUPTS = 82 };

/* From the linker script. */
extern uint32_t image_stack[], image_data_from[], image_data[], image_data_end[], image_bss[], image_bss_end[];

static struct {
    uint8_t rx[RX_SIZE], tx[TX_SIZE];
    volatile uint32_t rx_in, rx_out, tx_in, tx_out; /* count for ever; the difference is the fill */
} serial;

static void interrupts_off(void) { __asm volatile("cpsid i" ::: "memory"); }
static void interrupts_on(void) { __asm volatile("cpsie i" ::: "memory"); }

void serial_received(uint8_t byte) {
    if (serial.rx_in - serial.rx_out < RX_SIZE) /* lost bytes show as frames with a wrong CRC */
        serial.rx[serial.rx_in++ % RX_SIZE] = byte;
}

int serial_next(void) {
    return serial.tx_in == serial.tx_out ? -1 : serial.tx[serial.tx_out++ % TX_SIZE];
}

int kin_port_write(const uint8_t *bytes, uint32_t length) {
    if (TX_SIZE - (serial.tx_in - serial.tx_out) < length)
        return 0;
    while (length--)
        serial.tx[serial.tx_in++ % TX_SIZE] = *bytes++;
    return 1;
}

static void receive(uint64_t now_us) {
    while (serial.rx_out != serial.rx_in) {
        uint32_t from = serial.rx_out % RX_SIZE, length = serial.rx_in - serial.rx_out;
        if (length > RX_SIZE - from)
            length = RX_SIZE - from;
        kin_receive(serial.rx + from, length, now_us);
        serial.rx_out += length;
    }
}

/* A tick that is late comes late, and the next one is on the grid again; lost ones are not made up. */
static uint64_t tick_if_due(uint64_t now_us, uint64_t due_us) {
    if (now_us < due_us)
        return due_us;
    kin_tick(now_us);
    board_alive();
    return now_us - due_us < KIN_TICK_US ? due_us + KIN_TICK_US : now_us + KIN_TICK_US;
}

static void live(void) {
    uint64_t due_us = board_now_us();
    for (;;) {
        uint64_t now_us = board_now_us();
        receive(now_us);
        due_us = tick_if_due(now_us, due_us);
        interrupts_off();
        board_send();
        if (serial.rx_in == serial.rx_out)
            __asm volatile("wfi"); /* wakes although interrupts are off, so none slips in between */
        interrupts_on();
    }
}

void image_reset(void) {
    memcpy(image_data, image_data_from, (size_t)((char *)image_data_end - (char *)image_data));
    memset(image_bss, 0, (size_t)((char *)image_bss_end - (char *)image_bss));
#ifdef __ARM_FP
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* CPACR: the floating-point unit */
    __asm volatile("dsb\nisb");
#endif
    board_start();
    kin_boot(board_boot_id(), KIN_NEVER_RUN_ON_HARDWARE);
    live();
}

static void stuck(void) { /* a fault: the watchdog ends it, and the board starts anew */
    for (;;)
        ;
}

__attribute__((section(".vectors"), used)) static const struct {
    void *stack;
    void (*system[15])(void);
    void (*external[EXTERNAL_INTERRUPTS])(void);
} vectors = {
    image_stack,
    {image_reset, stuck, stuck, stuck, stuck, stuck, 0, 0, 0, 0, stuck, stuck, 0, stuck, board_interrupt},
    {[0 ... EXTERNAL_INTERRUPTS - 1] = board_interrupt},
};
