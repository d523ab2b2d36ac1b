/* STM32F405 at 168 MHz: USART1 (PA9, PA10) at 1 Mbaud, twelve PWM servos and a servo bus, independent
 * watchdog, table in flash and poses in backup RAM. Written from the reference manual RM0090; no board has
 * run it yet. */
#include <string.h>

#include "../../output/output.h"
#include "../cortex_m/board.h"
#include "bus_port.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

const char kin_port_build[] = "stm32f405 1.2 (never run on hardware)";

enum {
    RCC = 0x40023800, RCC_CR = RCC, RCC_PLLCFGR = RCC + 0x04, RCC_CFGR = RCC + 0x08,
    RCC_AHB1ENR = RCC + 0x30, RCC_APB1ENR = RCC + 0x40, RCC_APB2ENR = RCC + 0x44, RCC_CSR = RCC + 0x74,
    PWR_CR = 0x40007000, FLASH_ACR = 0x40023C00, FLASH_KEYR = 0x40023C04, FLASH_SR = 0x40023C0C,
    FLASH_CR = 0x40023C10, BUSY = 1 << 16,
    USART = 0x40011000, USART_SR = USART, USART_DR = USART + 0x04, USART_BRR = USART + 0x08,
    USART_CR1 = USART + 0x0C, RXNE = 1 << 5, TXE = 1 << 7, USART_ON = 1 << 13 | 1 << 3 | 1 << 2 | RXNE,
    TIM2 = 0x40000000, TIM3 = 0x40000400, TIM4 = 0x40000800, TIM5 = 0x40000C00, COUNT = 0x24,
    IWDG_KR = 0x40003000, IWDG_PR = 0x40003004, IWDG_RLR = 0x40003008,
    GPIOA = 0x40020000, GPIOB = 0x40020400, GPIOC = 0x40020800,
    TABLE_SECTOR = 3, TABLE = 0x0800C000, POSES = 0x40024000, POSE_SLOT = 1024,
};

/* ---- this robot: stop input, and what each joint hangs on ---- */

enum { STOP_PIN = 1u << 13 }; /* PC13 to ground: stop */

/* PA0-3, PC6-9, PB6-9 in this order. Standard servos: 1500 us in the middle, 90 degrees per 900 us. */
static const struct pwm_servo SERVO[] = {
    {1500, 573, 600, 2400}, {1500, 573, 600, 2400}, {1500, 573, 600, 2400}, {1500, 573, 600, 2400},
    {1500, 573, 600, 2400}, {1500, 573, 600, 2400}, {1500, 573, 600, 2400}, {1500, 573, 600, 2400},
    {1500, 573, 600, 2400}, {1500, 573, 600, 2400}, {1500, 573, 600, 2400}, {1500, 573, 600, 2400},
};

/* The joints behind them, on PB10: Feetech STS, neutral in the middle of a turn. */
static const struct bus_servo ON_BUS[] = {
    {1, 2048, 4096, 0, 4095}, {2, 2048, 4096, 0, 4095}, {3, 2048, 4096, 0, 4095}, {4, 2048, 4096, 0, 4095},
    {5, 2048, 4096, 0, 4095}, {6, 2048, 4096, 0, 4095}, {7, 2048, 4096, 0, 4095}, {8, 2048, 4096, 0, 4095},
};

enum { SERVOS = sizeof SERVO / sizeof *SERVO, BUS_SERVOS = sizeof ON_BUS / sizeof *ON_BUS, TURN_TICKS = 4 };

static struct servo_bus bus = {.servo = ON_BUS, .vendor = BUS_FEETECH, .count = BUS_SERVOS};

/* ---- the chip ---- */

static uint8_t emulated; /* QEMU has no RCC: there the oscillator that every reset starts is never ready */
static uint64_t wraps_us;
static uint32_t seen_us;

