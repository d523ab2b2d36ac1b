/* The core as a library for tests and fuzzing: servos that follow at once, and everything in memory. */
#include <string.h>

#include "../../core/core.h"

const char kin_port_build[] = "library 1.2";

enum { SENT = 65536, SLOT = 8448 };

static struct {
    int64_t told[KIN_MAX_JOINTS];
    uint8_t sent[SENT], slot[KIN_SLOTS][SLOT];
    uint32_t length, slot_length[KIN_SLOTS], conditions;
} port;

/* As when power comes; `forget`: with nothing in flash. */
void library_boot(uint32_t boot_id, int forget) {
    port.length = port.conditions = 0;
    memset(port.told, 0, sizeof port.told);
    if (forget)
        memset(port.slot_length, 0, sizeof port.slot_length);
    kin_boot(boot_id, KIN_TWIN | KIN_NEVER_RUN_ON_HARDWARE);
}

void library_set_conditions(uint32_t bits) { port.conditions = bits; }
int64_t library_played(uint32_t joint) { return kin.axis[joint].played; }
uint32_t library_state(void) { return kin.state; }
uint32_t library_counter(uint32_t counter) { return kin.counters[counter]; }

/* What was sent since the last call; `out` has room for 65536 bytes. */
uint32_t library_sent(uint8_t *out) {
    uint32_t length = port.length;
    memcpy(out, port.sent, length);
    port.length = 0;
    return length;
}

int kin_port_write(const uint8_t *bytes, uint32_t length) {
    if (length > SENT - port.length)
        return 0;
    memcpy(port.sent + port.length, bytes, length);
    port.length += length;
    return 1;
}

void kin_port_output(uint32_t joint, int64_t pico, int torque) {
    if (torque)
        port.told[joint] = pico;
}

int kin_port_measure(uint32_t joint, int64_t *pico) {
    *pico = port.told[joint];
    return 1;
}

uint32_t kin_port_conditions(void) {
    return port.conditions;
}

int kin_port_health(uint32_t joint, uint32_t *milliampere, uint32_t *celsius) {
    *milliampere = 10 * joint;
    *celsius = 25 + joint;
    return joint % 2;
}

uint32_t kin_port_supply_mv(void) {
    return 5000;
}

uint32_t kin_port_load(uint32_t slot, uint8_t *bytes, uint32_t capacity) {
    if (port.slot_length[slot] > capacity)
        return 0;
    memcpy(bytes, port.slot[slot], port.slot_length[slot]);
    return port.slot_length[slot];
}

void kin_port_store(uint32_t slot, const uint8_t *bytes, uint32_t length) {
    memcpy(port.slot[slot], bytes, length);
    port.slot_length[slot] = length;
}
