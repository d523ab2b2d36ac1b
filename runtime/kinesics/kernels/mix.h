// The sources of a mix, their motion, and what each puts into it. C channels.
#ifndef KINESICS_MIX_H
#define KINESICS_MIX_H

#include "lips.h"

// Rows of one motion, and what there was before them.
typedef struct {
    int64_t t_ns, settled_ns, end_ns;   // begins; has taken over; its newest row
    int64_t first_ns, period_ns, count; // of its rows
    int64_t ramp_ns, width, spoken, priority, ghosts;
    double weight;
    const double *rows;            // (count, width)
    const int64_t *columns;        // (K,) channels that it speaks of, each once
    const int64_t *shown;          // (K,) their columns in the rows
    const int64_t *ghost_priority; // (G,) one of them its own
    const double *ghost;           // (G, 4, C) weight, weighted value, and how fast both change
    const void *older;             // the Segment before; 0: none
} Segment;

// A layer: what was published last, and how it enters.
typedef struct {
    const Segment *newest; // 0: none
    int64_t fade_ns, adds, owner, looks, moves_lips;
} Source;

// out = (1 - weight) below + weighted, of one source at one priority.
typedef struct {
    int64_t source, priority, row;  // row of `part`
    double gain, closed, rounded;   // of its dials; what owned lips take away
    int64_t spoken;                 // channels that its weight is not 0 of, at most
    const int64_t *columns;         // which
} Piece;

typedef struct {
    int64_t channels, sources, rows, pieces;
    double tau_s;                   // in which an old motion coasts to rest
    const LipTables *lips;
    const Source *source;           // (S,) bottom first
    const int64_t *t_ns, *eyes;     // (R,) when; whether eyes are wanted
    const double *gain;             // (R, S) of dials
    const double *low, *high;       // (C,) ranges
    const int64_t *every;           // (C,) all channels
    const int64_t *gaze, *carrier;  // (2,) (6,) columns
    double *values;                 // (R, C)
    double *scratch;                // (5, C)
    Piece *piece;                   // (P,) in the order of the newest row
    double *part;                   // (P, 2, C) weight, weighted
    int64_t seam_source, seam_ns, seam_priority, slope_ns; // what `mix_ghosts` is asked for
    int64_t *seam_priorities;       // (P,)
    double *seam;                   // (P, 4, C)
} Mix;

int64_t source_pieces(const Mix *mix, int64_t source, int64_t t_ns, int64_t first);
void keep_gaze(const Mix *mix, double *values, double share, const double *planned);

#endif
