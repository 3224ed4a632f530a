/* SPDX-License-Identifier: MIT */
/* Batches of workers that are meant to work at the same time, while they did. A worker that was kept off its
 * CPU leaves the others alone for a while: then a contended op is cheaper, and what a low percentile finds is
 * not contention. Pure functions. */
#ifndef TVP_OVERLAP_H
#define TVP_OVERLAP_H

#include <stddef.h>
#include <stdint.h>

/* A batch that took this many times its worker's median batch, or the least that it is taken for, is a gap:
 * its worker was away. Of 1.5, 2, 3 and 5 the value that left a contended counter on a loaded machine the
 * least noise between trials. */
#define STATS_GAP 3.0

/* One worker's batches: batch k lasted from ends[k] to ends[k + 1], ascending. */
struct stats_lane {
    const uint64_t *ends;
    size_t count; /* of batches */
    double gap;   /* from stats_gap() */
};

/* How long a batch of these must last to be a gap: STATS_GAP times their median or `least`, whichever is
 * more. `room`: for count values. */
double stats_gap(const uint64_t *ends, size_t count, double least, double *room);

/* Durations of lane `self`'s first `whole` batches that began after all had begun, ended before any had
 * ended, and met no gap of another; in their order into `out`, which has room for `whole`. Returns how many.
 * A lane alone keeps all. */
size_t stats_overlap(const struct stats_lane *lanes, size_t lane_count, size_t self, size_t whole,
                     double *out);

#endif
