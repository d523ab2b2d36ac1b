// Frames of links: three axes in the base's, one after another, and how they turn.
#ifndef KINESICS_FRAMES_H
#define KINESICS_FRAMES_H

#include <math.h>
#include <string.h>

#include "numbers.h"

enum { SIZE = 3 };

static inline void add(double *to, const double *a, double share) {
    for (int i = 0; i < SIZE; i++) to[i] += a[i] * share;
}

static inline double dot(const double *a, const double *b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline void cross(double *out, const double *a, const double *b) {
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

// Where `a` of a frame points.
static inline void turned(double *out, double frame[SIZE][SIZE], const double *a) {
    memset(out, 0, sizeof(double) * SIZE);
    for (int i = 0; i < SIZE; i++) add(out, frame[i], a[i]);
}

// The axes of a frame turned by an angle about a unit vector.
static inline void turn(double frame[SIZE][SIZE], const double *about, double angle) {
    double sine = sin(angle), cosine = cos(angle);
    for (int i = 0; i < SIZE; i++) {
        double side[SIZE], *one = frame[i], along = dot(about, one);
        cross(side, about, one);
        for (int n = 0; n < SIZE; n++)
            one[n] = one[n] * cosine + side[n] * sine + about[n] * along * (1.0 - cosine);
    }
}

#endif
