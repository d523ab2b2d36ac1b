/* The limits table: rows are staged, then committed under a hash that both sides computed alike. */
#include <string.h>

#include "core.h"

static const int64_t MAX_POSITION = 100000000000;  /* 100 rad or m */
static const int64_t MAX_SPEED = 100000000000;     /* 100 rad/s */
static const int64_t MIN_CHANGE = 1000000;         /* 0.001 rad/s2 */
static const int64_t MAX_CHANGE = 100000000000000; /* 1e5 rad/s2 */
static const int64_t MAX_SCALE = 1000000;          /* keeps interpolation inside 64 bits */
static const int64_t MAX_BRAKING_TICKS = 100000;

static int within(int64_t value, int64_t low, int64_t high) {
    return value >= low && value <= high;
}

static int plausible(const int64_t *row) {
    int64_t low = row[KIN_JOINT_POSITION_MIN], high = row[KIN_JOINT_POSITION_MAX];
    int64_t speed = row[KIN_JOINT_VELOCITY], change = row[KIN_JOINT_ACCELERATION];
    return within(low, -MAX_POSITION, MAX_POSITION) && within(high, low + 1, MAX_POSITION) &&
           within(row[KIN_JOINT_NEUTRAL], low, high) && within(row[KIN_JOINT_SAFE], low, high) &&
           within(speed, 1000, MAX_SPEED) && within(change, MIN_CHANGE, MAX_CHANGE) &&
           speed / change < MAX_BRAKING_TICKS / 1000 &&
           row[KIN_JOINT_JERK] / 2 >= change / KIN_SMOOTH_OUT_TICKS * 1000 &&
           within(row[KIN_JOINT_OFFSET], -MAX_POSITION, MAX_POSITION) &&
           within(row[KIN_JOINT_SCALE], 1, MAX_SCALE) && row[KIN_JOINT_FEEDBACK] <= 2 &&
           row[KIN_JOINT_TORQUE_POLICY] <= 1;
}

/* Tables change only while no joint moves: they end all torque. */
static int idle(void) {
    for (uint32_t j = 0; j < kin.joints; j++)
        if ((kin.torque >> j & 1) && kin.axis[j].rested < KIN_SETTLE_MS)
            return 0;
    return kin.state == KIN_STATE_DISARMED;
}

uint8_t kin_table_set(const struct kin_field *row, int64_t *detail) {
    int64_t index = row[0].value;
    *detail = index;
    if (!idle())
        return KIN_REPLY_BUSY;
    int64_t fields[KIN_JOINT_COUNT];
    for (uint32_t f = 0; f < KIN_JOINT_COUNT; f++)
        fields[f] = row[f + 1].value;
    if (index >= KIN_MAX_JOINTS || !plausible(fields))
        return KIN_REPLY_BAD_ROW;
    memcpy(kin.table[index], fields, sizeof fields);
    kin.joints = 0; /* half a table is none */
    if (index >= kin.staged)
        kin.staged = (uint8_t)(index + 1);
    return KIN_REPLY_OK;
}

static uint32_t hash_table(uint32_t joints) {
    static uint8_t bytes[KIN_MAX_JOINTS * KIN_JOINT_COUNT * 8];
    uint32_t at = 0;
    for (uint32_t j = 0; j < joints; j++)
        for (uint32_t f = 0; f < KIN_JOINT_COUNT; f++)
            for (uint32_t b = 0; b < 8; b++)
                bytes[at++] = (uint8_t)((uint64_t)kin.table[j][f] >> (8 * b));
    return kin_crc32(bytes, at);
}

static void derive(struct kin_axis *axis, const int64_t *row) {
    int64_t pose = row[KIN_JOINT_NEUTRAL] * KIN_PICO_PER_NANO;
    if (axis->name == row[KIN_JOINT_NAME_HASH]) /* a new table does not move the joint */
        pose = axis->played;
    memset(axis, 0, sizeof *axis);
    axis->name = row[KIN_JOINT_NAME_HASH];
    axis->low = row[KIN_JOINT_POSITION_MIN] * KIN_PICO_PER_NANO;
    axis->high = row[KIN_JOINT_POSITION_MAX] * KIN_PICO_PER_NANO;
    axis->speed = row[KIN_JOINT_VELOCITY];             /* nano/s is pico/tick */
    axis->change = row[KIN_JOINT_ACCELERATION] / 1000; /* nano/s2 is milli-pico/tick2 */
    axis->offset = row[KIN_JOINT_OFFSET] * KIN_PICO_PER_NANO;
    axis->scale = row[KIN_JOINT_SCALE] * KIN_PICO_PER_NANO;
    axis->tolerance = (axis->high - axis->low) / 1000 * KIN_ARM_PERMILLE;
    kin_axis_rest(axis, pose);
}

static int is_text(const struct kin_field *field) {
    for (uint32_t i = 0; i < field->length; i++)
        if (!within(field->data[i], ' ', '~'))
            return 0;
    return field->length <= KIN_MAX_ROBOT_ID;
}

uint8_t kin_table_commit(const struct kin_field *fields, int64_t *detail) {
    uint32_t joints = (uint32_t)fields[1].value;
    if (!idle())
        return KIN_REPLY_BUSY;
    if (!joints || joints > kin.staged || !is_text(&fields[0]))
        return KIN_REPLY_BAD_ROW;
    uint32_t hash = hash_table(joints);
    *detail = hash;
    if (hash != fields[2].value)
        return KIN_REPLY_BAD_HASH;
    memset(kin.robot_id, 0, sizeof kin.robot_id);
    memcpy(kin.robot_id, fields[0].data, fields[0].length);
    for (uint32_t j = 0; j < joints; j++)
        derive(&kin.axis[j], kin.table[j]);
    kin.table_hash = hash;
    kin.joints = (uint8_t)joints;
    kin.staged = 0;
    kin.torque = 0;
    kin_queue_clear();
    return KIN_REPLY_OK;
}
