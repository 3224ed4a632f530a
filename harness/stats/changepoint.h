/* SPDX-License-Identifier: MIT */
/* Where the level of a series changed: robust against spikes, tails, modes and ties, aware of
 * autocorrelation. Pure functions; the method and its sources are in docs/detect.md. */
#ifndef TVP_CHANGEPOINT_H
#define TVP_CHANGEPOINT_H

#include <stddef.h>

/* Fewer points than this have no change point. */
#define STATS_CHANGEPOINT_POINTS_MIN 8u
/* No change point is reported with fewer points than this before the first or after the last one. */
#define STATS_CHANGEPOINT_EDGE 5u
/* The greatest absolute value: differences of two must be finite. */
#define STATS_CHANGEPOINT_VALUE_MAX 1e300
/* Nor are two nearer to each other than that; while they are looked for, they are kept this far apart. */
#define STATS_CHANGEPOINT_GAP 8u

struct stats_changepoint_options {
    double penalty; /* -ln of the probability, before looking, that the level changes at a given point; > 0 */
    double p;       /* neighbours of which the likelihood-ratio test gives more are joined; 0 < p < 1 */
    double min_effect; /* likewise those nearer than this share of the level before; >= 0 */
};

/* The one set that docs/detect.md was evaluated with: penalty 4, p 5e-5, min_effect 0.01. */
struct stats_changepoint_options stats_changepoint_defaults(void);

/* Finds the change points of `count` finite values: 0-based indices of the first point of each new level,
 * ascending, into `found`, which has room for stats_changepoint_room(count); their number into *found_count.
 * The same values give the same answer. Time O(count x levels), levels <= 64. Returns 0, -EINVAL for options
 * out of range or a value that is not finite or above STATS_CHANGEPOINT_VALUE_MAX, or -ENOMEM. */
int stats_changepoints(const double *values, size_t count, const struct stats_changepoint_options *options,
                       size_t *found, size_t *found_count);
size_t stats_changepoint_room(size_t count);

/* The points from `from` up to but not including `to`. */
struct stats_segment {
    size_t from, to;
    double median, mad; /* in the values' unit; mad is not scaled */
};

/* Segment `index` (0 to found_count) between the change points. `scratch` has room for 2 count doubles. */
struct stats_segment stats_changepoint_segment(const double *values, size_t count, const size_t *found,
                                               size_t found_count, size_t index, double *scratch);

#endif
