/* SPDX-License-Identifier: MIT */
/* Ratios from pairs within blocks against tables made by other means (tables/stats.py). */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "../../harness/stats/paired.h"
#include "tables/stats.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static double *scratch_for(size_t count)
{
    double *scratch = malloc(stats_paired_scratch(count) * sizeof *scratch);
    cr_assert_not_null(scratch);
    return scratch;
}

Test(stats_paired, ranks_of_walsh_averages_are_exact)
{
    for (size_t i = 0; i < COUNT(walsh_ranks); i++) {
        const struct rank_row *row = &walsh_ranks[i];
        double *scratch = scratch_for(row->count), coverage = -1;
        size_t rank = stats_walsh_rank(row->count, row->confidence, scratch, &coverage);
        cr_assert_eq(rank, row->rank, "n %zu at %g: rank %zu, not %zu", row->count, row->confidence, rank,
                     row->rank);
        cr_assert(fabs(coverage - row->coverage) < 1e-9, "n %zu: %.12g, not %.12g", row->count, coverage,
                  row->coverage);
        free(scratch);
    }
    double nothing[4];
    cr_assert_eq(stats_walsh_rank(0, .95, nothing, NULL), 0);
}

/* Above 200 pairs the normal distribution stands in: within 0.1 % of the exact rank, or 3. */
Test(stats_paired, ranks_of_many_pairs)
{
    for (size_t i = 0; i < COUNT(walsh_ranks_large); i++) {
        const struct rank_row *row = &walsh_ranks_large[i];
        double coverage;
        double rank = (double)stats_walsh_rank(row->count, row->confidence, NULL, &coverage);
        cr_assert(fabs(rank - (double)row->rank) <= fmax(3, 2e-3 * (double)row->rank),
                  "n %zu: rank %g, not %zu", row->count, rank, row->rank);
        cr_assert(coverage >= row->confidence && coverage < row->confidence + .001, "%g", coverage);
    }
}

Test(stats_paired, ratios_as_python_has_them)
{
    for (size_t i = 0; i < COUNT(ratio_rows); i++) {
        const struct ratio_row *row = &ratio_rows[i];
        double *scratch = scratch_for(row->count);
        struct stats_interval is = stats_paired_ratio(row->above, row->below, row->count, .95, scratch);
        cr_assert_eq(is.count, row->count);
        cr_assert_eq(is.kind, row->enough ? STATS_INTERVAL : STATS_RANGE, "row %zu", i);
        cr_assert_float_eq(is.estimate, row->estimate, 1e-12, "row %zu: %.17g", i, is.estimate);
        cr_assert_float_eq(is.low, row->low, 1e-12, "row %zu: %.17g", i, is.low);
        cr_assert_float_eq(is.high, row->high, 1e-12, "row %zu: %.17g", i, is.high);
        cr_assert_float_eq(is.coverage, row->coverage, 1e-9);
        free(scratch);
    }
}

/* The reverse ratio is the reciprocal: nothing depends on which one is called the reference. */
Test(stats_paired, the_ratio_turned_round_is_its_reciprocal)
{
    const struct ratio_row *row = &ratio_rows[5];
    double *scratch = scratch_for(row->count);
    struct stats_interval one = stats_paired_ratio(row->above, row->below, row->count, .95, scratch);
    struct stats_interval other = stats_paired_ratio(row->below, row->above, row->count, .95, scratch);
    cr_assert_float_eq(one.estimate * other.estimate, 1, 1e-12);
    cr_assert_float_eq(one.low * other.high, 1, 1e-12);
    cr_assert_float_eq(one.high * other.low, 1, 1e-12);
    free(scratch);
}

Test(stats_paired, pairs_that_are_not_positive_numbers_are_passed_over)
{
    const double above[] = {2, NAN, 2, 0, 2, -1, INFINITY}, below[] = {1, 1, 1, 1, 0, 1, 1};
    double *scratch = scratch_for(7);
    struct stats_interval is = stats_paired_ratio(above, below, 7, .95, scratch);
    cr_assert_eq(is.count, 2);
    cr_assert_eq(is.kind, STATS_RANGE);
    cr_assert_float_eq(is.estimate, 2, 1e-12);
    struct stats_interval none = stats_paired_ratio(above, below, 0, .95, scratch);
    cr_assert_eq(none.kind, STATS_NONE);
    cr_assert(isnan(none.estimate) && isnan(none.low));
    free(scratch);
}

/* A drift that both arms share, and one spike: neither may move the ratio. */
Test(stats_paired, what_both_arms_share_cancels)
{
    double above[12], below[12];
    for (size_t i = 0; i < 12; i++) {
        below[i] = 100 * (1 + .1 * (double)i);
        above[i] = below[i] * 1.05;
    }
    above[3] *= 50;
    double *scratch = scratch_for(12);
    struct stats_interval is = stats_paired_ratio(above, below, 12, .95, scratch);
    cr_assert_float_eq(is.estimate, 1.05, 1e-9);
    cr_assert_float_eq(is.low, 1.05, 1e-9);
    free(scratch);
}

/* More pairs than Walsh averages are made for: the median of the log ratios, by order statistics. */
Test(stats_paired, thousands_of_pairs)
{
    size_t count = 2 * STATS_WALSH_MAX + 1;
    double *above = malloc(count * sizeof *above), *below = malloc(count * sizeof *below);
    for (size_t i = 0; i < count; i++) {
        below[i] = 1;
        above[i] = exp(((double)i - (double)STATS_WALSH_MAX) / (double)count);
    }
    double *scratch = scratch_for(count);
    struct stats_interval is = stats_paired_ratio(above, below, count, .95, scratch);
    cr_assert_eq(is.kind, STATS_INTERVAL);
    cr_assert_float_eq(is.estimate, 1, 1e-12);
    cr_assert(is.low < 1 && is.high > 1 && is.low > .97);
    free(above), free(below), free(scratch);
}

Test(stats_paired, what_a_ratio_could_have_shown)
{
    /* log ends +-.0392 are two standard errors of .02 less a bit: (1.959964 + .841621) x .02 = .0560317 */
    const struct stats_interval ratio = {1, exp(-.03919928), exp(.03919928), .95, 20, STATS_INTERVAL};
    cr_assert_float_eq(stats_ratio_detectable(&ratio, .95, .05, .8), expm1(.0560317), 1e-6);
    const struct stats_interval few = {1, .9, 1.1, .9, 5, STATS_RANGE};
    cr_assert(isnan(stats_ratio_detectable(&few, .95, .05, .8)));
}
