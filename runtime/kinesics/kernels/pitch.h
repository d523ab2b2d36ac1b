// What a pitch tracker remembers and works with.
#ifndef KINESICS_PITCH_H
#define KINESICS_PITCH_H

#include "numbers.h"

typedef struct {
    int64_t hop, taps, step, window, kept, loud, first, lags;
    double rate_hz, voiced_from_db, voiced_clarity, jump_cost, smallest;
    const double *low_pass;            // (taps,)
    const double *lag_cost;            // (L,)
    double *heard;                     // (taps - step + hop,) the end of what came before, a hop
    double *band;                      // (W,) low-passed, newest last
    double *centred, *squares;         // (W,) (W + 1,) scratch
    double *product, *likeness;        // (L,) (L,) scratch
    double before_hz;                  // of the voice a hop ago; NaN: none
    double f0_hz, clarity, energy_db;  // what was found
} Pitch;

#endif