static void start_clocks(void) {
    while (!emulated && !(REGISTER(RCC_CR) & 1 << 1))
        ;
    REGISTER(FLASH_ACR) = 1 << 10 | 1 << 9 | 1 << 8 | 5;              /* caches, 5 wait states */
    REGISTER(RCC_PLLCFGR) = 7 << 24 | 0 << 16 | 336 << 6 | 16;         /* 16 MHz / 16 * 336 / 2 */
    REGISTER(RCC_CR) |= 1 << 24;
    while (!emulated && !(REGISTER(RCC_CR) & 1 << 25))
        ;
    REGISTER(RCC_CFGR) = 4 << 13 | 5 << 10 | 2; /* APB2 84 MHz, APB1 42 MHz, from the PLL */
    REGISTER(RCC_AHB1ENR) |= 1 << 18 | 7;       /* backup RAM, GPIO A to C */
    REGISTER(RCC_APB1ENR) |= 1 << 28 | 1 << 18 | 0xF; /* PWR, USART3, TIM2 to TIM5 */
    REGISTER(RCC_APB2ENR) |= 1 << 4;            /* USART1 */
    REGISTER(PWR_CR) |= 1 << 8;                 /* backup RAM may be written */
}

/* Alternate function on pins of one port. */
static void connect(uint32_t port, uint32_t first, uint32_t last, uint32_t function) {
    for (uint32_t pin = first; pin <= last; pin++) {
        volatile uint32_t *mode = &REGISTER(port), *select = &REGISTER(port + 0x20 + pin / 8 * 4);
        *mode = (*mode & ~(3u << (2 * pin))) | 2u << (2 * pin);
        *select = (*select & ~(15u << (pin % 8 * 4))) | function << (pin % 8 * 4);
    }
}

/* Timers count microseconds; their clock is 84 MHz, or 1 GHz in QEMU. */
static void start_timer(uint32_t timer, uint32_t period) {
    REGISTER(timer + 0x28) = emulated ? 999 : 83;
    REGISTER(timer + 0x2C) = period;
    REGISTER(timer + 0x14) = 1;
    REGISTER(timer) = 1 << 7 | 1;
}

static void start_pwm(uint32_t timer) {
    REGISTER(timer + 0x18) = REGISTER(timer + 0x1C) = 0x6868; /* PWM mode 1, buffered */
    REGISTER(timer + 0x20) = 0x1111;                          /* four outputs; 0 us: no pulse */
    start_timer(timer, 19999);
}

void board_start(void) {
    emulated = !(REGISTER(RCC_CR) & 1);
    start_clocks();
    connect(GPIOA, 0, 3, 1);
    connect(GPIOC, 6, 9, 2);
    connect(GPIOB, 6, 9, 2);
    connect(GPIOA, 9, 10, 7);
    connect(GPIOB, 10, 10, 7);
    REGISTER(GPIOB + 0x04) |= 1 << 10; /* open drain, pulled up: the servos answer on the same line */
    REGISTER(GPIOB + 0x0C) |= 1 << 20;
    REGISTER(GPIOC + 0x0C) |= 1 << 26; /* pull-up of the stop input */
    start_pwm(TIM2);
    start_pwm(TIM3);
    start_pwm(TIM4);
    start_timer(TIM5, 0xFFFFFFFF);
    REGISTER(USART_BRR) = 84;
    REGISTER(USART_CR1) = USART_ON;
    bus_port_start();
    REGISTER(0xE000E104) = 1 << 7 | 1 << 5; /* interrupts 37 and 39: USART1 and 3 */
    REGISTER(0xE000E014) = 168000 - 1;   /* SysTick wakes the loop every ms */
    REGISTER(0xE000E018) = 0;
    REGISTER(0xE000E010) = 7;
    REGISTER(IWDG_KR) = 0xCCCC;
    REGISTER(IWDG_KR) = 0x5555;
    REGISTER(IWDG_PR) = 0;
    REGISTER(IWDG_RLR) = 400; /* 50 ms of its own 32 kHz oscillator */
}

uint64_t board_now_us(void) {
    uint32_t now_us = REGISTER(TIM5 + COUNT);
    wraps_us += now_us < seen_us ? (uint64_t)1 << 32 : 0;
    seen_us = now_us;
    return wraps_us + now_us;
}

void board_interrupt(void) {
    while (REGISTER(USART_SR) & RXNE)
        serial_received((uint8_t)REGISTER(USART_DR));
    board_send();
}

void board_send(void) {
    bus_port_service(&bus);
    while (REGISTER(USART_SR) & TXE) {
        int byte = serial_next();
        if (byte < 0) {
            REGISTER(USART_CR1) = USART_ON;
            return;
        }
        REGISTER(USART_DR) = (uint32_t)byte;
    }
    REGISTER(USART_CR1) = USART_ON | TXE;
}

