// A frame less a steady noise: kinesics/audio/noise_floor.py says which.
#include "noise.h"

#include <math.h>

static double least_of(const float *rows, int64_t count, int64_t width) {
    double found = rows[0];
    for (int64_t n = 1; n < count; n++) found = smaller(found, rows[n * width]);
    return found;
}

// A whole block of one band: what of its smoothed power is least, and its highest of late.
static void smooth(const Noise *f, int64_t band) {
    double power = 0.0, level = f->smooth[band], highest = f->highest[band] * f->level_fades;
    double least = HUGE_VAL;
    for (int64_t n = 0; n < f->block; n++) {
        power = exp(f->heard[n * f->mels + band]) - f->silence;
        if (!f->blocks && !n) level = power;
        level = f->fades * level + (1.0 - f->fades) * power;
        highest = larger(highest, level);
        if (f->blocks || n >= f->partial) least = smaller(least, level);
    }
    f->smooth[band] = (float)level, f->highest[band] = (float)highest;
    f->near[f->blocks % f->near_blocks * f->mels + band] = (float)least;
    f->far[f->blocks % f->far_blocks * f->mels + band] = (float)least;
}

// The floor, and how much of it is noise, now that a block is whole.
static void judge(Noise *f) {
    double stands_out = 0.0;
    for (int64_t band = 0; band < f->mels; band++) smooth(f, band);
    if (++f->blocks < f->begins) return;
    for (int64_t band = 0; band < f->mels; band++) {
        f->floor[band] = (float)(f->above * least_of(f->near + band, f->near_blocks, f->mels));
        double least = least_of(f->far + band, f->far_blocks, f->mels);
        stands_out += log((f->highest[band] + f->silence) / (least + f->silence));
    }
    double above_db = 10.0 / log(10.0) * stands_out / (double)f->mels;
    f->wanted = smoothstep((f->clean_db - above_db) / (f->clean_db - f->noisy_db));
}

// The newest frame is in row `row` of `heard`. 0: it is as it was; else `frame` is what is left.
int noise_frame(Noise *f) {
    const float *heard = f->heard + f->row * f->mels;
    if (++f->row == f->block) f->row = 0, judge(f);
    f->share += f->ramp * (f->wanted - f->share);
    if (f->share < f->none) return 0;
    double least = 1.0 - f->share * (1.0 - f->left);
    for (int64_t band = 0; band < f->mels; band++) {
        double power = exp(heard[band]) - f->silence;
        double left = larger(power - f->share * f->floor[band], least * power);
        f->frame[band] = (float)log(left + f->silence);
    }
    return 1;
}
