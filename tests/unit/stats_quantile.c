/* SPDX-License-Identifier: MIT */
/* Quantiles, medians and their intervals against tables made by other means (tables/stats.py). */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/stats/quantile.h"
#include "tables/stats.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int near(double is, double wanted)
{
    return fabs(is - wanted) <= 1e-12 * fmax(1, fabs(wanted));
}

Test(stats_quantile, type_7_median_and_mad_as_python_has_them)
{
    double sorted[128], scratch[128];
    for (size_t i = 0; i < COUNT(quantile_rows); i++) {
        const struct quantile_row *row = &quantile_rows[i];
        memcpy(sorted, row->values, row->count * sizeof *sorted);
        stats_sort(sorted, row->count);
        const double fractions[] = {.01, .10, .25, .5, .75, .90, .99};
        const double wanted[] = {row->p1, row->p10, row->p25, row->p50, row->p75, row->p90, row->p99};
        for (size_t f = 0; f < COUNT(fractions); f++)
            cr_assert(near(stats_quantile(sorted, row->count, fractions[f]), wanted[f]),
                      "sample %zu, quantile %g: %.17g, not %.17g", i, fractions[f],
                      stats_quantile(sorted, row->count, fractions[f]), wanted[f]);
        cr_assert(near(stats_median(sorted, row->count), row->p50));
        cr_assert(near(stats_mad(sorted, row->count, scratch), row->mad), "sample %zu", i);
    }
}

Test(stats_quantile, ends_and_nothing)
{
    const double values[] = {1, 2, 4};
    cr_assert_eq(stats_quantile(values, 3, 0), 1);
    cr_assert_eq(stats_quantile(values, 3, 1), 4);
    cr_assert_eq(stats_quantile(values, 3, -1), 1);
    cr_assert_eq(stats_quantile(values, 3, 2), 4);
    cr_assert(isnan(stats_quantile(values, 3, NAN)));
    cr_assert(isnan(stats_quantile(values, 0, .5)));
    cr_assert(isnan(stats_median(values, 0)));
    cr_assert(isnan(stats_mad(values, 0, NULL)));
    struct stats_interval none = stats_median_interval(NULL, 0, .95);
    cr_assert_eq(none.kind, STATS_NONE);
    cr_assert_eq(none.count, 0);
    cr_assert(isnan(none.estimate) && isnan(none.low) && isnan(none.high));
}

Test(stats_quantile, what_is_not_finite_is_sorted_out_beforehand)
{
    double values[] = {3, NAN, 1, INFINITY, -INFINITY, 2};
    cr_assert_eq(stats_keep_finite(values, 6), 3);
    cr_assert(values[0] == 3 && values[1] == 1 && values[2] == 2);
}

Test(stats_quantile, ranks_of_the_median_are_exact)
{
    for (size_t i = 0; i < COUNT(median_ranks); i++) {
        const struct rank_row *row = &median_ranks[i];
        double coverage = -1;
        size_t rank = stats_median_rank(row->count, row->confidence, &coverage);
        cr_assert_eq(rank, row->rank, "n %zu at %g: rank %zu, not %zu", row->count, row->confidence, rank,
                     row->rank);
        cr_assert(fabs(coverage - row->coverage) < 1e-9, "n %zu: %.12g, not %.12g", row->count, coverage,
                  row->coverage);
    }
    cr_assert_eq(stats_median_rank(0, .95, NULL), 0);
}

/* For many values the rank must come near n/2 - 1.96 sqrt(n)/2, and no sum may underflow. */
Test(stats_quantile, ranks_of_many_values)
{
    const size_t counts[] = {10000, 1000000};
    for (size_t i = 0; i < COUNT(counts); i++) {
        double n = (double)counts[i], coverage, rank = (double)stats_median_rank(counts[i], .95, &coverage);
        cr_assert(fabs(rank - (n / 2 - 1.959964 * sqrt(n) / 2)) < 2, "n %g: rank %g", n, rank);
        cr_assert(coverage >= .95 && coverage < .952, "coverage %g", coverage);
    }
}

