// What a mouth shows of the lips: kinesics/motion/lips.py says it of single mouths.
#include "lips.h"

Lips lips_of(const LipTables *t, const double *values) {
    double apart = 0.0, rounding = 0.0, effort = 0.0, touch = 0.0;
    for (int64_t c = 0; c < t->channels; c++) {
        apart += values[c] * t->gap[c];
        rounding += values[c] * t->rounding[c];
        effort += values[c] * t->holding[c];
        touch += values[c] * t->touching[c];
    }
    return (Lips){1.0 - smoothstep(apart / t->open), smoothstep(rounding / t->round),
                  smoothstep(effort / t->effort), smoothstep(touch / t->touch)};
}
