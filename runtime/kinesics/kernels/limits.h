// What a limiter remembers and makes. Arrays lie one joint after another.
#ifndef KINESICS_LIMITS_H
#define KINESICS_LIMITS_H

#include "numbers.h"

typedef struct {
    int64_t joints;
    double dt_s;
    const double *low, *high;                    // (J,) the range, with its inset
    const double *least, *most;                  // (J,) that of the table, beyond which it is counted
    const double *velocity, *acceleration;       // (J,) allowed
    const double *agile;                         // (J,) acceleration with which a wish is caught up
    const double *back;                          // (J,) velocity from outside the range
    const double *change, *slack;                // (J,) of velocity in a step; what is counted beyond
    double touch;                                // nearer to the target is there
    const double *asked;                         // (J,)
    double *now;                                 // (3, J) position, velocity, last wish
    double *made;                                // (7, J) as the rows below
    uint8_t *beyond;                             // (3, 2, J) kinds, sides: what was limited
} Limits;

enum { POSITION, VELOCITY, TARGET, WANTED, WISH, HIGHEST, LOWEST }; // rows of `made`

double limits_allowed(const Limits *limits, int64_t joint, double wish);
void limits_next(const Limits *limits);
int limits_take(const Limits *limits);

#endif
