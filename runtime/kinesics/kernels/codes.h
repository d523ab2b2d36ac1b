// A row of joint positions as it goes over a wire. J joints.
#ifndef KINESICS_CODES_H
#define KINESICS_CODES_H

#include "numbers.h"

typedef struct {
    int64_t joints;
    const double *offset, *scale;  // (J,) position of code 0; of a code
    const double *low, *high;      // (J,) codes within the limits
    const double *positions;       // (J,)
    int16_t *codes;                // (J,)
    double *went;                  // (J,) positions of the codes
} Codes;

#endif
