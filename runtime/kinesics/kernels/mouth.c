// One mouth of a network's two answers, resting in pauses: kinesics/audio/viseme_blend.py says why.
#include "mouth.h"

#include <string.h>

static void move_up(double *rows, int64_t count, int64_t width) {
    memmove(rows, rows + width, sizeof(double) * (size_t)((count - 1) * width));
}

static void put(double *row, const float *named, int64_t count) {
    for (int64_t v = 0; v < count; v++) row[v] = named[v];
}

// Probabilities of the visemes around the date of this step's row.
static void average(Mouth *m) {
    int64_t n = m->visemes, reach = m->reach;
    move_up(m->near, reach + 1, n);
    put(m->near + reach * n, m->named + m->head * n, n);
    if (m->sooner >= 0) {
        move_up(m->line, m->behind, n);
        put(m->line + (m->behind - 1) * n, m->named + m->sooner * n, n);
        memcpy(m->near + (reach + 1) * n, m->line, sizeof(double) * (size_t)(reach * n));
    }
    m->steps++;
    int64_t known = m->steps < m->warm ? m->steps : m->warm;
    const double *weights = m->weights + (known - 1) * (2 * reach + 1);
    memset(m->likely, 0, sizeof(double) * (size_t)n);
    for (int64_t row = 0; row < 2 * reach + 1; row++)
        for (int64_t v = 0; v < n; v++) m->likely[v] += weights[row] * m->near[row * n + v];
}

static double dot(const double *one, const double *two, int64_t count) {
    double sum = 0.0;
    for (int64_t k = 0; k < count; k++) sum += one[k] * two[k];
    return sum;
}

// Both answers, by their shares; what the network closes is closed where /p b m/ is credible.
static void join(const Mouth *m, double *mouth) {
    int64_t n = m->channels;
    memset(mouth, 0, sizeof(double) * (size_t)n);
    for (int64_t v = 0; v < m->visemes; v++)
        for (int64_t k = 0; k < n; k++) mouth[k] += m->likely[v] * m->faces[v * n + k];
    for (int64_t k = 0; k < n; k++) mouth[k] += (1.0 - m->share) * m->pose[k];
    double closed = dot(m->gap, m->pose, n), parted = dot(m->gap, mouth, n);
    double closing = smoothstep(m->likely[m->bilabial] / m->credible)
                   * smoothstep(1.0 - closed / m->shut)
                   * smoothstep((parted - closed) / m->shut);
    for (int64_t k = 0; k < n; k++) mouth[k] += closing * m->parts[k] * (m->pose[k] - mouth[k]);
}

// The network's jaw, and lips as far apart as they were.
static void keep_jaw(const Mouth *m, double *mouth) {
    double wider = m->pose[m->jaw] - mouth[m->jaw], closed = larger(wider, -mouth[m->close]);
    mouth[m->jaw] = m->pose[m->jaw];
    mouth[m->close] += closed;
    for (int64_t k = 0; k < m->channels; k++) mouth[k] += (closed - wider) * m->lift[k];
}

// Held while a pause is heard, and falling to rest.
static void rest(Mouth *m, double *mouth) {
    if (m->pauses == m->hangs) move_up(m->pause, m->pauses--, 1);
    m->pause[m->pauses++] = m->likely[m->silence];
    double held = m->pause[0], falls = m->falls;
    for (int64_t row = 1; row < m->pauses; row++) held = larger(held, m->pause[row]);
    held = smaller(held, 1.0);
    if (m->nothing >= m->quiet_rows) held = 1.0, falls = m->settles;
    double speech = 1.0 - held, free = speech * speech * speech;
    for (int64_t k = 0; k < m->channels; k++)
        mouth[k] = mouth[k] * free + (1.0 - free) * (1.0 - falls) * m->shown[k];
}

// The mouth to show, which `shown` becomes.
void mouth_row(Mouth *m) {
    double mouth[64];
    average(m);
    join(m, mouth);
    keep_jaw(m, mouth);
    rest(m, mouth);
    memcpy(m->shown, mouth, sizeof(double) * (size_t)m->channels);
}
