/* The rules of the table: what a joint may do now, because of its heat or of where another one is. */
#include "core.h"

static int64_t low[KIN_MAX_JOINTS], high[KIN_MAX_JOINTS]; /* of this tick */

static int outside(const struct kin_axis *axis, int64_t from, int64_t to) {
    return axis->played < from * KIN_PICO_PER_NANO || axis->played > to * KIN_PICO_PER_NANO;
}

/* Whether `is` has lasted for time_ms; then once `is` not, whether that has lasted as long. */
static int lasts(uint32_t r, int is) {
    uint32_t *ticks = &kin.rule_ticks[r], most = (uint32_t)kin.rule[r][KIN_RULE_TIME_MS];
    *ticks = is ? *ticks + (*ticks < most) : 0;
    return is && *ticks >= most;
}

/* The longest time in an extreme: then inside for as long, whatever is wanted. */
static int tired(uint32_t r) {
    const int64_t *rule = kin.rule[r];
    int is = outside(&kin.axis[rule[KIN_RULE_JOINT]], rule[KIN_RULE_LOW], rule[KIN_RULE_HIGH]);
    uint64_t bit = (uint64_t)1 << r;
    if (lasts(r, (kin.tired & bit) ? !is : is)) {
        kin.tired ^= bit;
        kin.rule_ticks[r] = 0;
    }
    return (kin.tired & bit) != 0;
}

static void keep(const int64_t *rule) {
    uint32_t j = (uint32_t)rule[KIN_RULE_JOINT];
    int64_t from = rule[KIN_RULE_LOW] * KIN_PICO_PER_NANO, to = rule[KIN_RULE_HIGH] * KIN_PICO_PER_NANO;
    low[j] = from > low[j] ? from : low[j];
    high[j] = to < high[j] ? to : high[j];
    kin.limited |= (uint64_t)1 << j;
}

/* The joint gives way: to where it is, so that what blocks it is no longer pushed. */
static void yield(uint32_t j, uint64_t *why) {
    uint64_t bit = (uint64_t)1 << j;
    int64_t pico = kin.axis[j].x;
    if ((*why & bit) || !(kin.torque & bit))
        return;
    *why |= bit;
    if (kin.table[j][KIN_JOINT_FEEDBACK])
        kin_port_measure(j, &pico);
    kin.axis[j].refuge = pico;
}

static void apply(uint32_t r) {
    const int64_t *rule = kin.rule[r];
    uint32_t j = (uint32_t)rule[KIN_RULE_JOINT], milliampere, celsius;
    int told = kin_port_health(j, &milliampere, &celsius);
    switch (rule[KIN_RULE_KIND]) {
    case KIN_GUARD_CURRENT:
        if (lasts(r, told && (int64_t)milliampere * 1000000 > rule[KIN_RULE_HIGH]))
            yield(j, &kin.over_current);
        break;
    case KIN_GUARD_TEMPERATURE:
        if (lasts(r, told && (int64_t)celsius * 1000000000 > rule[KIN_RULE_HIGH]))
            yield(j, &kin.over_temperature);
        break;
    case KIN_GUARD_WHILE:
        if (outside(&kin.axis[rule[KIN_RULE_OTHER]], rule[KIN_RULE_OTHER_LOW], rule[KIN_RULE_OTHER_HIGH]))
            keep(rule);
        break;
    default: /* KIN_GUARD_EXTREME */
        if (tired(r))
            keep(rule);
    }
}

void kin_guard(void) {
    if (!kin.rules)
        return;
    kin.limited = 0;
    for (uint32_t j = 0; j < kin.joints; j++) {
        low[j] = kin.table[j][KIN_JOINT_POSITION_MIN] * KIN_PICO_PER_NANO;
        high[j] = kin.table[j][KIN_JOINT_POSITION_MAX] * KIN_PICO_PER_NANO;
    }
    for (uint32_t r = 0; r < kin.rules; r++)
        apply(r);
    for (uint32_t j = 0; j < kin.joints; j++)
        kin_axis_bound(&kin.axis[j], low[j], high[j]);
}
