/* Dynamixel protocol 2.0 as the X series speaks it: torque, goal and present position. */
#include "output.h"

enum {
    ID = 4, LENGTH = 5, INSTRUCTION = 7, ERROR = 8, PARAMETERS = 8,
    BROADCAST = 0xFE, READ = 0x02, WRITE = 0x03, STATUS = 0x55, SYNC_WRITE = 0x83,
    TORQUE_ENABLE = 64, GOAL_POSITION = 116, PRESENT_POSITION = 132, ALERT = 0x80,
};

/* CRC-16 with polynomial 0x8005, from 0, most significant bit first. */
uint16_t dynamixel_crc(const uint8_t *bytes, uint32_t length) {
    uint32_t crc = 0;
    for (uint32_t i = 0; i < length; i++) {
        crc ^= (uint32_t)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 0x8000 ? crc << 1 ^ 0x8005 : crc << 1;
    }
    return (uint16_t)crc;
}

static void put(uint8_t *to, uint32_t value, uint32_t size) {
    for (uint32_t i = 0; i < size; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

/* The parameters are in place: writes what surrounds them. A packet of ours never holds FF FF FD inside:
 * goals are below 2^24, so stuffing is not needed. */
static uint32_t wrap(uint8_t id, uint8_t instruction, uint32_t parameters, uint8_t *out) {
    put(out, 0x00FDFFFF, 4);
    out[ID] = id;
    put(out + LENGTH, parameters + 3, 2);
    out[INSTRUCTION] = instruction;
    put(out + PARAMETERS + parameters, dynamixel_crc(out, PARAMETERS + parameters), 2);
    return PARAMETERS + parameters + 2;
}

uint32_t dynamixel_sync_goal(const uint8_t *ids, const int32_t *goals, uint32_t count, uint8_t *out) {
    put(out + PARAMETERS, GOAL_POSITION, 2);
    put(out + PARAMETERS + 2, 4, 2);
    for (uint32_t i = 0; i < count; i++) {
        out[PARAMETERS + 4 + DYNAMIXEL_ENTRY * i] = ids[i];
        put(out + PARAMETERS + 5 + DYNAMIXEL_ENTRY * i, (uint32_t)goals[i], 4);
    }
    return wrap(BROADCAST, SYNC_WRITE, 4 + DYNAMIXEL_ENTRY * count, out);
}

uint32_t dynamixel_torque(uint8_t id, int on, uint8_t *out) {
    put(out + PARAMETERS, TORQUE_ENABLE, 2);
    out[PARAMETERS + 2] = on != 0;
    return wrap(id, WRITE, 3, out);
}

uint32_t dynamixel_ask_position(uint8_t id, uint8_t *out) {
    put(out + PARAMETERS, PRESENT_POSITION, 2);
    put(out + PARAMETERS + 2, 4, 2);
    return wrap(id, READ, 4, out);
}

int dynamixel_position(const uint8_t *bytes, uint32_t length, uint8_t id, int32_t *steps) {
    static const uint8_t head[] = {0xFF, 0xFF, 0xFD, 0x00};
    if (length != DYNAMIXEL_STATUS)
        return 0;
    for (uint32_t i = 0; i < sizeof head; i++)
        if (bytes[i] != head[i])
            return 0;
    uint16_t crc = (uint16_t)(bytes[length - 2] | bytes[length - 1] << 8);
    if (bytes[ID] != id || bytes[LENGTH] != 8 || bytes[LENGTH + 1] || bytes[INSTRUCTION] != STATUS ||
        (bytes[ERROR] & ~ALERT) || crc != dynamixel_crc(bytes, length - 2))
        return 0;
    const uint8_t *at = bytes + ERROR + 1;
    *steps = (int32_t)(at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24);
    return 1;
}
