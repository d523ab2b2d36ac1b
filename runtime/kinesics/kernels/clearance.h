// The capsules of a body, and the links that carry them.
#ifndef KINESICS_CLEARANCE_H
#define KINESICS_CLEARANCE_H

#include "frames.h"

typedef struct {
    double axes[SIZE][SIZE], at[SIZE];
} Frame;

typedef struct {
    int64_t links, rods, pairs;
    const int64_t *joint, *parent, *slides; // (L,) parent: of `placed`
    const double *origin, *axis;            // (L, 3) in the parent's frame
    const int64_t *holder;                  // (M,) of `placed`: what a rod is fixed to
    const double *ends;                     // (M, 2, 3) in its frame
    const int64_t *one, *two;               // (P,) the rods of a pair
    const double *apart;                    // (P,) the sum of their radii
    Frame *placed;                          // (L + 1,) scratch: the base's, then the links'
    double *points;                         // (M, 2, 3) scratch
} Clearance;

void clearance_of(const Clearance *clearance, const double *pose, double *clear);
double clearance_rate(const Clearance *clearance, int64_t pair, const double *velocity);

#endif
