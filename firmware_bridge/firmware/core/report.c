/* What the firmware says by itself: events, and, in their periods, telemetry, status and health. */
#include "core.h"

void kin_send_event(uint8_t event, uint8_t before, uint8_t after) {
    if (!kin.greeted)
        return;
    kin_pack_begin(KIN_MSG_EVENT, 4);
    kin_pack_uint(kin.now_us);
    kin_pack_uint(event);
    kin_pack_uint(before);
    kin_pack_uint(after);
    kin_pack_send();
}

static void put_code(uint8_t *at, int16_t code) {
    at[0] = (uint8_t)code;
    at[1] = (uint8_t)((uint16_t)code >> 8);
}

static void send_telemetry(void) {
    kin_pack_begin(KIN_MSG_TELEMETRY_ROW, 5);
    kin_pack_uint(kin.now_us);
    kin_pack_uint(kin.state);
    kin_pack_uint(kin.torque);
    uint8_t *played = kin_pack_bin(2u * kin.joints);
    uint8_t *measured = kin_pack_bin(2u * kin.joints);
    for (uint32_t j = 0; j < kin.joints; j++) {
        const struct kin_axis *axis = &kin.axis[j];
        int64_t pico = axis->played;
        put_code(played + 2 * j, kin_code(axis, pico));
        if (kin.table[j][KIN_JOINT_FEEDBACK] && !kin_port_measure(j, &pico))
            pico = axis->played;
        put_code(measured + 2 * j, kin_code(axis, pico));
    }
    kin_pack_send();
}

static void put_words(const uint32_t *words, uint32_t count) {
    uint8_t *at = kin_pack_bin(4 * count);
    for (uint32_t i = 0; i < 4 * count; i++)
        at[i] = (uint8_t)(words[i / 4] >> (8 * (i % 4)));
}

static void send_clamps(uint32_t first) {
    static uint32_t counts[16 * KIN_CLAMP_KINDS];
    uint32_t joints = kin.joints - first < 16 ? kin.joints - first : 16;
    for (uint32_t i = 0; i < joints * KIN_CLAMP_KINDS; i++)
        counts[i] = kin.axis[first + i / KIN_CLAMP_KINDS].clamps[i % KIN_CLAMP_KINDS];
    kin_pack_begin(KIN_MSG_CLAMPS, 2);
    kin_pack_uint(first);
    put_words(counts, joints * KIN_CLAMP_KINDS);
    kin_pack_send();
}

static void send_health(void) {
    kin_pack_begin(KIN_MSG_HEALTH, 7);
    kin_pack_uint(kin.now_us);
    kin_pack_uint(kin_port_supply_mv());
    kin_pack_uint(kin.over_current);
    kin_pack_uint(kin.over_temperature);
    kin_pack_uint(kin.limited);
    uint8_t *currents = kin_pack_bin(2u * kin.joints);
    uint8_t *temperatures = kin_pack_bin(kin.joints);
    for (uint32_t j = 0; j < kin.joints; j++) {
        uint32_t milliampere = UINT16_MAX, celsius = UINT8_MAX;
        kin_port_health(j, &milliampere, &celsius);
        put_code(currents + 2 * j, (int16_t)(milliampere < UINT16_MAX ? milliampere : UINT16_MAX));
        temperatures[j] = (uint8_t)(celsius < UINT8_MAX ? celsius : UINT8_MAX);
    }
    kin_pack_send();
}

static void send_status(void) {
    kin_pack_begin(KIN_MSG_STATUS, 6);
    kin_pack_uint(kin.now_us);
    kin_pack_uint(kin.boot_id);
    kin_pack_uint(kin.state);
    kin_pack_uint(kin.conditions);
    kin_pack_int(kin_queue_reach(kin.now_us));
    put_words(kin.counters, KIN_COUNT_COUNT);
    kin_pack_send();
    for (uint32_t group = 0; group < KIN_MAX_JOINTS / 16; group++)
        if (kin.clamps_changed >> group & 1)
            send_clamps(16 * group);
    kin.clamps_changed = 0;
    if (kin.host_minor >= 1)
        send_health();
}

/* Telemetry and status, each in its period, as long as somebody listens. */
void kin_report(void) {
    if (!kin.greeted || kin.silence > 1)
        return;
    if (kin.joints && kin.now_us >= kin.telemetry_us) {
        kin.telemetry_us = kin.now_us + KIN_TELEMETRY_PERIOD_US;
        send_telemetry();
    }
    if (kin.now_us >= kin.status_us) {
        kin.status_us = kin.now_us + KIN_STATUS_PERIOD_US;
        send_status();
    }
}
