// No hand faster than its cap, now or while everything brakes: kinesics/rig/hand_cap.py.
#include "hands.h"

#include "frames.h"

enum { HALVINGS = 6 };

static const double MOST_ROWS = 48.0; // of a braking, that are judged

// Where the axes of a hand's links are in `pose`, into `placed`; the tip of the hand into `end`.
static void place(const Hands *h, int64_t hand, double *end) {
    double frame[SIZE][SIZE] = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
    double way[SIZE];
    memset(end, 0, sizeof(double) * SIZE);
    for (int64_t a = h->first[hand]; a < h->first[hand + 1]; a++) {
        double *axis = h->placed + 6 * a, value = h->pose[h->row[a]];
        turned(way, frame, h->origin + SIZE * a);
        add(end, way, 1.0);
        turned(axis, frame, h->axis + SIZE * a);
        memcpy(axis + SIZE, end, sizeof(double) * SIZE);
        if (h->slides[a]) add(end, axis, value);
        else turn(frame, axis, value);
    }
    turned(way, frame, h->tip + SIZE * hand);
    add(end, way, 1.0);
}

// How fast a hand is in `pose` with `velocity`: the sum of its shares.
static double speed(const Hands *h, int64_t hand) {
    double end[SIZE], sum = 0.0, *shares = h->shares;
    int64_t from = h->first[hand], to = h->first[hand + 1];
    place(h, hand, end);
    memset(shares, 0, sizeof(double) * SIZE * (size_t)(to - from));
    for (int64_t a = from; a < to; a++) {
        const double *axis = h->placed + 6 * a;
        double arm[SIZE], moved[SIZE], velocity = h->velocity[h->row[a]];
        for (int i = 0; i < SIZE; i++) arm[i] = end[i] - axis[SIZE + i];
        cross(moved, axis, arm);
        add(shares + SIZE * h->share[a], h->slides[a] ? axis : moved, velocity);
    }
    for (int64_t s = 0; s < to - from; s++) {
        const double *one = shares + SIZE * s;
        sum += __builtin_sqrt(one[0] * one[0] + one[1] * one[1] + one[2] * one[2]);
    }
    return sum;
}

// Whether a hand may be too fast, in this pose or in any other.
static int may_be_fast(const Hands *h, int64_t hand) {
    double most = 0.0;
    for (int64_t k = 0; k < h->guarded; k++)
        most += h->levers[hand * h->guarded + k] * __builtin_fabs(h->velocity[k]);
    return most > h->fastest_m_s;
}

// What braking leaves of a velocity.
static double braked(double velocity, double change) {
    return velocity - smaller(larger(velocity, -change), change);
}

// Half a row on, as fast as before; then half a row as fast as braking lets it be.
static void go_on(const Hands *h) {
    const Limits *l = h->limits;
    for (int64_t k = 0; k < h->guarded; k++) {
        double before = h->velocity[k], after = braked(before, l->change[h->joint[k]]);
        h->pose[k] += 0.5 * l->dt_s * (before + after);
        h->velocity[k] = after;
    }
}

// How many rows of a braking go between two that are judged: one, but for joints that brake so
// gently that from row to row next to nothing changes.
static int64_t stride(const Hands *h) {
    double rows = 0.0;
    for (int64_t k = 0; k < h->guarded; k++)
        rows = larger(rows, __builtin_fabs(h->velocity[k]) / h->limits->change[h->joint[k]]);
    return 1 + (int64_t)smaller(rows / MOST_ROWS, INT32_MAX);
}

// Whether no hand is too fast on its way to the row in `made`, and on the rows of a braking of all
// guarded joints after it, each judged in the middle of the way to it; `peak` is how fast each was
// where it might have been too fast.
int hands_kept(const Hands *h) {
    const Limits *l = h->limits;
    for (int64_t k = 0; k < h->guarded; k++) {
        h->velocity[k] = l->made[VELOCITY * l->joints + h->joint[k]];
        h->pose[k] = l->now[h->joint[k]] + 0.5 * l->dt_s * h->velocity[k];
    }
    memset(h->peak, 0, sizeof(double) * (size_t)h->hands);
    for (int64_t rows = stride(h), fast = 1; fast;) {
        fast = 0;
        for (int64_t hand = 0; hand < h->hands; hand++) {
            if (!may_be_fast(h, hand)) continue;
            h->peak[hand] = larger(h->peak[hand], speed(h, hand));
            fast = 1;
        }
        for (int64_t n = 0; fast && n < rows; n++) go_on(h);
    }
    int kept = 1;
    for (int64_t hand = 0; hand < h->hands; hand++) kept &= h->peak[hand] <= h->fastest_m_s;
    return kept;
}

// A guarded joint as fast as this in the row in `made`, and as far as that brings it.
static void set(const Hands *h, int64_t k, double velocity) {
    const Limits *l = h->limits;
    int64_t j = h->joint[k], n = l->joints;
    if (l->made[VELOCITY * n + j] == velocity) return;
    l->made[VELOCITY * n + j] = velocity;
    l->made[POSITION * n + j] = l->now[j] + velocity * l->dt_s;
}

// Each joint slower by as much as the hand is too fast that it moves, as far as limits allow.
static void scale(const Hands *h) {
    const Limits *l = h->limits;
    for (int64_t k = 0; k < h->guarded; k++) {
        double share = 1.0, velocity = l->made[VELOCITY * l->joints + h->joint[k]];
        for (int64_t hand = 0; hand < h->hands; hand++)
            if (h->levers[hand * h->guarded + k] > 0.0 && h->peak[hand] > h->fastest_m_s)
                share = smaller(share, h->fastest_m_s / h->peak[hand]);
        if (share < 1.0) set(h, k, limits_allowed(l, h->joint[k], velocity * share));
    }
}

// What moves a hand in `braking`, between a full braking and as fast as `wanted`.
static void mix(const Hands *h, double share) {
    const Limits *l = h->limits;
    for (int64_t k = 0; k < h->guarded; k++) {
        int brakes = 0;
        for (int64_t hand = 0; hand < h->hands; hand++)
            brakes |= h->braking[hand] && h->levers[hand * h->guarded + k] > 0.0;
        double least = braked(l->now[l->joints + h->joint[k]], l->change[h->joint[k]]);
        set(h, k, brakes ? least + share * (h->wanted[k] - least) : h->wanted[k]);
    }
}

// As little of a braking as will do.
static void brake(const Hands *h) {
    double kept = 0.0, fast = 1.0;
    for (int n = 0; n < HALVINGS; n++) {
        double share = 0.5 * (kept + fast);
        int slow = 1;
        mix(h, share);
        hands_kept(h);
        for (int64_t hand = 0; hand < h->hands; hand++)
            slow &= !h->braking[hand] || h->peak[hand] <= h->fastest_m_s;
        *(slow ? &kept : &fast) = share;
    }
    mix(h, kept);
}

// The row in `made` slowed until hands are kept; whether it had to be. A full braking keeps them if
// it did in the row before.
int hands_slow(const Hands *h) {
    const Limits *l = h->limits;
    if (hands_kept(h)) return 0;
    scale(h);
    for (int64_t k = 0; k < h->guarded; k++)
        h->wanted[k] = l->made[VELOCITY * l->joints + h->joint[k]];
    memset(h->braking, 0, (size_t)h->hands);
    for (int64_t hand = 0; hand < h->hands && !hands_kept(h); hand++) {
        for (int64_t other = 0; other < h->hands; other++)
            h->braking[other] |= h->peak[other] > h->fastest_m_s;
        brake(h);
    }
    return 1;
}
