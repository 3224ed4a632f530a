/* SPDX-License-Identifier: MIT */
/* Which points of a series are judged together: those of one reference. */
#ifndef TVP_HISTORY_STRETCH_H
#define TVP_HISTORY_STRETCH_H

#include "history_cli.h"

/* Points that are judged together, in their order; the arrays belong to the struct history_judge. */
struct history_stretch {
    size_t count;
    size_t *places;     /* in the series */
    double *values;     /* in the metric's unit */
    double *ratios;     /* by_ratio: to the reference, the first one 1 */
    double *references; /* has_references: the reference's own figures */
    int by_ratio, has_references, pinned;
};

/* Room for series of `count` points. 0, or -1: out of memory. */
int history_judge_room(struct history_judge *judge, size_t count);
/* How many stretches the series has, the one with the newest points last: one for each reference that at
 * least STATS_CHANGEPOINT_POINTS_MIN points have. What is left over (runs without a reference, or with one
 * that few have yet) is not judged; when that is more than half of the points, there is one stretch of all
 * points and their values. */
size_t history_stretches(struct history_judge *judge, const struct history_series *series);
/* Fills in stretch number `index` of the same series. */
void history_stretch_take(struct history_judge *judge, const struct history_series *series, size_t index,
                          struct history_stretch *out);
/* The run of point i; an imported figure has no machine and no reference. */
const struct history_row *history_row_of(const struct history_runs *runs, const struct history_series *series,
                                         size_t i);

#endif
