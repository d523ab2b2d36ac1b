/* QEMU's lm3s6965evb: not a board to build with, but the emulated serial port that works best. */
#include "../cortex_m/board.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

const char kin_port_build[] = "lm3s6965 1.2 (QEMU)";

enum {
    UART = 0x4000C000, UART_DR = UART, UART_FR = UART + 0x18, UART_LCRH = UART + 0x2C, UART_CR = UART + 0x30,
    UART_IMSC = UART + 0x38, UART_ICR = UART + 0x44, /* PL011 */
    RX_EMPTY = 1 << 4, TX_FULL = 1 << 5, TX_INTERRUPT = 1 << 5, RX_INTERRUPTS = 1 << 4 | 1 << 6,
    TIMER = 0x40030000, TIMER_INTERRUPT = 19, UART_INTERRUPT = 5,
    SYSTICK_MASK = 0xFFFFFF, CYCLES_PER_2US = 25, /* 12.5 MHz */
};

static uint64_t cycles;
static uint32_t seen;

void board_start(void) {
    REGISTER(0x400FE104) |= 1 << 0 | 1 << 16; /* clocks of UART 0 and timer 0 */
    REGISTER(UART_LCRH) = 3 << 5 | 1 << 4;    /* 8 bits, FIFOs */
    REGISTER(UART_CR) = 1 << 9 | 1 << 8 | 1;
    REGISTER(UART_IMSC) = RX_INTERRUPTS;
    REGISTER(TIMER + 0x04) = 2;     /* timer A, periodic, 32 bits */
    REGISTER(TIMER + 0x28) = 12499; /* 1 ms: it only wakes the loop */
    REGISTER(TIMER + 0x18) = 1;
    REGISTER(TIMER + 0x0C) = 1;
    REGISTER(0xE000E100) = 1u << UART_INTERRUPT | 1u << TIMER_INTERRUPT;
    REGISTER(0xE000E014) = SYSTICK_MASK; /* SysTick counts down for ever, without interrupts */
    REGISTER(0xE000E018) = 0;
    REGISTER(0xE000E010) = 1 << 2 | 1;
}

uint64_t board_now_us(void) {
    uint32_t now = REGISTER(0xE000E018);
    cycles += (seen - now) & SYSTICK_MASK;
    seen = now;
    return cycles * 2 / CYCLES_PER_2US;
}

void board_interrupt(void) {
    REGISTER(TIMER + 0x24) = 1;
    REGISTER(UART_ICR) = RX_INTERRUPTS | TX_INTERRUPT;
    while (!(REGISTER(UART_FR) & RX_EMPTY))
        serial_received((uint8_t)REGISTER(UART_DR));
    board_send();
}

void board_send(void) {
    while (!(REGISTER(UART_FR) & TX_FULL)) {
        int byte = serial_next();
        if (byte < 0) {
            REGISTER(UART_IMSC) = RX_INTERRUPTS;
            return;
        }
        REGISTER(UART_DR) = (uint32_t)byte;
    }
    REGISTER(UART_IMSC) = RX_INTERRUPTS | TX_INTERRUPT;
}

void board_alive(void) {}

uint32_t board_boot_id(void) {
    return 1;
}

void kin_port_output(uint32_t joint, int64_t pico, int torque) {
    (void)joint, (void)pico, (void)torque;
}

int kin_port_measure(uint32_t joint, int64_t *pico) {
    (void)joint, (void)pico;
    return 0;
}

uint32_t kin_port_conditions(void) {
    return 0;
}

int kin_port_health(uint32_t joint, uint32_t *milliampere, uint32_t *celsius) {
    (void)joint, (void)milliampere, (void)celsius;
    return 0;
}

uint32_t kin_port_supply_mv(void) {
    return 0;
}

uint32_t kin_port_load(uint32_t slot, uint8_t *bytes, uint32_t capacity) {
    (void)slot, (void)bytes, (void)capacity;
    return 0;
}

void kin_port_store(uint32_t slot, const uint8_t *bytes, uint32_t length) {
    (void)slot, (void)bytes, (void)length;
}