void board_alive(void) {
    static uint32_t ticks;
    REGISTER(IWDG_KR) = 0xAAAA;
    if (++ticks % TURN_TICKS)
        return;
    __asm volatile("cpsid i" ::: "memory");
    bus_port_turn(&bus);
    __asm volatile("cpsie i" ::: "memory");
}

uint32_t board_boot_id(void) {
    volatile uint32_t *kept = &REGISTER(POSES + 4092);
    return emulated ? 1 : ++*kept;
}

/* ---- what the core asks for ---- */

void kin_port_output(uint32_t joint, int64_t pico, int torque) {
    static const uint32_t timer[] = {TIM2, TIM3, TIM4};
    if (joint < SERVOS)
        REGISTER(timer[joint / 4] + 0x34 + joint % 4 * 4) = torque ? pwm_pulse_us(&SERVO[joint], pico) : 0;
    else if (joint < SERVOS + BUS_SERVOS)
        bus_output(&bus, joint - SERVOS, pico, torque);
}

int kin_port_measure(uint32_t joint, int64_t *pico) {
    return joint >= SERVOS && joint < SERVOS + BUS_SERVOS && bus_measure(&bus, joint - SERVOS, pico);
}

uint32_t kin_port_conditions(void) {
    return !emulated && !(REGISTER(GPIOC + 0x10) & STOP_PIN);
}

int kin_port_health(uint32_t joint, uint32_t *milliampere, uint32_t *celsius) {
    (void)joint, (void)milliampere, (void)celsius;
    return 0;
}

uint32_t kin_port_supply_mv(void) {
    return 0;
}

/* A slot begins with its length. */
static const uint8_t *slot_at(uint32_t slot) {
    return (const uint8_t *)(slot == KIN_SLOT_TABLE ? TABLE : POSES + (slot - KIN_SLOT_POSE) * POSE_SLOT);
}

uint32_t kin_port_load(uint32_t slot, uint8_t *bytes, uint32_t capacity) {
    const uint8_t *from = slot_at(slot);
    uint32_t length;
    if (emulated)
        return 0;
    memcpy(&length, from, 4);
    if (length > capacity)
        return 0;
    memcpy(bytes, from + 4, length);
    return length;
}

static void program(uint32_t at, uint32_t word) {
    REGISTER(at) = word;
    while (REGISTER(FLASH_SR) & BUSY)
        ;
}

/* Erasing takes up to half a second, in which the chip stands still: the watchdog is told. */
static void write_table(const uint8_t *bytes, uint32_t length) {
    REGISTER(IWDG_KR) = 0x5555;
    REGISTER(IWDG_PR) = 6;
    REGISTER(IWDG_KR) = 0xAAAA;
    REGISTER(FLASH_KEYR) = 0x45670123;
    REGISTER(FLASH_KEYR) = 0xCDEF89AB;
    REGISTER(FLASH_CR) = 2 << 8 | TABLE_SECTOR << 3 | 1 << 1;
    REGISTER(FLASH_CR) |= 1 << 16;
    while (REGISTER(FLASH_SR) & BUSY)
        ;
    REGISTER(FLASH_CR) = 2 << 8 | 1;
    program(TABLE, length);
    for (uint32_t at = 0; at < length; at += 4) {
        uint32_t word = 0xFFFFFFFF;
        memcpy(&word, bytes + at, length - at < 4 ? length - at : 4);
        program(TABLE + 4 + at, word);
    }
    REGISTER(FLASH_CR) = 1u << 31;
    REGISTER(IWDG_KR) = 0x5555;
    REGISTER(IWDG_PR) = 0;
    REGISTER(IWDG_KR) = 0xAAAA;
}

void kin_port_store(uint32_t slot, const uint8_t *bytes, uint32_t length) {
    uint8_t *to = (uint8_t *)(POSES + (slot - KIN_SLOT_POSE) * POSE_SLOT);
    if (emulated)
        return;
    if (slot == KIN_SLOT_TABLE) {
        write_table(bytes, length);
        return;
    }
    memcpy(to, &length, 4);
    memcpy(to + 4, bytes, length);
}
