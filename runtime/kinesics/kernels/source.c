// What a source puts into a mix at one time: its rows, how they took over, how they fade.
#include "mix.h"

#include <math.h>
#include <string.h>

// The rows at t, linear between them and held at the ends. Integer time, so that the same instant
// gives the same bits however many rows came before.
static void rows_at(const Segment *s, int64_t t_ns, double *values) {
    int64_t offset = t_ns - s->first_ns, low = offset / s->period_ns, rest = offset % s->period_ns;
    if (rest < 0) rest += s->period_ns, low -= 1;
    int64_t last = s->count - 1;
    int64_t below = low < 0 ? 0 : low > last ? last : low;
    int64_t above = low < -1 ? 0 : low >= last ? last : low + 1;
    const double *one = s->rows + below * s->width, *two = s->rows + above * s->width;
    double share = (double)rest / (double)s->period_ns;
    for (int64_t k = 0; k < s->width; k++) values[k] = (two[k] - one[k]) * share + one[k];
}

// The motion before a seam, as it would coast to rest, leaving by 1 - ramp.
static void coast(int64_t n, double coast_s, double ramp, const double *ghost, double *part) {
    for (int64_t c = 0; c < n; c++) {
        double weight = smaller(larger(ghost[c] + coast_s * ghost[2 * n + c], 0.0), 1.0);
        part[c] = weight * (1.0 - ramp);
        part[n + c] = (ghost[n + c] + coast_s * ghost[3 * n + c]) * (1.0 - ramp);
    }
}

// Weight and weighted value (2, C) of channels that a motion speaks of; 0 of others.
static void speak(int64_t n, const Segment *s, double stays, const double *values, double *part) {
    memset(part, 0, 2 * sizeof(double) * (size_t)n);
    for (int64_t k = 0; k < s->spoken; k++) {
        part[s->columns[k]] = stays;
        part[n + s->columns[k]] = stays * values[s->shown[k]];
    }
}

// Pieces from `first` on; how many. At a seam of two priorities the old motion leaves at its own.
int64_t source_pieces(const Mix *m, int64_t source, int64_t t_ns, int64_t first) {
    const Source *of = m->source + source;
    const Segment *s = of->newest;
    int64_t n = m->channels, made = 0;
    while (s && t_ns < s->t_ns) s = s->older;
    if (!s || (t_ns >= s->end_ns + of->fade_ns && t_ns >= s->settled_ns)) return 0;
    double *values = m->scratch, *own = m->scratch + n, stays = s->weight;
    rows_at(s, t_ns, values);
    if (t_ns > s->end_ns)
        stays *= 1.0 - smoothstep((double)(t_ns - s->end_ns) / (double)of->fade_ns);
    if (t_ns >= s->settled_ns) {
        m->piece[first] =
            (Piece){source, s->priority, first, 1.0, 0.0, 0.0, s->spoken, s->columns};
        speak(n, s, stays, values, m->part + first * 2 * n);
        return 1;
    }
    speak(n, s, stays, values, own);
    double ramp = smoothstep((double)(t_ns - s->t_ns) / (double)s->ramp_ns);
    double coast_s = m->tau_s * (1.0 - exp(-((double)(t_ns - s->t_ns) * 1e-9) / m->tau_s));
    for (; made < s->ghosts; made++) {
        double *part = m->part + (first + made) * 2 * n;
        m->piece[first + made] =
            (Piece){source, s->ghost_priority[made], first + made, 1.0, 0.0, 0.0, n, m->every};
        coast(n, coast_s, ramp, s->ghost + made * 4 * n, part);
        if (s->ghost_priority[made] != s->priority) continue;
        for (int64_t c = 0; c < 2 * n; c++) part[c] += ramp * own[c];
    }
    return made;
}

static int64_t of_priority(const Mix *m, int64_t first, int64_t count, int64_t priority) {
    for (int64_t k = first; k < first + count; k++)
        if (m->piece[k].priority == priority) return k;
    return -1;
}

static void ghost_of(const Mix *m, int64_t at, int64_t priority, int64_t here, int64_t there) {
    int64_t n = m->channels;
    double *ghost = m->seam + at * 4 * n, per_s = 1e9 / (double)m->slope_ns;
    m->seam_priorities[at] = priority;
    memset(ghost, 0, 4 * sizeof(double) * (size_t)n);
    if (here >= 0) memcpy(ghost, m->part + here * 2 * n, 2 * sizeof(double) * (size_t)n);
    if (there < 0) return; // begun, or forgotten: no slope
    const double *before = m->part + there * 2 * n;
    for (int64_t c = 0; c < 2 * n; c++) ghost[2 * n + c] = (ghost[c] - before[c]) * per_s;
}

// What a source shows at a seam, by priority, and be it nothing at that of the seam; how many.
int64_t mix_ghosts(const Mix *m) {
    int64_t n = m->channels, t_ns = m->seam_ns, own = m->seam_priority, made = 0;
    int64_t here = source_pieces(m, m->seam_source, t_ns, 0);
    int64_t there = source_pieces(m, m->seam_source, t_ns - m->slope_ns, here);
    for (int64_t k = 0; k < here; k++) {
        int64_t priority = m->piece[k].priority;
        int seen = 0;
        for (int64_t c = 0; c < n; c++) seen |= m->part[k * 2 * n + c] != 0.0;
        if (priority != own && seen)
            ghost_of(m, made++, priority, k, of_priority(m, here, there, priority));
    }
    ghost_of(m, made++, own, of_priority(m, 0, here, own), of_priority(m, here, there, own));
    return made;
}
