/* SPDX-License-Identifier: MIT */
/* Which batches met no gap of another worker. */
#include "overlap.h"

#include "quantile.h"

double stats_gap(const uint64_t *ends, size_t count, double least, double *room)
{
    for (size_t k = 0; k < count; k++)
        room[k] = (double)(ends[k + 1] - ends[k]);
    stats_sort(room, count);
    double middle = count > 0 ? stats_median(room, count) : 0;
    return STATS_GAP * (middle > least ? middle : least);
}

/* 1: between `from` and `to` the lane was at work all the time. */
static int is_busy(const struct stats_lane *lane, uint64_t from, uint64_t to)
{
    size_t below = 0, above = lane->count;
    if (lane->count == 0 || from < lane->ends[0] || to > lane->ends[lane->count])
        return 0;
    /* The last batch that began at `from` or before. */
    while (above - below > 1) {
        size_t middle = below + (above - below) / 2;
        if (lane->ends[middle] <= from)
            below = middle;
        else
            above = middle;
    }
    for (size_t k = below; k < lane->count && lane->ends[k] < to; k++)
        if ((double)(lane->ends[k + 1] - lane->ends[k]) > lane->gap)
            return 0;
    return 1;
}

size_t stats_overlap(const struct stats_lane *lanes, size_t lane_count, size_t self, size_t whole,
                     double *out)
{
    const struct stats_lane *own = &lanes[self];
    size_t kept = 0;
    for (size_t k = 0; k < whole && k < own->count; k++) {
        int together = 1;
        for (size_t other = 0; together && other < lane_count; other++)
            together = other == self || is_busy(&lanes[other], own->ends[k], own->ends[k + 1]);
        if (together)
            out[kept++] = (double)(own->ends[k + 1] - own->ends[k]);
    }
    return kept;
}
