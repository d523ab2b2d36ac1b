/* The turns of a bus: torque off at once, else goals of all and one other thing by turns. */
#include "bus.h"

enum { REMIND = 16 }; /* every so many-th other thing is a torque that was told before */

void bus_output(struct servo_bus *bus, uint32_t servo, int64_t pico, int torque) {
    uint32_t bit = 1u << servo;
    bus->goal[servo] = bus_goal(&bus->servo[servo], pico);
    bus->wanted = torque ? bus->wanted | bit : bus->wanted & ~bit;
    bus->aimed &= bus->wanted;
}

int bus_measure(const struct servo_bus *bus, uint32_t servo, int64_t *pico) {
    if (!bus->known[servo] || bus->silent[servo] >= BUS_LOST)
        return 0;
    *pico = bus_pico(&bus->servo[servo], bus->seen[servo]);
    return 1;
}

static uint32_t first_of(uint32_t bits) {
    uint32_t servo = 0;
    while (!(bits >> servo & 1))
        servo++;
    return servo;
}

static uint32_t tell_torque(struct servo_bus *bus, uint32_t servo, uint8_t *out) {
    uint8_t id = bus->servo[servo].id;
    uint32_t bit = 1u << servo;
    int on = (bus->wanted & bit) != 0;
    bus->told = on ? bus->told | bit : bus->told & ~bit;
    return bus->vendor == BUS_DYNAMIXEL ? dynamixel_torque(id, on, out) : feetech_torque(id, on, out);
}

static uint32_t tell_goals(struct servo_bus *bus, uint8_t *out) {
    uint8_t ids[BUS_MOST];
    int32_t goals[BUS_MOST];
    uint32_t count = 0;
    for (uint32_t servo = 0; servo < bus->count; servo++) {
        ids[count] = bus->servo[servo].id;
        goals[count] = bus->goal[servo];
        count += bus->wanted >> servo & 1;
    }
    bus->aimed = bus->wanted;
    return bus->vendor == BUS_DYNAMIXEL ? dynamixel_sync_goal(ids, goals, count, out)
                                        : feetech_sync_goal(ids, goals, count, out);
}

static uint32_t ask(struct servo_bus *bus, uint8_t *out) {
    bus->asked = (uint8_t)((bus->asked + 1) % bus->count);
    bus->waiting = 1;
    uint8_t id = bus->servo[bus->asked].id;
    return bus->vendor == BUS_DYNAMIXEL ? dynamixel_ask_position(id, out) : feetech_ask_position(id, out);
}

/* A servo gets its torque only when it knows its goal: it must not go to an old one. */
static uint32_t other(struct servo_bus *bus, uint8_t *out) {
    uint32_t due = bus->aimed & ~bus->told, again = bus->turn / 2 / REMIND % bus->count;
    if (due)
        return tell_torque(bus, first_of(due), out);
    int aimless = (bus->wanted & ~bus->aimed) >> again & 1;
    if (bus->turn / 2 % REMIND == 0 && !aimless) /* it may have been without power, or missed it */
        return tell_torque(bus, again, out);
    return ask(bus, out);
}

uint32_t bus_turn(struct servo_bus *bus, uint8_t *out) {
    uint32_t off = bus->told & ~bus->wanted;
    if (bus->waiting && bus->silent[bus->asked] < BUS_LOST)
        bus->silent[bus->asked]++;
    bus->waiting = bus->rx_length = 0;
    if (off)
        return tell_torque(bus, first_of(off), out);
    if (bus->turn++ % 2 && bus->wanted)
        return tell_goals(bus, out);
    return other(bus, out);
}

void bus_received(struct servo_bus *bus, uint8_t byte) {
    uint32_t length = bus->vendor == BUS_DYNAMIXEL ? DYNAMIXEL_STATUS : FEETECH_STATUS;
    uint8_t id = bus->servo[bus->asked].id;
    if (!bus->waiting)
        return;
    if (bus->rx_length == length) /* keep the last bytes: noise may come before the answer */
        for (uint32_t i = 1; i < length; i++)
            bus->rx[i - 1] = bus->rx[i];
    else
        bus->rx_length++;
    bus->rx[bus->rx_length - 1] = byte;
    int32_t *seen = &bus->seen[bus->asked];
    if (bus->vendor == BUS_DYNAMIXEL ? dynamixel_position(bus->rx, bus->rx_length, id, seen)
                                     : feetech_position(bus->rx, bus->rx_length, id, seen)) {
        bus->known[bus->asked] = 1;
        bus->silent[bus->asked] = 0;
        bus->waiting = 0;
    }
}
