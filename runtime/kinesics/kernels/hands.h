// How fast hands may be, and what moves them.
#ifndef KINESICS_HANDS_H
#define KINESICS_HANDS_H

#include "limits.h"

typedef struct {
    const Limits *limits;
    int64_t guarded, hands;
    const int64_t *joint;                // (G,) which joints are guarded
    const int64_t *first;                // (H + 1,) where the links of each hand begin, base first
    const int64_t *row, *slides, *share; // (A,) a link's guarded joint; whose speeds are one share
    const double *origin, *axis;         // (A, 3) in its parent's frame
    const double *tip;                   // (H, 3) in the last link's
    const double *levers;                // (H, G) how fast a joint makes a hand at most
    double fastest_m_s;
    double *peak;                        // (H,) made by `hands_kept`
    uint8_t *braking;                    // (H,) scratch, as all below
    double *pose, *velocity, *wanted;    // (G,)
    double *placed, *shares;             // (A, 6), (A, 3)
} Hands;

int hands_kept(const Hands *hands);
int hands_slow(const Hands *hands);

#endif
