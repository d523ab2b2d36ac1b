// What a mouth shows of the lips, 0..1 each: kinesics/motion/lips.py says it of single mouths.
#include "mix.h"

Lips lips_of(const Mix *m, const double *values) {
    double apart = 0.0, rounding = 0.0, effort = 0.0, touch = 0.0;
    for (int64_t c = 0; c < m->channels; c++) {
        apart += values[c] * m->gap[c];
        rounding += values[c] * m->rounding[c];
        effort += values[c] * m->holding[c];
        touch += values[c] * m->touching[c];
    }
    return (Lips){1.0 - smoothstep(apart / m->open), smoothstep(rounding / m->round),
                  smoothstep(effort / m->effort), smoothstep(touch / m->touch)};
}
