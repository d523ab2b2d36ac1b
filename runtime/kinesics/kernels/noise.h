// What is known of a steady noise beneath a voice. M bands.
#ifndef KINESICS_NOISE_H
#define KINESICS_NOISE_H

#include "numbers.h"

typedef struct {
    int64_t mels, block, near_blocks, far_blocks, partial, begins;
    double silence, fades, level_fades, above, left, noisy_db, clean_db, ramp, none;
    int64_t row, blocks;                 // of the frame to come, in its block; whole blocks
    double wanted, share;                // of the floor that is taken away
    float *heard;                        // (block, M) logarithm of power
    float *near, *far;                   // (near_blocks, M) (far_blocks, M) least of each block
    float *smooth, *highest, *floor;     // (M,)
    float *frame;                        // (M,) less the floor
} Noise;

#endif
