// The row that a guard lets pass at once: kinesics/rig/guard.py says what it does with others.
#include "guard.h"

enum { TAKEN, LIMITED, FAST, NEAR };

static void begin(const Guard *g) {
    memcpy(g->left, g->clear, sizeof(double) * (size_t)g->pairs);
}

// What stays clear when guarded joint `k` goes so far from the pose that was looked at.
static void go(const Guard *g, int64_t k, double way) {
    const double *levers = g->levers + k * g->pairs;
    if (way == 0.0) return;
    for (int64_t p = 0; p < g->pairs; p++) g->left[p] -= levers[p] * way;
}

static int leaves(const Guard *g, double margin_m) {
    int clear = 1;
    for (int64_t p = 0; p < g->pairs; p++) clear &= g->left[p] > margin_m;
    return clear;
}

// The way to the row in `made`, and that of a braking from there.
static double stopping(const Guard *g, int64_t k) {
    const Limits *l = g->limits;
    int64_t j = g->joint[k];
    double velocity = l->made[VELOCITY * l->joints + j];
    double way = __builtin_fabs(l->made[POSITION * l->joints + j] - g->looked[k]);
    return way + velocity * velocity * g->slowness[k];
}

// Whether nothing can be near, before the row in `made` or after it.
static int is_far(const Guard *g) {
    const Limits *l = g->limits;
    begin(g);
    for (int64_t k = 0; k < g->guarded; k++) {
        int64_t j = g->joint[k];
        double speed = __builtin_fabs(l->made[VELOCITY * l->joints + j]);
        double here = __builtin_fabs(l->now[j] - g->looked[k]) + speed / g->approach_per_s;
        go(g, k, larger(here, stopping(g, k)));
    }
    return leaves(g, g->margin_m);
}

// Whether a braking after the row in `made` can meet nothing.
int guard_stops_far(const Guard *g) {
    begin(g);
    for (int64_t k = 0; k < g->guarded; k++) go(g, k, stopping(g, k));
    return leaves(g, 0.0);
}

// What is clear in the pose of the newest row.
int guard_look(const Guard *g) {
    clearance_of(g->clearance, g->limits->now, g->clear);
    for (int64_t k = 0; k < g->guarded; k++) g->looked[k] = g->limits->now[g->joint[k]];
    return 0;
}

// Whether no pair comes nearer faster than it may, in the pose that was looked at, which is now's:
// what levers cannot rule out is worked out.
static int is_slow(const Guard *g) {
    const Limits *l = g->limits;
    const double *velocity = l->made + VELOCITY * l->joints;
    begin(g);
    for (int64_t k = 0; k < g->guarded; k++)
        go(g, k, __builtin_fabs(velocity[g->joint[k]]) / g->approach_per_s);
    for (int64_t p = 0; p < g->pairs; p++) {
        if (g->left[p] > g->margin_m) continue;
        double least = -g->approach_per_s * (g->clear[p] - g->margin_m);
        if (clearance_rate(g->clearance, p, velocity) < least) return 0;
    }
    return 1;
}

// Whether the row in `made` meets nothing: most are far from everything, as the pose that was
// looked at last tells; else the newest is looked at.
static int is_free(const Guard *g) {
    if (is_far(g)) return 1;
    guard_look(g);
    return is_slow(g) && guard_stops_far(g);
}

// The row that `asked` leads to, taken where it meets nothing and no hand is too fast for its cap;
// else only made.
int guard_step(const Guard *g) {
    limits_next(g->limits);
    if (!is_free(g)) return NEAR;
    if (!hands_kept(g->hands)) return FAST;
    return limits_take(g->limits) ? LIMITED : TAKEN;
}
