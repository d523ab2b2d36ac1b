/* One joint, one tick: average over one row period, limiter, average that bounds the jerk.
 *
 * The limiter keeps, for its position x and step v (per tick), |v| <= speed, |change of v| <= change, and
 * that braking from here stops inside the position limits. It copies its input exactly as long as the
 * input keeps this too, so in normal motion it does nothing. The average behind it is a convex mix of
 * its positions: position, velocity and acceleration keep their limits, and since its acceleration is a
 * difference of two steps 20 ticks apart over 20, jerk stays below 2 change / 20. */
#include "core.h"

static int64_t clamp(int64_t value, int64_t low, int64_t high) {
    return value < low ? low : value > high ? high : value;
}

static int64_t magnitude(int64_t value) {
    return value < 0 ? -value : value;
}

/* Rounded down on both sides of zero: that adds less than 1, 2, 4 to first, second, third differences. */
static int64_t mean(int64_t sum, int64_t count) {
    return (sum < 0 ? sum - count + 1 : sum) / count;
}

static uint64_t square_root(uint64_t value) {
    uint64_t root = 0, bit = (uint64_t)1 << 62;
    while (bit > value)
        bit >>= 2;
    for (; bit; bit >>= 2) {
        if (value >= root + bit) {
            value -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return root;
}

/* Way covered by a step v >= 0 and the steps v - change, v - 2 change, ... after it. */
static int64_t way(int64_t v, int64_t change) {
    int64_t n = v / change;
    return (n + 1) * v - n * (n + 1) / 2 * change;
}

/* The largest step whose way() fits into `room`. */
static int64_t reach(int64_t room, int64_t change) {
    if (room <= 0)
        return 0;
    int64_t n = ((int64_t)square_root(1 + 8 * (uint64_t)(room / change)) - 1) / 2;
    return (room + n * (n + 1) / 2 * change) / (n + 1);
}

static int fits(const struct kin_axis *axis, int64_t v) {
    return way(magnitude(v), axis->change) <= (v < 0 ? axis->x - axis->low : axis->high - axis->x);
}

static void output(struct kin_axis *axis) {
    int64_t *oldest = &axis->out[kin.out_phase];
    axis->out_sum += axis->x - *oldest;
    *oldest = axis->x;
    axis->played = mean(axis->out_sum, KIN_SMOOTH_OUT_TICKS);
}

static void move(struct kin_axis *axis, int64_t v) {
    v = clamp(v, -axis->cap, axis->cap);
    if (!fits(axis, v))
        v = v < 0 ? -reach(axis->x - axis->low, axis->change)
                  : reach(axis->high - axis->x, axis->change);
    v = clamp(v, axis->v - axis->change, axis->v + axis->change);
    axis->v = v;
    axis->x += v;
    output(axis);
}

/* Step towards `error` that can still be undone: braking from far, exponential near, exact at the end. */
static int64_t approach(const struct kin_axis *axis, int64_t error) {
    int64_t gap = magnitude(error), step = gap;
    if (gap > axis->change / 32) {
        int64_t braking = reach(gap, axis->change / 2);
        step = gap / 8 < braking ? gap / 8 : braking;
    }
    return error < 0 ? -step : step;
}

static int count(struct kin_axis *axis, uint32_t kind, int64_t value, int64_t low, int64_t high) {
    if (value >= low && value <= high)
        return 0;
    axis->clamps[2 * kind + (value > high)]++;
    return 1;
}

void kin_axis_rest(struct kin_axis *axis, int64_t pico) {
    axis->x = axis->played = pico;
    axis->v = 0;
    axis->out_sum = pico * KIN_SMOOTH_OUT_TICKS;
    for (uint32_t i = 0; i < KIN_SMOOTH_OUT_TICKS; i++)
        axis->out[i] = pico;
    kin_axis_restart(axis, pico, 0);
}

int kin_axis_rested(const struct kin_axis *axis) {
    return axis->v == 0 && axis->played == axis->x && axis->out_sum == axis->x * KIN_SMOOTH_OUT_TICKS;
}

/* Once a tick: the servo is taken to rest where it is played after KIN_SETTLE_MS of it. */
void kin_axis_settle(struct kin_axis *axis) {
    axis->rested = !kin_axis_rested(axis) ? 0 : axis->rested < KIN_SETTLE_MS ? axis->rested + 1 : axis->rested;
}

static int64_t slow(const struct kin_axis *axis) {
    int64_t pace = axis->speed / 1000 * KIN_REENTRY_PERMILLE;
    return magnitude(axis->v) > pace ? magnitude(axis->v) : pace;
}

/* A joint that is outside afterwards comes in at the pace of a return, as does one that may go further. */
void kin_axis_bound(struct kin_axis *axis, int64_t low, int64_t high) {
    if (low == axis->low && high == axis->high)
        return;
    axis->low = low;
    axis->high = high;
    axis->cap = slow(axis);
}

/* As if the input had always been on the line that is at p and goes on by `step` per tick. */
void kin_axis_restart(struct kin_axis *axis, int64_t p, int64_t step) {
    axis->in_sum = 0;
    for (uint32_t age = 1; age <= KIN_SMOOTH_IN_TICKS; age++) {
        uint32_t at = (kin.in_phase + KIN_SMOOTH_IN_TICKS - age) % KIN_SMOOTH_IN_TICKS;
        axis->in[at] = clamp(p - (int64_t)age * step, axis->low, axis->high);
        axis->in_sum += axis->in[at];
    }
    axis->wanted = mean(axis->in_sum, KIN_SMOOTH_IN_TICKS);
    axis->wanted_v = clamp(step, -axis->speed, axis->speed);
    axis->cap = slow(axis);
}

int kin_axis_follow(struct kin_axis *axis, int64_t p) {
    int exceeded = count(axis, 0, p, axis->low, axis->high);
    int64_t *oldest = &axis->in[kin.in_phase];
    p = clamp(p, axis->low, axis->high);
    axis->in_sum += p - *oldest;
    *oldest = p;
    int64_t wanted = mean(axis->in_sum, KIN_SMOOTH_IN_TICKS), step = wanted - axis->wanted;
    exceeded |= count(axis, 1, step, -axis->speed, axis->speed);
    exceeded |= count(axis, 2, step, axis->wanted_v - axis->change, axis->wanted_v + axis->change);
    if (axis->wanted == axis->x && !exceeded && !fits(axis, step)) /* runs into the stop too fast */
        exceeded |= count(axis, 0, step, 0, 0);
    int64_t v = step + approach(axis, axis->wanted - axis->x);
    axis->wanted = wanted;
    axis->wanted_v = step;
    move(axis, v);
    int64_t cap = axis->cap + (axis->speed - axis->speed / 1000 * KIN_REENTRY_PERMILLE) / KIN_REENTRY_RAMP_MS;
    axis->cap = axis->x == wanted || cap > axis->speed ? axis->speed : cap;
    return exceeded;
}

void kin_axis_brake(struct kin_axis *axis) {
    move(axis, 0);
}

void kin_axis_seek(struct kin_axis *axis, int64_t goal) {
    axis->cap = axis->speed / 1000 * KIN_SAFE_PERMILLE;
    move(axis, approach(axis, goal - axis->x));
    axis->cap = axis->speed;
}

int64_t kin_row_at(const struct kin_axis *axis, const struct kin_segment *s, uint32_t joint) {
    int64_t codes = s->left[joint] * (s->length_us - s->into_us) + s->right[joint] * s->into_us;
    return axis->offset + codes * axis->scale / s->length_us;
}

int64_t kin_row_step(const struct kin_axis *axis, const struct kin_segment *s, uint32_t joint) {
    return (s->right[joint] - s->left[joint]) * axis->scale * KIN_TICK_US / s->length_us;
}

int16_t kin_code(const struct kin_axis *axis, int64_t pico) {
    int64_t way = pico - axis->offset, half = axis->scale / 2;
    return (int16_t)clamp((way < 0 ? way - half : way + half) / axis->scale, INT16_MIN, INT16_MAX);
}
