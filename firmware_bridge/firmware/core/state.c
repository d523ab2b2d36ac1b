/* What happens each tick: clocks and conditions become events, events move the state, the state moves
 * the joints. The state table itself is data: protocol.toml. */
#include <string.h>

#include "core.h"

struct kin_core kin;

static uint8_t motion(void) {
    return KIN_STATE_MOTION[kin.state];
}

void kin_boot(uint32_t boot_id, uint8_t capabilities) {
    memset(&kin, 0, sizeof kin);
    kin.boot_id = boot_id;
    kin.capabilities = capabilities;
    kin.silence = 3;
    kin_queue_clear();
    kin_wire_clear();
    kin_table_boot();
}

void kin_event(uint8_t event) {
    uint8_t before = kin.state, after = KIN_NEXT_STATE[before][event];
    if (KIN_EVENT_RELEASES[event])
        kin.release = 1;
    if (after == before)
        return;
    kin.state = after;
    if (event == KIN_EVENT_ARMED)
        kin.release = 0;
    if (event == KIN_EVENT_ARMED)
        kin.over_current = kin.over_temperature = 0;
    if (after == KIN_STATE_STOPPED)
        kin.counters[KIN_COUNT_STOPS]++;
    if (event == KIN_EVENT_ROWS_GONE)
        kin.counters[KIN_COUNT_UNDERRUNS]++;
    kin.fresh = motion() == KIN_MOTION_FOLLOW;
    kin.counters[KIN_COUNT_REENTRIES] += kin.fresh;
    kin.enable_us = kin.now_us;
    kin_send_event(event, before, after);
}

uint8_t kin_try_arm(uint32_t table_hash, int64_t *detail) {
    struct kin_segment row;
    *detail = kin.conditions;
    if (kin.state == KIN_STATE_STOPPED)
        return KIN_REPLY_LATCHED;
    if (kin.conditions)
        return KIN_REPLY_FAULTY;
    *detail = kin.table_hash;
    if (!kin.joints)
        return KIN_REPLY_NO_TABLE;
    if (table_hash != kin.table_hash)
        return KIN_REPLY_BAD_HASH;
    if (KIN_NEXT_STATE[kin.state][KIN_EVENT_ARMED] == kin.state)
        return KIN_REPLY_OK; /* armed already */
    if (!kin_queue_find(kin.step_us + KIN_LOOKAHEAD_US, &row))
        return KIN_REPLY_NO_ROWS;
    for (uint32_t j = 0; j < kin.joints; j++) {
        int64_t gap = kin_row_at(&kin.axis[j], &row, j) - kin.axis[j].played;
        *detail = j;
        if (gap > kin.axis[j].tolerance || gap < -kin.axis[j].tolerance)
            return KIN_REPLY_POSE;
    }
    kin_event(KIN_EVENT_ARMED);
    return KIN_REPLY_OK;
}

/* Steps stay on one grid, so that a late interrupt does not shake the motion; but never two at once. */
static void advance_clock(uint64_t now_us) {
    uint64_t step_us = kin.step_us + KIN_TICK_US;
    if (!kin.ticking || now_us > step_us + KIN_TICK_US / 2 || now_us + KIN_TICK_US / 2 < step_us) {
        kin.counters[KIN_COUNT_TICK_SLIPS] += kin.ticking;
        step_us = now_us;
    }
    kin.ticking = 1;
    kin.step_us = step_us;
    kin.now_us = now_us;
}

static void watch_host(void) {
    static const uint64_t after_us[] = {KIN_SILENCE_HOLD_US, KIN_SILENCE_SAFE_US, KIN_SILENCE_LIMP_US};
    static const uint8_t event[] = {KIN_EVENT_SILENT_HOLD, KIN_EVENT_SILENT_SAFE, KIN_EVENT_SILENT_LIMP};
    while (kin.silence < 3 && kin.now_us - kin.heard_us >= after_us[kin.silence]) {
        kin.counters[KIN_COUNT_SILENCES] += kin.silence == 0;
        kin_event(event[kin.silence++]);
    }
}

static void watch_conditions(void) {
    kin.conditions = (uint8_t)kin_port_conditions();
    if (kin.conditions & KIN_STOP_INPUT)
        kin_event(KIN_EVENT_STOPPED);
    if (kin.conditions & (KIN_BROWN_OUT | KIN_OVER_TEMPERATURE))
        kin_event(KIN_EVENT_FAULT);
}

