/* The twin's port: a virtual microcontroller clock, servos from the model, and memory that Python reads.
 * Host time comes in as ns; the microcontroller's clock starts anywhere and may run wrong by some ppb. */
#include <string.h>

#include "../../core/core.h"
#include "../../servo/servo.h"

#define EXPORT __attribute__((visibility("default")))

const char kin_port_build[] = "twin 1.2 (wasm)";

enum { RX_SIZE = 65536, TX_SIZE = 65536, TRACE_TICKS = 512, TRACE_HEAD = 3, ENTRY_HEAD = 12, SLOT = 8448 };

static struct {
    int64_t boot_ns, now_ns, start_us, ppb, ticks;
    uint32_t joints, conditions, rx_at, seed, late_us, lose_every, random;
    struct servo servo[KIN_MAX_JOINTS];
    int64_t measured[KIN_MAX_JOINTS];
    uint8_t placed[KIN_MAX_JOINTS];
    uint8_t slot[KIN_SLOTS][SLOT]; /* outlives twin_reset, not twin_boot */
    uint32_t slot_length[KIN_SLOTS], supply_mv;
} twin;

/* What Python writes (until, rx_length) and reads (the rest) around a call of twin_run: a call without
 * arguments costs it a third of one with two. */
static struct {
    int64_t until_ns, rx_length, tx_length, trace_count, done;
} control;

/* Where servos are that somebody else's physics move, if `on`; Python writes it between two ticks. */
static struct {
    int64_t on;
    double position[KIN_MAX_JOINTS], current[KIN_MAX_JOINTS];
} felt;

static uint8_t rx[RX_SIZE], tx[TX_SIZE]; /* entries: i64 host ns, u32 length, bytes */
static int64_t trace[TRACE_TICKS * (TRACE_HEAD + 2 * KIN_MAX_JOINTS)];

EXPORT void *twin_control(void) { return &control; }
EXPORT void *twin_rx(void) { return rx; }
EXPORT void *twin_tx(void) { return tx; }
EXPORT void *twin_trace(void) { return trace; }
EXPORT void *twin_felt(void) { return &felt; }
EXPORT void twin_set_conditions(uint32_t bits) { twin.conditions = bits; }
EXPORT double twin_current(uint32_t joint) { return twin.servo[joint].current; }
EXPORT double twin_temperature(uint32_t joint) { return twin.servo[joint].temperature; }

/* `joints` sets the width of the trace: host ns, state, torque, played and measured of each. */
EXPORT void twin_boot(uint32_t joints, int64_t boot_ns, int64_t start_us, int64_t ppb, uint32_t boot_id,
                      uint32_t seed) {
    memset(&twin, 0, sizeof twin);
    memset(&control, 0, sizeof control);
    twin.joints = joints;
    twin.boot_ns = twin.now_ns = boot_ns;
    twin.start_us = start_us;
    twin.ppb = ppb;
    twin.seed = seed;
    twin.supply_mv = 6000;
    kin_boot(boot_id, KIN_TWIN | KIN_NEVER_RUN_ON_HARDWARE);
}

/* The microcontroller starts anew; servos and flash stay as they are. Before anything is received. */
EXPORT void twin_reset(int64_t start_us, uint32_t boot_id) {
    twin.boot_ns = twin.now_ns;
    twin.start_us = start_us;
    twin.ticks = 0;
    kin_boot(boot_id, KIN_TWIN | KIN_NEVER_RUN_ON_HARDWARE);
}

/* Interrupts of the tick come up to `late_us` late; every `lose_every`-th is lost (0: none). */
EXPORT void twin_disturb_ticks(uint32_t late_us, uint32_t lose_every) {
    twin.late_us = late_us;
    twin.lose_every = lose_every;
    twin.random = 1;
}

EXPORT void twin_set_servo(uint32_t joint, uint32_t parameter, double value) {
    twin.servo[joint].parameter[parameter] = value;
}

/* Puts the servo there, as a hand would. */
EXPORT void twin_place(uint32_t joint, double position) {
    servo_boot(&twin.servo[joint], position, twin.seed + joint);
    twin.placed[joint] = 1;
}

static uint64_t clock_us(int64_t host_ns) {
    int64_t elapsed = host_ns - twin.boot_ns;
    return (uint64_t)(twin.start_us + (elapsed + (int64_t)((double)elapsed * (double)twin.ppb * 1e-9)) / 1000);
}

