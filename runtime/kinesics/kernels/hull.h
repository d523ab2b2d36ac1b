// A convex set of poses that holds rest. K channels, N faces.
#ifndef KINESICS_HULL_H
#define KINESICS_HULL_H

#include "numbers.h"

typedef struct {
    int64_t channels, faces;
    const int32_t *start, *column; // (N + 1,) a face's first term; of all terms their channel
    const double *share;           // and what it counts: direction over bound
    double *pose;                  // (K,)
} Hull;

#endif
