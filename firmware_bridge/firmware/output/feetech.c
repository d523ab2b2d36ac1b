/* Feetech's bus as the STS series speaks it: torque, goal and present position. */
#include "output.h"

enum {
    ID = 2, LENGTH = 3, INSTRUCTION = 4, PARAMETERS = 5,
    BROADCAST = 0xFE, READ = 0x02, WRITE = 0x03, SYNC_WRITE = 0x83,
    TORQUE_ENABLE = 40, GOAL_POSITION = 42, PRESENT_POSITION = 56, SIGN = 1 << 15,
};

/* Everything between the two FF and the sum, added up and inverted. */
uint8_t feetech_sum(const uint8_t *bytes, uint32_t length) {
    uint32_t sum = 0;
    while (length--)
        sum += *bytes++;
    return (uint8_t)~sum;
}

static uint32_t wrap(uint8_t id, uint8_t instruction, uint32_t parameters, uint8_t *out) {
    out[0] = out[1] = 0xFF;
    out[ID] = id;
    out[LENGTH] = (uint8_t)(parameters + 2);
    out[INSTRUCTION] = instruction;
    out[PARAMETERS + parameters] = feetech_sum(out + ID, parameters + 3);
    return PARAMETERS + parameters + 1;
}

/* Positions are a magnitude and a sign. */
static uint32_t signed_word(int32_t steps) {
    return steps < 0 ? (uint32_t)-steps | SIGN : (uint32_t)steps;
}

uint32_t feetech_sync_goal(const uint8_t *ids, const int32_t *goals, uint32_t count, uint8_t *out) {
    uint8_t *at = out + PARAMETERS;
    *at++ = GOAL_POSITION;
    *at++ = 2;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word = signed_word(goals[i]);
        *at++ = ids[i];
        *at++ = (uint8_t)word;
        *at++ = (uint8_t)(word >> 8);
    }
    return wrap(BROADCAST, SYNC_WRITE, 2 + FEETECH_ENTRY * count, out);
}

uint32_t feetech_torque(uint8_t id, int on, uint8_t *out) {
    out[PARAMETERS] = TORQUE_ENABLE;
    out[PARAMETERS + 1] = on != 0;
    return wrap(id, WRITE, 2, out);
}

uint32_t feetech_ask_position(uint8_t id, uint8_t *out) {
    out[PARAMETERS] = PRESENT_POSITION;
    out[PARAMETERS + 1] = 2;
    return wrap(id, READ, 2, out);
}

int feetech_position(const uint8_t *bytes, uint32_t length, uint8_t id, int32_t *steps) {
    if (length != FEETECH_STATUS || bytes[0] != 0xFF || bytes[1] != 0xFF || bytes[ID] != id ||
        bytes[LENGTH] != 4 || bytes[INSTRUCTION] /* its error */ ||
        bytes[length - 1] != feetech_sum(bytes + ID, length - 3))
        return 0;
    uint32_t word = bytes[PARAMETERS] | (uint32_t)bytes[PARAMETERS + 1] << 8;
    *steps = word & SIGN ? -(int32_t)(word & ~(uint32_t)SIGN) : (int32_t)word;
    return 1;
}
