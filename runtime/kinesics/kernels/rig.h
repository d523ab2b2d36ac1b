// How a robot shows channels. C channels, J joints, D drives.
#ifndef KINESICS_RIG_H
#define KINESICS_RIG_H

#include "lips.h"

typedef struct {
    int64_t channels, joints, rows, closers;
    const int64_t *column, *start;                 // (D,) channels (J + 1,) first drive of each
    const double *drive_low, *drive_high, *gain;   // (D,)
    const double *neutral, *low, *high;            // (J,)
    const LipTables *lips;                         // of channels
    const double *lip_gap;                         // (J,) of joints
    const int64_t *closer;                         // joints that close lips, in this order
    const int64_t *closes;                         // (N,) whether a row's lips are looked after
    const double *values;                          // (N, C)
    double *positions;                             // (N, J)
} Rig;

#endif
