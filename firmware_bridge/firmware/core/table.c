/* The limits table: rows are staged, then committed under a hash that both sides computed alike. */
#include <string.h>

#include "core.h"

static const int64_t MAX_POSITION = 100000000000;  /* 100 rad or m */
static const int64_t MAX_SPEED = 100000000000;     /* 100 rad/s */
static const int64_t MIN_CHANGE = 1000000;         /* 0.001 rad/s2 */
static const int64_t MAX_CHANGE = 100000000000000; /* 1e5 rad/s2 */
static const int64_t MAX_SCALE = 1000000;          /* keeps interpolation inside 64 bits */
static const int64_t MAX_BOUND = 1000000000000;    /* 1000 rad, m, A, degrees C */
static const int64_t MAX_TIME_MS = 3600000;
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
    if (kin_row_is_looser((uint32_t)index, fields, detail))
        return KIN_REPLY_LOOSER;
    memcpy(kin.table[index], fields, sizeof fields);
    kin.joints = kin.rules = 0; /* half a table is none */
    if (index >= kin.staged)
        kin.staged = (uint8_t)(index + 1);
    return KIN_REPLY_OK;
}

static int rule_plausible(const int64_t *rule) {
    int64_t from = rule[KIN_RULE_LOW], to = rule[KIN_RULE_HIGH];
    int64_t other_from = rule[KIN_RULE_OTHER_LOW], other_to = rule[KIN_RULE_OTHER_HIGH];
    return rule[KIN_RULE_KIND] < KIN_GUARD_COUNT && within(from, -MAX_BOUND, MAX_BOUND) &&
           within(to, from, MAX_BOUND) && within(other_from, -MAX_BOUND, MAX_BOUND) &&
           within(other_to, other_from, MAX_BOUND) && within(rule[KIN_RULE_TIME_MS], rule[KIN_RULE_KIND] == KIN_GUARD_EXTREME, MAX_TIME_MS);
}

uint8_t kin_rule_set(const struct kin_field *row, int64_t *detail) {
    int64_t index = row[0].value;
    *detail = index;
    if (!idle())
        return KIN_REPLY_BUSY;
    int64_t fields[KIN_RULE_COUNT];
    for (uint32_t f = 0; f < KIN_RULE_COUNT; f++)
        fields[f] = row[f + 1].value;
    if (index > kin.staged_rules || index >= KIN_MAX_RULES || !rule_plausible(fields))
        return KIN_REPLY_BAD_ROW;
    memcpy(kin.rule[index], fields, sizeof fields);
    kin.joints = kin.rules = 0;
    if (index >= kin.staged_rules)
        kin.staged_rules = (uint8_t)(index + 1);
    return KIN_REPLY_OK;
}

/* Rules name joints of this table, and leave a joint a place to be. */
static int rules_fit(uint32_t joints) {
    for (uint32_t r = 0; r < kin.staged_rules; r++) {
        const int64_t *rule = kin.rule[r];
        if (rule[KIN_RULE_JOINT] >= joints || rule[KIN_RULE_OTHER] >= joints)
            return 0;
        const int64_t *row = kin.table[rule[KIN_RULE_JOINT]];
        int moves = rule[KIN_RULE_KIND] == KIN_GUARD_WHILE || rule[KIN_RULE_KIND] == KIN_GUARD_EXTREME;
        if (moves && (rule[KIN_RULE_LOW] > row[KIN_JOINT_POSITION_MAX] || rule[KIN_RULE_HIGH] < row[KIN_JOINT_POSITION_MIN]))
            return 0;
    }
    return 1;
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

/* The staged rows become the table. */
static void enact(uint32_t joints, uint32_t hash) {
    for (uint32_t j = 0; j < joints; j++)
        derive(&kin.axis[j], kin.table[j]);
    memset(kin.rule_ticks, 0, sizeof kin.rule_ticks);
    kin.over_current = kin.over_temperature = kin.limited = kin.tired = 0;
    kin.table_hash = hash;
    kin.joints = (uint8_t)joints;
    kin.rules = kin.staged_rules;
    kin.staged = kin.staged_rules = 0;
    kin.torque = 0;
    kin_queue_clear();
}

uint8_t kin_table_commit(const struct kin_field *fields, int64_t *detail) {
    uint32_t joints = (uint32_t)fields[1].value, had_joints, had_rules;
    if (!idle())
        return KIN_REPLY_BUSY;
    if (!joints || joints > kin.staged || !is_text(&fields[0]) || !rules_fit(joints))
        return KIN_REPLY_BAD_ROW;
    uint32_t hash = kin_flash_hash(joints, kin.staged_rules);
    *detail = hash;
    if (hash != fields[2].value)
        return KIN_REPLY_BAD_HASH;
    if (kin_table_is_looser(joints, detail))
        return KIN_REPLY_LOOSER;
    memset(kin.robot_id, 0, sizeof kin.robot_id);
    memcpy(kin.robot_id, fields[0].data, fields[0].length);
    enact(joints, hash);
    if (!kin_flash_open(&had_joints, &had_rules))
        kin_flash_provision();
    return KIN_REPLY_OK;
}

uint8_t kin_table_erase(uint32_t hash, int64_t *detail) {
    uint32_t joints, rules;
    *detail = kin.table_hash;
    if (!idle())
        return KIN_REPLY_BUSY;
    if (!kin_flash_open(&joints, &rules))
        return KIN_REPLY_NO_TABLE;
    *detail = kin_flash_table_hash();
    if (hash != *detail)
        return KIN_REPLY_BAD_HASH;
    kin_flash_erase();
    kin.joints = kin.rules = 0;
    kin.table_hash = 0;
    kin.torque = 0;
    return KIN_REPLY_OK;
}

void kin_table_boot(void) {
    uint32_t joints, rules;
    if (!kin_flash_open(&joints, &rules))
        return;
    for (uint32_t j = 0; j < joints; j++) {
        for (uint32_t f = 0; f < KIN_JOINT_COUNT; f++)
            kin.table[j][f] = kin_flash_joint(j, f);
        if (!plausible(kin.table[j]))
            return;
    }
    for (uint32_t r = 0; r < rules; r++)
        for (uint32_t f = 0; f < KIN_RULE_COUNT; f++)
            kin.rule[r][f] = kin_flash_rule(r, f);
    kin.staged_rules = (uint8_t)rules;
    if (!rules_fit(joints))
        return;
    kin_flash_robot_id(kin.robot_id);
    enact(joints, kin_flash_hash(joints, rules));
    kin_flash_take_pose();
}
