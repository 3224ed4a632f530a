/* SPDX-License-Identifier: MIT */
/* Order statistics of one sample: quantiles, median, MAD, and an interval for the median that assumes
 * nothing about the distribution. Pure functions; values must be finite (stats_keep_finite). */
#ifndef TVP_QUANTILE_H
#define TVP_QUANTILE_H

#include <stddef.h>

/* How an interval came about: ask before using low and high. */
enum stats_kind {
    STATS_NONE,    /* no values: every figure is NaN */
    STATS_RANGE,   /* too few values for the confidence asked for: low and high are the least and the greatest
                    */
    STATS_INTERVAL /* low and high enclose the estimated quantity with at least the confidence asked for */
};

struct stats_interval {
    double estimate, low, high;
    double coverage; /* of [low, high], exact: at least the confidence asked for, or less for STATS_RANGE; 0
                        for none */
    size_t count;    /* values that it rests on */
    enum stats_kind kind;
};

/* Moves the finite values to the front, in their order, and returns how many there are. */
size_t stats_keep_finite(double *values, size_t count);
/* Ascending. */
void stats_sort(double *values, size_t count);

/* Quantile `fraction` (0 to 1) of ascending values: type 7 of Hyndman and Fan (The American Statistician 50,
 * 1996), h = (count - 1) fraction, linear between neighbours. NaN when count is 0; the only value when it
 * is 1. */
double stats_quantile(const double *sorted, size_t count, double fraction);
/* The same for fraction 1/2: the mean of the two in the middle when count is even. */
double stats_median(const double *sorted, size_t count);
/* Median of |value - median|, not scaled. `scratch` has room for count. NaN when count is 0. */
double stats_mad(const double *sorted, size_t count, double *scratch);

/* Quantile of a sample whose values weigh differently: the least value at which the cumulated weight reaches
 * `fraction` of the total (the inverse of the empirical distribution). Merges samples of several trials so
 * that each trial weighs the same. Weights are >= 0. NaN when count or the total weight is 0. */
double stats_quantile_weighted(const double *sorted, const double *weights, size_t count, double fraction);

/* Rank k (1-based) such that [x_(k), x_(count + 1 - k)] covers the median with at least `confidence`, the
 * greatest such; 0 when there is none (95 %: count < 6). coverage = 1 - 2 P(Bin(count, 1/2) < k) (Conover,
 * Practical Nonparametric Statistics, 3.2). *coverage, when not NULL, is that of the rank returned, or for 0
 * of the range. */
size_t stats_median_rank(size_t count, double confidence, double *coverage);
/* The median and its interval by order statistics. Sorts `values`. */
struct stats_interval stats_median_interval(double *values, size_t count, double confidence);

#endif
