// The tables of kinesics/motion/lips.py.
#ifndef KINESICS_LIPS_H
#define KINESICS_LIPS_H

#include "numbers.h"

typedef struct {
    int64_t channels;
    double open, round, effort, touch, least_gain;
    const double *gap, *rounding, *holding, *touching, *parts, *spreads; // (C,)
} LipTables;

// What a mouth shows of the lips, 0..1 each.
typedef struct {
    double closed, rounded, held, touch;
} Lips;

Lips lips_of(const LipTables *tables, const double *values);

#endif
