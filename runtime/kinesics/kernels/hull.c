// The part of a pose, towards rest, that lies in a hull: kinesics/motion/hull.py.
#include "hull.h"

// Whether the pose had to be brought in.
int hull_bring_in(const Hull *h) {
    double excess = 1.0;
    for (int64_t n = 0; n < h->faces; n++) {
        double sum = 0.0;
        for (int32_t k = h->start[n]; k < h->start[n + 1]; k++)
            sum += h->share[k] * h->pose[h->column[k]];
        excess = larger(excess, sum);
    }
    if (excess <= 1.0) return 0;
    for (int64_t k = 0; k < h->channels; k++) h->pose[k] /= excess;
    return 1;
}
