/* SPDX-License-Identifier: MIT */
/* Measuring until an interval is narrow enough, without fooling oneself: whoever looks after every trial and
 * stops when the interval happens to look narrow has one that holds less often than it says. So there are few
 * looks, at numbers of trials that are settled before, and what decides is an interval of a higher confidence
 * than the one that is told (docs/method.md; tests/unit/stats_target.c measures what comes of it). Pure
 * functions. */
#ifndef TVP_TARGET_H
#define TVP_TARGET_H

#include "quantile.h"

#define STATS_TARGET_CONFIDENCE 0.95 /* of the interval that is told */
#define STATS_TARGET_DECIDING   0.97 /* of the one that decides */
#define STATS_TARGET_FIRST      8u   /* trials at the first look */
#define STATS_TARGET_EXACT      6u   /* ... of figures that are nearly free of noise */

/* The first look at more than `trials` trials: 8, 12, 16, 24, 32, 48, ... (6 before them for an exact
 * figure). */
unsigned stats_target_look(unsigned trials, int exact);

/* How far the interval of the median with that confidence reaches on its wider side, relative to the median.
 * Infinite where so few values have no such interval, or the median is not above 0. Sorts `values`. */
double stats_half_width(double *values, size_t count, double confidence);

/* 1: a look at these values finds the target reached. An exact figure is taken at the confidence that is
 * told: it has no luck to wait for. Sorts `values`. */
int stats_target_reached(double *values, size_t count, double target, int exact);

/* About how many trials that takes, from the relative standard deviation of one: normal noise, whose median
 * has the deviation 1.2533 / sqrt(n) times that of one. At least the first look. */
double stats_target_trials(double deviation, double target);
/* The other way round: about how far the interval that is told reaches with that many trials, relative. */
double stats_target_width(double deviation, double trials);

#endif
