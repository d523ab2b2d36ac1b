// What joins a network's two answers, mouth and visemes, in one mouth. K channels, V visemes.
#ifndef KINESICS_MOUTH_H
#define KINESICS_MOUTH_H

#include "numbers.h"

typedef struct {
    int64_t visemes, channels, behind, reach, warm, hangs, head, sooner; // sooner -1: none
    int64_t bilabial, silence, jaw, close;                // columns
    double share, falls, settles, credible, shut;
    int64_t quiet_rows;                                   // of nothing, after which it settles
    const double *weights;                                // (warm, 2 reach + 1)
    const double *faces;                                  // (V, K) their share in it
    const double *gap, *parts, *lift;                     // (K,)
    const double *pose;                                   // (K,) the network's
    const float *named;                                   // (heads, V) the network's
    int64_t nothing;                                      // rows of no sound at all
    int64_t steps, pauses;                                // how many; of `pause`
    double *near, *line;                                  // (2 reach + 1, V) (behind, V)
    double *pause, *shown, *likely;                       // (hangs,) (K,) (V,) scratch
} Mouth;

#endif
