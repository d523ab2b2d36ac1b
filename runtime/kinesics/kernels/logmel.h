// What a log-mel front end remembers and works with.
#ifndef KINESICS_LOGMEL_H
#define KINESICS_LOGMEL_H

#include "numbers.h"

typedef struct {
    int64_t window, hop, fft, mels;     // fft: a power of two
    double floor;
    const double *taper;                // (window + 1,) its last 0
    const double *cosine, *sine;        // (fft / 2,) of turns of k / fft
    const int64_t *first, *start;       // (mels,) a band's lowest bin (mels + 1,) its first weight
    const double *weight;               // of the bins of all bands, band by band
    float *heard;                       // (window + 1,) newest last, and one that is never heard
    double *scratch;                    // (2, fft)
    float *frame;                       // (mels,)
} LogMel;

#endif
