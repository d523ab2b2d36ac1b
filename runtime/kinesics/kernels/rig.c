// Joint positions from channels: kinesics/rig/rig.py says it of many rows.
#include "rig.h"

// For each joint the sum of its drives, which are clipped ramps, in their order.
static void show(const Rig *r, const double *values, double *positions) {
    for (int64_t j = 0; j < r->joints; j++) {
        double sum = 0.0;
        for (int64_t d = r->start[j]; d < r->start[j + 1]; d++) {
            double value = smaller(larger(values[r->column[d]], r->drive_low[d]), r->drive_high[d]);
            sum += value * r->gain[d];
        }
        positions[j] = smaller(larger(sum + r->neutral[j], r->low[j]), r->high[j]);
    }
}

// What the drives leave of an open gap, where the channels hold the lips closed: kinesics/rig/lips.py.
static void close_lips(const Rig *r, const double *values, double *positions) {
    Lips lips = lips_of(r->lips, values);
    double share = lips.closed * lips.held, excess = 0.0;
    if (share <= 0.0) return;
    for (int64_t j = 0; j < r->joints; j++) excess += positions[j] * r->lip_gap[j];
    excess *= share;
    for (int64_t k = 0; k < r->closers && excess > 0.0; k++) {
        int64_t j = r->closer[k];
        double before = positions[j], wanted = before - excess / r->lip_gap[j];
        positions[j] = smaller(larger(wanted, r->low[j]), r->high[j]);
        excess -= (before - positions[j]) * r->lip_gap[j];
    }
}

void rig_rows(const Rig *r) {
    for (int64_t n = 0; n < r->rows; n++) {
        const double *values = r->values + n * r->channels;
        show(r, values, r->positions + n * r->joints);
        if (r->closes[n]) close_lips(r, values, r->positions + n * r->joints);
    }
}
