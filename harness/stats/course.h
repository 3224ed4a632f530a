/* SPDX-License-Identifier: MIT */
/* How the level of what a trial does moves while it runs: does it get faster, slower, neither? Pure
 * functions. */
#ifndef TVP_COURSE_H
#define TVP_COURSE_H

#include <stddef.h>

/* A series is thinned to so many points before it is looked at: the detector's time is linear in them. */
#define STATS_COURSE_POINTS     128u
#define STATS_COURSE_POINTS_MIN 16u
/* Levels no further apart than this share of the lower one are one level. */
#define STATS_COURSE_SHARE 0.01

enum stats_course {
    STATS_COURSE_UNKNOWN,  /* too few points to tell */
    STATS_COURSE_FLAT,     /* one level */
    STATS_COURSE_WARM_UP,  /* each level is lower than, or like, the one before, and the last one has settled
                            */
    STATS_COURSE_SLOWDOWN, /* likewise, but higher */
    STATS_COURSE_UNSTEADY, /* it rises and falls, or the level changes within the last quarter */
    STATS_COURSE_COUNT
};
/* "flat", "warm-up", "slowdown", "unsteady"; NULL for STATS_COURSE_UNKNOWN and beyond. */
const char *stats_course_name(enum stats_course course);

/* Several series of one trial (its workers' batches), made one of at most STATS_COURSE_POINTS points: each is
 * cut into as many parts of equal length as there are points, and a point is the median of all values in that
 * part of every series. Fills `points` and returns how many: STATS_COURSE_POINTS, or the length of the
 * shortest series where that is less. `scratch` has room for all values of a part: the sum over the series of
 * counts[i] / points + 1. */
size_t stats_course_thin(const double *const *series, const size_t *counts, size_t series_count,
                         double points[STATS_COURSE_POINTS], double *scratch);

/* The classification of `count` <= STATS_COURSE_POINTS points, times of equal amounts of work, by the change
 * point detector's segments (after Barrett, Bolz-Tereick, Killick, Mount and Tratt, "Virtual machine warmup
 * blows hot and cold", OOPSLA 2017, who also call a run without a steady state one whose level changes in its
 * last quarter; but who call what rises and falls by its ends). A change within the first 4 % of 128 points
 * cannot be seen. 0, or a negative errno of stats_changepoints. */
int stats_course(const double *points, size_t count, enum stats_course *course);

#endif
