// One value per channel and time: kinesics/motion/mixer.py has the order and the rules.
#include "mix.h"

#include <string.h>

static int64_t rank(const Mix *m, const Piece *piece) {
    const Source *source = m->source + piece->source;
    return 2 * (source->adds != 0) + (source->owner != 0);
}

static int above(const Mix *m, const Piece *one, const Piece *two) {
    int64_t own = rank(m, one), other = rank(m, two);
    return own != other ? own > other : one->priority > two->priority;
}

// Everybody's pieces, bottom first; how many.
static int64_t collect(const Mix *m, int64_t t_ns) {
    int64_t count = 0;
    for (int64_t s = 0; s < m->sources; s++) count += source_pieces(m, s, t_ns, count);
    for (int64_t k = 1; k < count; k++) { // they nearly are in order
        Piece one = m->piece[k];
        int64_t at = k;
        for (; at > 0 && above(m, m->piece + at - 1, &one); at--) m->piece[at] = m->piece[at - 1];
        m->piece[at] = one;
    }
    return count;
}

// What is left of a gain: lips that touch each other or the teeth are not scaled (lips.py).
static double spared(const Mix *m, double gain, const double *weighted) {
    Lips lips = lips_of(m->lips, weighted);
    double contact = larger(lips.closed * lips.held, lips.touch);
    return 1.0 + (gain - 1.0) * (1.0 - contact * smoothstep(gain / m->lips->least_gain));
}

static double highest(const Piece *piece, const double *weight) {
    double found = 0.0;
    for (int64_t k = 0; k < piece->spoken; k++) found = larger(found, weight[piece->columns[k]]);
    return found;
}

static void put_over(const Mix *m, double *mix, const Piece *piece) {
    const double *weight = m->part + piece->row * 2 * m->channels, *weighted = weight + m->channels;
    for (int64_t k = 0; k < piece->spoken; k++) {
        int64_t c = piece->columns[k];
        mix[c] = mix[c] * (1.0 - weight[c]) + piece->gain * weighted[c];
    }
}

// Of what parts lips that are closed, and spreads those that are round, less is left.
static void add(const Mix *m, double *added, const Piece *piece) {
    const double *weighted = m->part + piece->row * 2 * m->channels + m->channels;
    for (int64_t k = 0; k < piece->spoken; k++) {
        int64_t c = piece->columns[k];
        double left = 1.0 - piece->closed * m->lips->parts[c];
        left *= 1.0 - piece->rounded * m->lips->spreads[c];
        added[c] += piece->gain * weighted[c] * left;
    }
}

static void mix_row(Mix *m, int64_t row) {
    int64_t n = m->channels, count = collect(m, m->t_ns[row]), seen = 0, looking = 0;
    double *mix = m->values + row * n, *added = m->scratch + 3 * n;
    double owned = 0.0, closed = 0.0, rounded = 0.0, share = 0.0, planned[6] = {0.0};
    memset(mix, 0, sizeof(double) * (size_t)n);
    memset(added, 0, sizeof(double) * (size_t)n);
    for (int64_t k = 0; k < count; k++) {
        Piece *piece = m->piece + k;
        const Source *source = m->source + piece->source;
        const double *weight = m->part + piece->row * 2 * n, *weighted = weight + n;
        piece->gain = m->gain[row * m->sources + piece->source];
        if (source->owner && source->moves_lips && piece->gain != 1.0)
            piece->gain = spared(m, piece->gain, weighted);
        if (source->looks) {
            looking = 1, share += piece->gain * weight[m->gaze[0]];
            for (int c = 0; c < 6; c++) planned[c] += piece->gain * weighted[m->carrier[c]];
        }
        if (!source->adds) {
            put_over(m, mix, piece);
            if (source->owner && source->moves_lips) owned += highest(piece, weight); // two: a seam
            continue;
        }
        if (source->moves_lips && owned > 0.0) {
            if (!seen) {
                Lips lips = lips_of(m->lips, mix);
                closed = smaller(owned, 1.0) * lips.closed;
                rounded = smaller(owned, 1.0) * lips.rounded;
                seen = 1;
            }
            piece->closed = closed, piece->rounded = rounded;
        }
        add(m, added, piece);
    }
    for (int64_t c = 0; c < n; c++) mix[c] += added[c];
    if (looking && m->eyes[row]) keep_gaze(m, mix, share, planned);
    for (int64_t c = 0; c < n; c++) mix[c] = smaller(larger(mix[c], m->low[c]), m->high[c]);
    m->pieces = count;
}

void mix_rows(Mix *m) {
    for (int64_t row = 0; row < m->rows; row++) mix_row(m, row);
}
