// What a guard knows of the pairs of parts that it keeps apart.
#ifndef KINESICS_GUARD_H
#define KINESICS_GUARD_H

#include "clearance.h"
#include "hands.h"
#include "limits.h"

typedef struct {
    const Limits *limits;
    const Hands *hands;
    const Clearance *clearance;
    int64_t guarded, pairs;
    const int64_t *joint;        // (G,) which joints move what is guarded
    const double *levers;        // (G, P) by how much each joint brings each pair nearer at most
    const double *slowness;      // (G,) 1 / 2A: a braking's way, by the square of the velocity
    double approach_per_s;       // share of what is clear, as nearer in a second
    double margin_m;
    double *looked, *clear;      // (G,), (P,) the pose that was looked at, what was clear there
    double *left;                // (P,) scratch
} Guard;

#endif
