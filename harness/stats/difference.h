/* SPDX-License-Identifier: MIT */
/* The difference between two runs, each of which is a session of its own: from their trials where a metric is
 * nearly free of noise, else from what other sessions differed by. Pure functions. */
#ifndef TVP_DIFFERENCE_H
#define TVP_DIFFERENCE_H

#include <stddef.h>

/* An estimate with its standard error, which itself is estimated with so many degrees of freedom. error 0: no
 * doubt at all. NaN estimate: there is none. */
struct stats_difference {
    double estimate, error, df;
};

/* Fewer sessions than this say nothing of how much sessions differ. */
#define STATS_SESSIONS_MIN 5u

/* b - a of the means of the middle 60 % (Yuen, Biometrika 61, 1974): as robust against a stray trial as
 * medians are, and exact enough for values that hardly vary. `grain` >= 0: what one value may differ by
 * without meaning anything, such as one unit of a counter; no variance is taken to be below its square, but
 * for values that are all equal on both sides. Sorts both. No estimate with fewer than 2 values on a side. */
struct stats_difference stats_trimmed_difference(double *a, size_t a_count, double *b, size_t b_count,
                                                 double grain);

/* One session: what it measured, and of how many trials. */
struct stats_session {
    double value;
    size_t trials;
};
/* b - a, when the `count` sessions `others`, all of the same thing, differ from each other as much as a and b
 * would without any change: as the prediction of one future observation from n earlier ones (Hahn and Meeker,
 * Statistical Intervals, 1991, 4.7), t with count - 1 degrees of freedom, but that the base is one session
 * and not their mean: error^2 = 2 s^2, s the standard deviation of the others. A side of fewer trials than
 * the others have on average is taken to vary as if all of s^2 came from trials: s^2 x mean / trials. No
 * estimate below STATS_SESSIONS_MIN. a may be one of the others. */
struct stats_difference stats_session_difference(const struct stats_session *a, const struct stats_session *b,
                                                 const struct stats_session *others, size_t count);

/* Two-sided p of the difference lying within +-threshold: for threshold 0 of there being none. */
double stats_difference_p(const struct stats_difference *difference, double threshold);
/* The interval at a two-sided level. */
void stats_difference_interval(const struct stats_difference *difference, double level, double *low,
                               double *high);
/* The smallest difference that would have been found beyond the threshold with this power at this level. */
double stats_difference_detectable(const struct stats_difference *difference, double threshold, double level,
                                   double power);

#endif
