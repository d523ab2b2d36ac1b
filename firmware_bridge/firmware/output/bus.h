/* Servos on one half-duplex bus, driven in turns: one packet each, its answer before the next turn. */
#ifndef KIN_BUS_H
#define KIN_BUS_H
#include "output.h"

enum { BUS_MOST = 32, BUS_PACKET = 16 + DYNAMIXEL_ENTRY * BUS_MOST, BUS_LOST = 25 };
enum bus_vendor { BUS_DYNAMIXEL, BUS_FEETECH };

struct servo_bus {
    const struct bus_servo *servo;
    uint8_t vendor, count;
    /* From here on zero at the start. */
    uint8_t asked, waiting, rx_length;
    uint8_t known[BUS_MOST], silent[BUS_MOST]; /* questions without an answer since the last one */
    uint32_t turn, wanted, aimed, told;        /* torque: asked for, goal sent before, sent */
    int32_t goal[BUS_MOST], seen[BUS_MOST];
    uint8_t rx[DYNAMIXEL_STATUS];
};

void bus_output(struct servo_bus *bus, uint32_t servo, int64_t pico, int torque);
int bus_measure(const struct servo_bus *bus, uint32_t servo, int64_t *pico); /* 0: it does not answer */

/* The packet of the next turn, into BUS_PACKET bytes; turns are at least 2 ms apart at 1 Mbaud. */
uint32_t bus_turn(struct servo_bus *bus, uint8_t *out);
void bus_received(struct servo_bus *bus, uint8_t byte);
#endif
