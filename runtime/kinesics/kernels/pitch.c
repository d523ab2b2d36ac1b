// The fundamental frequency of a voice, a hop further: kinesics/audio/pitch.py says by which law.
#include "pitch.h"

#include <math.h>
#include <string.h>

// Sums that do not wait for each other are worked out side by side, so many at once; where fewer
// are left, some are once more.
enum { SIDE = 8 };

static int64_t beside(int64_t first, int64_t count) {
    return first + SIDE < count ? first : count - SIDE;
}

// The newest hop, low-passed, into the band. Its end stays for the next one.
static void listen(Pitch *p) {
    int64_t fresh = p->hop / p->step, tail = p->taps - p->step;
    memmove(p->band, p->band + fresh, sizeof(double) * (size_t)(p->window - fresh));
    for (int64_t first = 0; first < fresh; first += SIDE) {
        int64_t at = beside(first, fresh);
        const double *x = p->heard + at * p->step;
        double sum[SIDE] = {0.0};
        for (int64_t k = 0; k < p->taps; k++)
            for (int64_t n = 0; n < SIDE; n++) sum[n] += x[n * p->step + k] * p->low_pass[k];
        memcpy(p->band + p->window - fresh + at, sum, sizeof sum);
    }
    memmove(p->heard, p->heard + p->hop, sizeof(double) * (size_t)tail);
}

static double level_db(const Pitch *p) {
    double energy = 0.0;
    for (int64_t n = p->window - p->loud; n < p->window; n++) energy += p->band[n] * p->band[n];
    return 10.0 * log10(energy / (double)p->loud + p->smallest);
}

// The normalised square difference at each lag, -1..1.
static void compare(Pitch *p) {
    int64_t window = p->window, kept = p->kept, longest = p->first + p->lags - 1;
    double mean = 0.0, *squares = p->squares;
    for (int64_t n = 0; n < window; n++) mean += p->band[n];
    mean /= (double)window;
    squares[0] = 0.0;
    for (int64_t n = 0; n < window; n++) {
        p->centred[n] = p->band[n] - mean;
        squares[n + 1] = squares[n] + p->centred[n] * p->centred[n];
    }
    const double *own = p->centred + window - kept, *other = own - longest;
    for (int64_t first = 0; first < p->lags; first += SIDE) { // longest lag first
        int64_t at = beside(first, p->lags);
        double sum[SIDE] = {0.0};
        for (int64_t n = 0; n < kept; n++)
            for (int64_t k = 0; k < SIDE; k++) sum[k] += own[n] * other[n + at + k];
        memcpy(p->product + at, sum, sizeof sum);
    }
    double newest = squares[window] - squares[window - kept];
    for (int64_t k = 0; k < p->lags; k++) {
        int64_t end = window - p->first - k;
        double earlier = squares[end] - squares[end - kept];
        p->likeness[k] = 2.0 * p->product[p->lags - 1 - k]
                       / (newest + earlier + p->smallest * (double)kept);
    }
}

// The best of the maxima: short lags and the lag before are favoured; -1: there is none.
static int64_t choose(const Pitch *p) {
    const double *like = p->likeness;
    int64_t best = -1;
    double most = 0.0;
    for (int64_t k = 1; k < p->lags - 1; k++) {
        if (!(like[k] > like[k - 1] && like[k] >= like[k + 1] && like[k] > 0.0)) continue;
        double worth = like[k] - p->lag_cost[k];
        if (!isnan(p->before_hz)) {
            double octaves = log2((double)(p->first + k) * (p->before_hz / p->rate_hz));
            worth -= p->jump_cost * fabs(octaves);
        }
        if (best < 0 || worth > most) best = k, most = worth;
    }
    return best;
}

// Where the parabola through three neighbours peaks, and its height.
static void refine(Pitch *p, int64_t best) {
    double left = p->likeness[best - 1], middle = p->likeness[best], right = p->likeness[best + 1];
    double bend = left - 2.0 * middle + right, shift = 0.0, height = middle;
    if (bend < 0.0) {
        shift = smaller(larger(0.5 * (left - right) / bend, -0.5), 0.5);
        height = middle - 0.25 * (left - right) * shift;
    }
    p->f0_hz = p->rate_hz / ((double)(p->first + best) + shift);
    p->before_hz = height >= p->voiced_clarity ? p->f0_hz : NAN;
    p->clarity = smaller(height, 1.0);
}

// A hop is in `heard`: what is found of the window that ends with it.
void pitch_push(Pitch *p) {
    listen(p);
    p->energy_db = level_db(p);
    int64_t best = -1;
    if (p->energy_db > p->voiced_from_db) {
        compare(p);
        best = choose(p);
    }
    if (best < 0) {
        p->f0_hz = p->before_hz = NAN;
        p->clarity = 0.0;
        return;
    }
    refine(p, best);
}