/* Host time of the n-th tick of the microcontroller's timer. */
static int64_t tick_ns(int64_t n) {
    double elapsed = (double)n * (1000.0 * KIN_TICK_US);
    return twin.boot_ns + n * (1000 * KIN_TICK_US) -
           (int64_t)(elapsed * (double)twin.ppb / (1e9 + (double)twin.ppb));
}

int kin_port_write(const uint8_t *bytes, uint32_t length) {
    uint8_t *entry = tx + control.tx_length;
    if (control.tx_length + ENTRY_HEAD + length > TX_SIZE)
        return 0;
    memcpy(entry, &twin.now_ns, 8);
    memcpy(entry + 8, &length, 4);
    memcpy(entry + ENTRY_HEAD, bytes, length);
    control.tx_length += ENTRY_HEAD + length;
    return 1;
}

void kin_port_output(uint32_t joint, int64_t pico, int torque) {
    struct servo *servo = &twin.servo[joint];
    if (!twin.placed[joint])
        twin_place(joint, (double)pico * 1e-12);
    if (felt.on) {
        servo->current = felt.current[joint];
        twin.measured[joint] = (int64_t)(felt.position[joint] * 1e12);
        return;
    }
    servo_tick(servo, (double)pico * 1e-12, torque);
    twin.measured[joint] = (int64_t)(servo_measure(servo) * 1e12);
}

int kin_port_measure(uint32_t joint, int64_t *pico) {
    *pico = twin.measured[joint];
    return twin.placed[joint];
}

uint32_t kin_port_conditions(void) {
    return twin.conditions;
}

int kin_port_health(uint32_t joint, uint32_t *milliampere, uint32_t *celsius) {
    *milliampere = (uint32_t)(twin.servo[joint].current * 1000.0);
    *celsius = (uint32_t)twin.servo[joint].temperature;
    return twin.placed[joint];
}

uint32_t kin_port_supply_mv(void) {
    return twin.supply_mv;
}

uint32_t kin_port_load(uint32_t slot, uint8_t *bytes, uint32_t capacity) {
    if (twin.slot_length[slot] > capacity)
        return 0;
    memcpy(bytes, twin.slot[slot], twin.slot_length[slot]);
    return twin.slot_length[slot];
}

void kin_port_store(uint32_t slot, const uint8_t *bytes, uint32_t length) {
    memcpy(twin.slot[slot], bytes, length);
    twin.slot_length[slot] = length;
}

static void record(void) {
    if (!kin.joints) /* nothing is played before there is a table */
        return;
    int64_t *row = &trace[control.trace_count++ * (TRACE_HEAD + 2 * twin.joints)];
    row[0] = twin.now_ns;
    row[1] = kin.state;
    row[2] = (int64_t)kin.torque;
    for (uint32_t j = 0; j < twin.joints; j++) {
        row[TRACE_HEAD + j] = kin.axis[j].played;
        row[TRACE_HEAD + twin.joints + j] = twin.measured[j];
    }
}

static void tick(void) {
    if (twin.lose_every && twin.ticks % twin.lose_every == 0)
        return;
    uint64_t now_us = clock_us(twin.now_ns);
    if (twin.late_us) {
        twin.random = twin.random * 1664525u + 1013904223u;
        now_us += (twin.random >> 8) % (twin.late_us + 1);
    }
    kin_tick(now_us);
    record();
}

/* All ticks before `until_ns`; 0 if the trace is full first. */
static int run_ticks(int64_t until_ns) {
    while (tick_ns(twin.ticks) < until_ns) {
        if (control.trace_count == TRACE_TICKS)
            return 0;
        twin.now_ns = tick_ns(twin.ticks++);
        tick();
    }
    twin.now_ns = until_ns;
    return 1;
}

/* Runs to until_ns and hands over each entry of rx at its time; done = 0 if the trace is full before:
 * empty it and call again. */
EXPORT void twin_run(void) {
    control.tx_length = control.done = 0;
    while (twin.rx_at < control.rx_length) {
        int64_t arrival_ns;
        uint32_t length;
        memcpy(&arrival_ns, rx + twin.rx_at, 8);
        memcpy(&length, rx + twin.rx_at + 8, 4);
        if (!run_ticks(arrival_ns))
            return;
        kin_receive(rx + twin.rx_at + ENTRY_HEAD, length, clock_us(arrival_ns));
        twin.rx_at += ENTRY_HEAD + length;
    }
    if (!run_ticks(control.until_ns))
        return;
    control.rx_length = twin.rx_at = 0;
    control.done = 1;
}
