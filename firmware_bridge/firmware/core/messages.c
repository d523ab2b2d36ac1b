/* What each message does, and what it is answered. */
#include "core.h"

static void reply(uint8_t request, uint16_t seq, uint8_t code, int64_t detail) {
    if (code != KIN_REPLY_OK)
        kin.counters[KIN_COUNT_REFUSED]++;
    kin_pack_begin(KIN_MSG_REPLY, 4);
    kin_pack_uint(request);
    kin_pack_uint(seq);
    kin_pack_uint(code);
    kin_pack_int(detail);
    kin_pack_send();
}

static void send_caps(void) {
    kin_pack_begin(KIN_MSG_CAPS, 12);
    kin_pack_uint(KIN_MAJOR);
    kin_pack_uint(KIN_MINOR);
    kin_pack_str(kin_port_build);
    kin_pack_uint(kin.boot_id);
    kin_pack_str(kin.robot_id);
    kin_pack_uint(kin.joints);
    kin_pack_uint(kin.table_hash);
    kin_pack_uint(KIN_QUEUE_DEPTH);
    kin_pack_uint(KIN_TICK_US);
    kin_pack_uint(KIN_ROW_PERIOD_US);
    kin_pack_uint(KIN_LOOKAHEAD_US);
    kin_pack_uint(kin.capabilities);
    kin_pack_send();
}

static void send_time(uint64_t tag) {
    kin_pack_begin(KIN_MSG_TIME_REPLY, 3);
    kin_pack_uint(tag);
    kin_pack_uint(kin.now_us);
    kin_pack_uint(kin.now_us);
    kin_pack_send();
}

/* A joint of the provisioned table, if there is one; the hash of that table. */
static uint8_t send_table_row(uint32_t joint, int64_t *detail) {
    uint32_t joints, rules;
    if (!kin_flash_open(&joints, &rules))
        return KIN_REPLY_NO_TABLE;
    *detail = kin_flash_table_hash();
    if (joint >= joints)
        return KIN_REPLY_BAD_ROW;
    kin_pack_begin(KIN_MSG_TABLE_ROW, 1 + KIN_JOINT_COUNT);
    kin_pack_uint(joint);
    for (uint32_t f = 0; f < KIN_JOINT_COUNT; f++)
        kin_pack_int(kin_flash_joint(joint, f));
    kin_pack_send();
    return KIN_REPLY_OK;
}

static int take_rows(const struct kin_field *fields) {
    uint32_t row = 2u * kin.joints, length = fields[1].length;
    if (!row || !length || length % row || fields[0].value > INT64_MAX / 2)
        return 0;
    kin_queue_push((uint64_t)fields[0].value, fields[1].data, length / row);
    return 1;
}

/* Requests that are answered by a Reply. */
static uint8_t obey(uint8_t id, const struct kin_field *fields, int64_t *detail) {
    switch (id) {
    case KIN_MSG_JOINT_SET:
        return kin_table_set(fields, detail);
    case KIN_MSG_RULE_SET:
        return kin_rule_set(fields, detail);
    case KIN_MSG_TABLE_COMMIT:
        return kin_table_commit(fields, detail);
    case KIN_MSG_TABLE_ERASE:
        return kin_table_erase((uint32_t)fields[0].value, detail);
    case KIN_MSG_TABLE_READ:
        return send_table_row((uint32_t)fields[0].value, detail);
    case KIN_MSG_ARM:
        return kin_try_arm((uint32_t)fields[0].value, detail);
    case KIN_MSG_DISARM:
        kin_event(KIN_EVENT_DISARMED);
        return KIN_REPLY_OK;
    case KIN_MSG_STOP:
        kin_event(KIN_EVENT_STOPPED);
        return KIN_REPLY_OK;
    default: /* KIN_MSG_STOP_CLEAR */
        *detail = kin.conditions;
        if (kin.conditions & KIN_STOP_INPUT)
            return KIN_REPLY_FAULTY;
        kin_event(KIN_EVENT_CLEARED);
        return KIN_REPLY_OK;
    }
}

static int handle(uint8_t id, uint16_t seq, const struct kin_field *fields) {
    int64_t detail = 0;
    switch (id) {
    case KIN_MSG_HELLO:
        kin.greeted = 1;
        kin.host_minor = (uint8_t)fields[1].value;
        send_caps();
        return 1;
    case KIN_MSG_TIME_REQUEST:
        send_time((uint64_t)fields[0].value);
        return 1;
    case KIN_MSG_SETPOINTS:
        return take_rows(fields);
    default: {
        uint8_t code = obey(id, fields, &detail);
        reply(id, seq, code, detail);
        return 1;
    }
    }
}

static void accept(const uint8_t *payload, uint32_t length) {
    struct kin_field fields[KIN_MAX_FIELDS];
    uint16_t seq;
    const struct kin_spec *spec = kin_unpack(payload, length, &seq, fields);
    if (!spec || !handle(spec->id, seq, fields)) {
        kin.counters[KIN_COUNT_MALFORMED]++;
        return;
    }
    if (seq != kin.seq_in && spec->id != KIN_MSG_HELLO)
        kin.counters[KIN_COUNT_SEQUENCE_GAPS]++;
    kin.seq_in = (uint16_t)(seq + 1);
    kin.counters[KIN_COUNT_FRAMES]++;
    kin.heard_us = kin.now_us;
    kin.silence = 0;
    kin_event(KIN_EVENT_HEARD);
}

void kin_receive(const uint8_t *bytes, uint32_t length, uint64_t now_us) {
    uint32_t size;
    if (now_us > kin.now_us)
        kin.now_us = now_us;
    for (uint32_t i = 0; i < length; i++) {
        const uint8_t *payload = kin_wire_take(bytes[i], &size);
        if (payload)
            accept(payload, size);
    }
}
