/* One packet out, then the line is free for the answer: the transmitter's echo is not received. */
#include "bus_port.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

enum {
    USART = 0x40004800, USART_SR = USART, USART_DR = USART + 0x04, USART_BRR = USART + 0x08,
    USART_CR1 = USART + 0x0C, USART_CR3 = USART + 0x14, TXE = 1 << 7, TC = 1 << 6, RXNE = 1 << 5,
    SENDING = 1 << 13 | 1 << 3, LISTENING = 1 << 13 | 1 << 3 | 1 << 2 | RXNE,
};

static struct {
    uint8_t packet[BUS_PACKET];
    uint32_t length, at;
} out;

void bus_port_start(void) {
    REGISTER(USART_CR3) = 1 << 3; /* half duplex */
    REGISTER(USART_BRR) = 42;     /* APB1, 42 MHz */
    REGISTER(USART_CR1) = LISTENING;
}

void bus_port_turn(struct servo_bus *bus) {
    out.length = bus_turn(bus, out.packet);
    out.at = 0;
    REGISTER(USART_CR1) = SENDING | TXE;
    bus_port_service(bus);
}

static void send(void) {
    while (out.at < out.length && REGISTER(USART_SR) & TXE)
        REGISTER(USART_DR) = out.packet[out.at++];
    if (out.at < out.length)
        return;
    if (REGISTER(USART_SR) & TC) {
        out.length = 0;
        REGISTER(USART_CR1) = LISTENING;
    } else {
        REGISTER(USART_CR1) = SENDING | TC;
    }
}

void bus_port_service(struct servo_bus *bus) {
    if (out.length)
        send();
    while (!out.length && REGISTER(USART_SR) & RXNE)
        bus_received(bus, (uint8_t)REGISTER(USART_DR));
}
