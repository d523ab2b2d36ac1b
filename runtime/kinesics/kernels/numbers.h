// What several laws need.
#ifndef KINESICS_NUMBERS_H
#define KINESICS_NUMBERS_H

#include <stdint.h>

static inline double smaller(double a, double b) { return a < b ? a : b; }
static inline double larger(double a, double b) { return a > b ? a : b; }

// 3x^2 - 2x^3 on 0..1, held outside: kinesics/motion/ramp.py.
static inline double smoothstep(double x) {
    x = smaller(larger(x, 0.0), 1.0);
    return x * x * (3.0 - 2.0 * x);
}

#endif
