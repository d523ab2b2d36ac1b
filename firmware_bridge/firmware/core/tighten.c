/* What was provisioned is the most that is allowed: a table from the host may only be tighter. */
#include "core.h"

/* Which fields may only fall, which only rise, against the provisioned ones; the others may not change. */
static int looser(uint32_t field, int64_t now, int64_t then) {
    switch (field) {
    case KIN_JOINT_POSITION_MIN:
        return now < then;
    case KIN_JOINT_POSITION_MAX:
    case KIN_JOINT_VELOCITY:
    case KIN_JOINT_ACCELERATION:
    case KIN_JOINT_JERK:
        return now > then;
    case KIN_JOINT_NAME_HASH:
    case KIN_JOINT_FEEDBACK:
        return now != then;
    default:
        return 0;
    }
}

/* `had`: joints that were provisioned. */
static int is_looser(uint32_t j, uint32_t had, const int64_t *row, int64_t *detail) {
    for (uint32_t f = 0; f < KIN_JOINT_COUNT; f++)
        if (j >= had || looser(f, row[f], kin_flash_joint(j, f))) {
            *detail = j + 256 * f;
            return 1;
        }
    return 0;
}

static int has_rule(uint32_t r) {
    for (uint32_t own = 0; own < kin.staged_rules; own++) {
        uint32_t same = 0;
        while (same < KIN_RULE_COUNT && kin.rule[own][same] == kin_flash_rule(r, same))
            same++;
        if (same == KIN_RULE_COUNT)
            return 1;
    }
    return 0;
}

int kin_row_is_looser(uint32_t joint, const int64_t *row, int64_t *detail) {
    uint32_t joints, rules;
    return kin_flash_open(&joints, &rules) && is_looser(joint, joints, row, detail);
}

/* Joints may be missing, and the rules for them; every other rule must still be there as it was. */
int kin_table_is_looser(uint32_t joints, int64_t *detail) {
    uint32_t had_joints, had_rules;
    if (!kin_flash_open(&had_joints, &had_rules))
        return 0;
    for (uint32_t j = 0; j < joints; j++)
        if (is_looser(j, had_joints, kin.table[j], detail))
            return 1;
    for (uint32_t r = 0; r < had_rules; r++)
        if (kin_flash_rule(r, KIN_RULE_JOINT) < joints && !has_rule(r)) {
            *detail = 65536 + r;
            return 1;
        }
    return 0;
}
