// How the actions of a face come and go.
#ifndef KINESICS_FACE_H
#define KINESICS_FACE_H

#include "numbers.h"

typedef struct {
    int64_t actions;
    double step_s, ease;
    const double *gain, *used_up;  // (N,)
    const double *rates, *decays;  // (2, N) falling, rising: [1/s], and of a step
    const double *wanted;          // (N,)
    double *state;                 // (3, N) position, velocity, how far it has got used to that
} Face;

#endif
