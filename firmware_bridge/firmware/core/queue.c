/* The playout queue: dated rows in rising order, oldest first. The row before the present is kept, for
 * the line from it to the next one. */
#include "core.h"

static struct {
    uint64_t t_us[KIN_QUEUE_DEPTH];
    int16_t code[KIN_QUEUE_DEPTH][KIN_MAX_JOINTS];
    uint32_t first, count;
    uint64_t found_us; /* the latest moment asked for: rows up to it come too late */
} queue;

static uint32_t slot(uint32_t i) {
    return (queue.first + i) % KIN_QUEUE_DEPTH;
}

void kin_queue_clear(void) {
    queue.count = 0;
    queue.found_us = 0;
}

static void append(uint64_t t_us, const uint8_t *row) {
    if (queue.count == KIN_QUEUE_DEPTH) {
        kin.counters[KIN_COUNT_ROWS_DROPPED]++;
        return;
    }
    uint32_t at = slot(queue.count++);
    queue.t_us[at] = t_us;
    for (uint32_t j = 0; j < kin.joints; j++)
        queue.code[at][j] = (int16_t)(row[2 * j] | (uint16_t)row[2 * j + 1] << 8);
}

void kin_queue_push(uint64_t t0_us, const uint8_t *rows, uint32_t count) {
    kin.counters[KIN_COUNT_ROWS] += count;
    uint32_t late = 0;
    while (late < count && t0_us + (uint64_t)late * KIN_ROW_PERIOD_US <= queue.found_us)
        late++;
    kin.counters[KIN_COUNT_ROWS_LATE] += late;
    if (late == count) /* a plan that is wholly past must not take the future's place */
        return;
    while (queue.count && queue.t_us[slot(queue.count - 1)] >= t0_us) {
        queue.count--;
        kin.counters[KIN_COUNT_ROWS_REPLACED]++;
    }
    for (uint32_t i = late ? late - 1 : 0; i < count; i++)
        append(t0_us + (uint64_t)i * KIN_ROW_PERIOD_US, rows + 2 * kin.joints * i);
}

int kin_queue_find(uint64_t t_us, struct kin_segment *segment) {
    queue.found_us = t_us;
    while (queue.count > 1 && queue.t_us[slot(1)] <= t_us) {
        queue.first = slot(1);
        queue.count--;
        if (kin.state == KIN_STATE_ACTIVE)
            kin.counters[KIN_COUNT_ROWS_PLAYED]++;
    }
    if (!queue.count || queue.t_us[slot(0)] > t_us)
        return 0;
    uint32_t left = slot(0), right = queue.count > 1 ? slot(1) : left;
    uint64_t length = queue.t_us[right] - queue.t_us[left];
    if (queue.t_us[left] < t_us && (left == right || length > KIN_MAX_GAP_US))
        return 0;
    if (length == 0 || length > KIN_MAX_GAP_US) { /* exactly on a row that no line leaves */
        right = left;
        length = KIN_ROW_PERIOD_US;
    }
    segment->left = queue.code[left];
    segment->right = queue.code[right];
    segment->into_us = (int64_t)(t_us - queue.t_us[left]);
    segment->length_us = (int64_t)length;
    return 1;
}

int64_t kin_queue_reach(uint64_t now_us) {
    return queue.count ? (int64_t)(queue.t_us[slot(queue.count - 1)] - now_us) : 0;
}