static void watch_rows(int covered) {
    if (covered) {
        kin_event(KIN_EVENT_ROWS_BACK);
        return;
    }
    kin_event(KIN_EVENT_ROWS_GONE);
    if (kin.state == KIN_STATE_STARVED || kin.state == KIN_STATE_HOLD)
        kin.counters[KIN_COUNT_UNDERRUN_TICKS]++;
}

/* A joint at its end stop is measured beyond it by what its sensor is noisy: then it is at its end. */
static int64_t within_noise(uint32_t j, int64_t measured) {
    int64_t low = kin.table[j][KIN_JOINT_POSITION_MIN] * KIN_PICO_PER_NANO;
    int64_t high = kin.table[j][KIN_JOINT_POSITION_MAX] * KIN_PICO_PER_NANO;
    int64_t noise = (high - low) / 200;
    if (measured < low && low - measured <= noise)
        return low;
    return measured > high && measured - high <= noise ? high : measured;
}

/* Takes the measured pose of a joint without torque for its pose, if they are more than `away` apart. */
static void adopt_pose(uint32_t j, int64_t away) {
    struct kin_axis *axis = &kin.axis[j];
    int64_t measured;
    if ((kin.torque >> j & 1) || !kin.table[j][KIN_JOINT_FEEDBACK] || !kin_port_measure(j, &measured))
        return;
    measured = within_noise(j, measured);
    if (measured - axis->played > away || axis->played - measured > away)
        kin_axis_rest(axis, measured);
}

/* Torque finds the joint where it is, and motion is taken up from there: a servo must not be told to jump,
 * not even to the limit that it is beyond. */
static void enable(uint32_t j) {
    struct kin_axis *axis = &kin.axis[j];
    adopt_pose(j, 0);
    axis->rested = 0;
    kin.torque |= (uint64_t)1 << j;
}

static void enable_next(void) {
    if (kin.state != KIN_STATE_ARMING || kin.now_us < kin.enable_us)
        return;
    for (uint32_t j = 0; j < kin.joints; j++) {
        if (!(kin.torque >> j & 1)) {
            enable(j);
            kin.enable_us = kin.now_us + KIN_ENABLE_INTERVAL_US;
            return;
        }
    }
    kin_event(KIN_EVENT_ENABLED);
}

static int yields(uint32_t j) {
    return (int)((kin.over_current | kin.over_temperature) >> j & 1);
}

static void move_joint(uint32_t j, const struct kin_segment *row) {
    struct kin_axis *axis = &kin.axis[j];
    if (yields(j)) {
        kin_axis_seek(axis, axis->refuge);
        return;
    }
    if (motion() == KIN_MOTION_SAFE) {
        kin_axis_seek(axis, kin.table[j][KIN_JOINT_SAFE] * KIN_PICO_PER_NANO);
        return;
    }
    if (motion() == KIN_MOTION_BRAKE) {
        kin_axis_brake(axis);
        return;
    }
    int64_t p = kin_row_at(axis, row, j);
    if (kin.fresh)
        kin_axis_restart(axis, p, kin_row_step(axis, row, j));
    if (kin_axis_follow(axis, p)) {
        kin.counters[KIN_COUNT_CLAMPED_TICKS]++;
        kin.clamps_changed |= (uint8_t)(1 << (j / 16));
    }
}

static void release_when_settled(void) {
    for (uint32_t j = 0; j < kin.joints; j++)
        if ((kin.release || yields(j)) && kin.table[j][KIN_JOINT_TORQUE_POLICY] && kin.axis[j].rested >= KIN_SETTLE_MS)
            kin.torque &= ~((uint64_t)1 << j);
}

void kin_tick(uint64_t now_us) {
    struct kin_segment row;
    advance_clock(now_us);
    watch_conditions();
    watch_host();
    enable_next();
    release_when_settled();
    kin_guard();
    watch_rows(kin_queue_find(kin.step_us + KIN_LOOKAHEAD_US, &row));
    for (uint32_t j = 0; j < kin.joints; j++) {
        move_joint(j, &row);
        kin_axis_settle(&kin.axis[j]);
        adopt_pose(j, kin.axis[j].tolerance); /* moved by hand, not by noise */
        kin_port_output(j, kin.axis[j].played, (int)(kin.torque >> j & 1));
    }
    kin_flash_pose();
    kin.fresh = 0;
    kin.in_phase = (uint8_t)((kin.in_phase + 1) % KIN_SMOOTH_IN_TICKS);
    kin.out_phase = (uint8_t)((kin.out_phase + 1) % KIN_SMOOTH_OUT_TICKS);
    kin_report();
}
