// The log-mel frame of a hop of sound: kinesics/audio/logmel.py says which.
#include "logmel.h"

#include <math.h>
#include <string.h>

// Tapered sound and silence after it; even samples as real parts (fft / 2,), odd ones as imaginary.
static void begin(const LogMel *m, double *x) {
    int64_t half = m->fft / 2, pairs = (m->window + 1) / 2;
    double *odd = x + half;
    for (int64_t n = 0; n < pairs; n++) {
        x[n] = m->taper[2 * n] * (double)m->heard[2 * n];
        odd[n] = m->taper[2 * n + 1] * (double)m->heard[2 * n + 1];
    }
    memset(x + pairs, 0, sizeof(double) * (size_t)(half - pairs));
    memset(odd + pairs, 0, sizeof(double) * (size_t)(half - pairs));
}

// A pass of Stockham's transform of fft / 2 numbers: in order before and after.
static void pass(const LogMel *m, int64_t count, int64_t side, const double *restrict x,
                 double *restrict y) {
    int64_t half = m->fft / 2, step = half / count;
    for (int64_t p = 0; p < count; p++) {
        double cosine = m->cosine[p * step], sine = m->sine[p * step];
        const double *one = x + side * p, *two = one + side * count;
        double *sum = y + 2 * side * p, *turned = sum + side;
        for (int64_t q = 0; q < side; q++) {
            double real = one[q] - two[q], imaginary = one[q + half] - two[q + half];
            sum[q] = one[q] + two[q];
            sum[q + half] = one[q + half] + two[q + half];
            turned[q] = real * cosine + imaginary * sine;
            turned[q + half] = imaginary * cosine - real * sine;
        }
    }
}

// Power (fft / 2 + 1,) of the real sound whose even and odd samples were transformed as one.
static void part(const LogMel *m, const double *x, double *power) {
    int64_t half = m->fft / 2;
    const double *y = x + half;
    power[0] = (x[0] + y[0]) * (x[0] + y[0]);
    power[half] = (x[0] - y[0]) * (x[0] - y[0]);
    for (int64_t k = 1; k < half; k++) {
        int64_t other = half - k;
        double cosine = m->cosine[k], sine = m->sine[k];
        double odd_real = y[k] + y[other], odd_imaginary = x[other] - x[k];
        double real = x[k] + x[other] + cosine * odd_real + sine * odd_imaginary;
        double imaginary = y[k] - y[other] + cosine * odd_imaginary - sine * odd_real;
        power[k] = 0.25 * (real * real + imaginary * imaginary);
    }
}

static void bands(const LogMel *m, const double *power) {
    for (int64_t band = 0; band < m->mels; band++) {
        const double *bin = power + m->first[band];
        double sum = 0.0;
        for (int64_t k = m->start[band]; k < m->start[band + 1]; k++) sum += m->weight[k] * *bin++;
        m->frame[band] = (float)log(sum + m->floor);
    }
}

// The newest hop is in `heard`: its frame; then the oldest hop is forgotten.
void logmel_hop(const LogMel *m) {
    double *x = m->scratch, *y = x + m->fft;
    begin(m, x);
    for (int64_t count = m->fft / 4, side = 1; count >= 1; count /= 2, side *= 2) {
        pass(m, count, side, x, y);
        double *done = y;
        y = x, x = done;
    }
    part(m, x, y);
    bands(m, y);
    memmove(m->heard, m->heard + m->hop, sizeof(float) * (size_t)(m->window - m->hop));
}
