// A row of joint positions within position, velocity and acceleration: the law that
// kinesics/motion/limits.py proves.
#include "limits.h"

#include <string.h>

// Velocity v >= 0 with v dt + v^2 / 2A = distance >= 0: fast, and able to stop there.
static inline double stoppable(double distance, double acceleration, double dt_s) {
    return (__builtin_sqrt(2.0 * distance / acceleration + dt_s * dt_s) - dt_s) * acceleration;
}

// The velocity nearest to a wish that all three limits allow.
double limits_allowed(const Limits *l, int64_t j, double wish) {
    const double *made = l->made, now = l->now[l->joints + j];
    double velocity = smaller(larger(wish, -l->velocity[j]), l->velocity[j]);
    velocity = larger(velocity, made[LOWEST * l->joints + j]);
    velocity = smaller(velocity, made[HIGHEST * l->joints + j]);
    return smaller(larger(velocity, now - l->change[j]), now + l->change[j]);
}

// From where a joint is, the fastest towards an end of its range that is `room` away.
static inline double towards(const Limits *l, int64_t j, double room) {
    if (room < 0.0) return larger(room / l->dt_s, -l->back[j]);
    return stoppable(room, l->acceleration[j], l->dt_s);
}

// The row that `asked` leads to, into `made`; a NaN repeats the last wish.
void limits_next(const Limits *l) {
    int64_t n = l->joints;
    const double *position = l->now, *last = l->now + 2 * n;
    double *made = l->made;
    for (int64_t j = 0; j < n; j++) {
        double wanted = __builtin_isfinite(l->asked[j]) ? l->asked[j] : last[j];
        double target = smaller(larger(wanted, l->low[j]), l->high[j]);
        double behind = last[j] - position[j];
        double catch_up = stoppable(__builtin_fabs(behind), l->agile[j], l->dt_s);
        double wish = (target - last[j]) / l->dt_s + __builtin_copysign(catch_up, behind);
        made[HIGHEST * n + j] = towards(l, j, l->high[j] - position[j]);
        made[LOWEST * n + j] = -towards(l, j, position[j] - l->low[j]);
        double velocity = limits_allowed(l, j, wish), there = position[j] + velocity * l->dt_s;
        made[POSITION * n + j] = __builtin_fabs(there - target) < l->touch ? target : there;
        made[VELOCITY * n + j] = velocity;
        made[TARGET * n + j] = target;
        made[WANTED * n + j] = wanted;
        made[WISH * n + j] = wish;
    }
}

// `asked` are velocities (J,) now, for the row in `made`: as far as they are allowed.
void limits_turn(const Limits *l) {
    for (int64_t j = 0; j < l->joints; j++)
        l->made[VELOCITY * l->joints + j] = limits_allowed(l, j, l->asked[j]);
}

// Take the row in `made`; whether any joint was limited, which `beyond` tells.
int limits_take(const Limits *l) {
    int64_t n = l->joints;
    const double *wanted = l->made + WANTED * n, *wish = l->made + WISH * n, *now = l->now + n;
    uint8_t *beyond = l->beyond, any = 0;
    for (int64_t j = 0; j < n; j++) {
        beyond[j] = wanted[j] < l->least[j];
        beyond[n + j] = wanted[j] > l->most[j];
        beyond[2 * n + j] = wish[j] < -l->velocity[j];
        beyond[3 * n + j] = wish[j] > l->velocity[j];
        beyond[4 * n + j] = wish[j] < now[j] - l->slack[j];
        beyond[5 * n + j] = wish[j] > now[j] + l->slack[j];
    }
    for (int64_t k = 0; k < 6 * n; k++) any |= beyond[k];
    memcpy(l->now, l->made, 3 * sizeof(double) * (size_t)n); // position, velocity, target
    return any;
}

int limits_step(const Limits *l) {
    limits_next(l);
    return limits_take(l);
}
