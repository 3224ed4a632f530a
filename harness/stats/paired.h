/* SPDX-License-Identifier: MIT */
/* The difference between two treatments that ran in the same blocks, from the pairs. Pure functions. */
#ifndef TVP_PAIRED_H
#define TVP_PAIRED_H

#include "quantile.h"

/* From this many pairs on, the quadratic number of Walsh averages is not worth its price: the median of the
 * differences and its interval by order statistics stand in. */
#define STATS_WALSH_MAX 1000u

/* Doubles of scratch memory that the functions below need for `count` pairs. Never 0. */
size_t stats_paired_scratch(size_t count);

/* Rank k (1-based) such that the k-th least and k-th greatest of the count (count + 1) / 2 Walsh averages
 * enclose the centre with at least `confidence`, the greatest such; 0 when there is none (95 %: count < 6).
 * Exact distribution of Wilcoxon's signed-rank statistic up to 200 pairs (Hollander and Wolfe, Nonparametric
 * Statistical Methods, 3.1 and 3.3), normal with continuity correction above. `scratch`:
 * stats_paired_scratch(count). */
size_t stats_walsh_rank(size_t count, double confidence, double *scratch, double *coverage);

/* Hodges and Lehmann's estimate of the centre of `differences`, the median of their Walsh averages (d_i +
 * d_j) / 2, i <= j, and its interval. Assumes that the differences lie about symmetrically. */
struct stats_interval stats_centre(const double *differences, size_t count, double confidence,
                                   double *scratch);

/* The ratio numerator : denominator, from the log ratios of the pairs (stats_centre of them, as a ratio
 * again). Pairs with a value that is not a positive number are passed over; `count` of the result says how
 * many were used. */
struct stats_interval stats_paired_ratio(const double *numerator, const double *denominator, size_t count,
                                         double confidence, double *scratch);

/* The smallest difference, as a share of 1, that as many pairs as a ratio rests on show with this power at
 * this two-sided level, from how far its interval of `confidence` reaches: (z_level/2 + z_power) standard
 * errors of the log ratio. NaN when it has no such interval. */
double stats_ratio_detectable(const struct stats_interval *ratio, double confidence, double level,
                              double power);

#endif
