// Values that springs draw to where they should be.
#ifndef KINESICS_FOLLOW_H
#define KINESICS_FOLLOW_H

#include "numbers.h"

typedef struct {
    int64_t count;
    const double *stays, *runs, *turns, *slows; // (K,) gap and speed in a step
    const double *wanted;                       // (K,)
    double *at, *speed;                         // (K,)
} Follow;

#endif