Test(stats_quantile, five_values_have_a_range_and_six_an_interval)
{
    double five[] = {5, 1, 4, 2, 3}, six[] = {6, 5, 1, 4, 2, 3};
    struct stats_interval range = stats_median_interval(five, 5, .95);
    cr_assert_eq(range.kind, STATS_RANGE);
    cr_assert(range.estimate == 3 && range.low == 1 && range.high == 5);
    cr_assert_float_eq(range.coverage, .9375, 1e-12);
    struct stats_interval interval = stats_median_interval(six, 6, .95);
    cr_assert_eq(interval.kind, STATS_INTERVAL);
    cr_assert(interval.estimate == 3.5 && interval.low == 1 && interval.high == 6);
    cr_assert_float_eq(interval.coverage, .96875, 1e-12);
}

/* 10 values: the 2nd and the 9th, covering 97.9 % (any table of the sign test). */
Test(stats_quantile, ten_values)
{
    double values[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    struct stats_interval interval = stats_median_interval(values, 10, .95);
    cr_assert(interval.low == 2 && interval.high == 9 && interval.estimate == 5.5);
    cr_assert_float_eq(interval.coverage, 0.978515625, 1e-12);
}

/* What it is for: the interval holds the true median as often as it says, whatever the distribution. */
Test(stats_quantile, the_interval_covers_the_true_median)
{
    uint64_t state = 88172645463325252u;
    size_t covered = 0, rounds = 20000;
    double coverage;
    stats_median_rank(15, .95, &coverage);
    for (size_t round = 0; round < rounds; round++) {
        double values[15];
        for (size_t i = 0; i < 15; i++) {
            state ^= state << 13, state ^= state >> 7, state ^= state << 17;
            values[i] = -log(((double)(state >> 11) + .5) * 0x1p-53); /* exponential: median ln 2 */
        }
        struct stats_interval interval = stats_median_interval(values, 15, .95);
        covered += interval.low <= log(2) && log(2) <= interval.high;
    }
    double share = (double)covered / (double)rounds;
    cr_assert(fabs(share - coverage) < .006, "covered %g, says %g", share, coverage);
}

Test(stats_quantile, weights_merge_samples_of_different_sizes)
{
    /* one trial with one value, one with three: each weighs a half */
    const double values[] = {1, 2, 3, 10}, weights[] = {1. / 3, 1. / 3, 1. / 3, 1};
    cr_assert_eq(stats_quantile_weighted(values, weights, 4, 0), 1);
    cr_assert_eq(stats_quantile_weighted(values, weights, 4, .16), 1);
    cr_assert_eq(stats_quantile_weighted(values, weights, 4, .34), 3);
    cr_assert_eq(stats_quantile_weighted(values, weights, 4, .5), 3);
    cr_assert_eq(stats_quantile_weighted(values, weights, 4, .51), 10);
    cr_assert_eq(stats_quantile_weighted(values, weights, 4, 1), 10);
    const double none[] = {0, 0, 0, 0}, last[] = {1, 1, 1, 0};
    cr_assert(isnan(stats_quantile_weighted(values, none, 4, .5)));
    cr_assert(isnan(stats_quantile_weighted(values, weights, 0, .5)));
    cr_assert_eq(stats_quantile_weighted(values, last, 4, 1), 3);
}

static int by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Shapes that quicksorts are bad at, and random ones, against the C library's qsort. */
Test(stats_quantile, sorts_as_qsort_does)
{
    static double ours[5000], theirs[5000];
    uint64_t state = 1;
    for (int shape = 0; shape < 9; shape++)
        for (size_t count = 0; count <= 5000; count = count < 40 ? count + 1 : count * 3 / 2 + 7) {
            for (size_t i = 0; i < count; i++) {
                state = state * 6364136223846793005u + 1442695040888963407u;
                const double random = (double)(state >> 33);
                const double shapes[] = {random,
                                         (double)i,
                                         -(double)i,
                                         7,
                                         (double)(i % 5),
                                         (double)(i < count / 2 ? i : count - i),
                                         i + 1 == count ? -1 : (double)i,
                                         i % 2 ? (double)i : -(double)i,
                                         (double)(state >> 62)};
                ours[i] = theirs[i] = shapes[shape];
            }
            stats_sort(ours, count);
            qsort(theirs, count, sizeof *theirs, by_value);
            cr_assert(memcmp(ours, theirs, count * sizeof *ours) == 0, "shape %d, %zu values", shape, count);
        }
}
