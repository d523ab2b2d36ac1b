/* Positions to pulses and steps, to the nearest, kept inside what the servo may be told. */
#include "output.h"

static const int64_t RAD = 1000000000000, TURN = 6283185307180; /* pico-rad */

static int64_t nearest(int64_t value, int64_t unit) {
    return (value < 0 ? value - unit / 2 : value + unit / 2) / unit;
}

static int64_t clamp(int64_t value, int64_t low, int64_t high) {
    return value < low ? low : value > high ? high : value;
}

uint32_t pwm_pulse_us(const struct pwm_servo *servo, int64_t pico) {
    int64_t pulse_us = servo->middle_us + nearest(pico * servo->us_per_rad, RAD);
    return (uint32_t)clamp(pulse_us, servo->low_us, servo->high_us);
}

int32_t bus_goal(const struct bus_servo *servo, int64_t pico) {
    int64_t steps = servo->middle + nearest(pico * servo->steps_per_turn, TURN);
    return (int32_t)clamp(steps, servo->low, servo->high);
}

int64_t bus_pico(const struct bus_servo *servo, int32_t steps) {
    return ((int64_t)steps - servo->middle) * TURN / servo->steps_per_turn;
}
