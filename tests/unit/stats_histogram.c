/* SPDX-License-Identifier: MIT */
/* The log-linear histogram, quantiles over trials and Student's t, against tables made by other means
 * (tables/histogram.py). */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/core/schedule.h"
#include "../../harness/stats/histogram.h"
#include "../../harness/stats/student.h"
#include "tables/histogram.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

Test(stats_histogram, buckets_are_where_the_list_has_them)
{
    cr_assert_eq(STATS_BUCKETS, BUCKETS_EXPECTED);
    for (size_t i = 0; i < COUNT(bucket_rows); i++) {
        const struct bucket_row *row = &bucket_rows[i];
        uint32_t is = stats_bucket(row->value);
        cr_assert_eq(is, row->bucket, "%llu: %u, not %u", (unsigned long long)row->value, is, row->bucket);
        cr_assert_eq(stats_bucket_low(is), row->low);
        cr_assert_eq(stats_bucket_high(is), row->high);
    }
}

/* Each begins where the one before ends, and its middle is no further off than promised. */
Test(stats_histogram, buckets_leave_no_gap_and_keep_the_promise)
{
    for (uint32_t i = 0; i + 1 < STATS_BUCKETS; i++) {
        cr_assert_eq(stats_bucket_high(i) + 1, stats_bucket_low(i + 1), "bucket %u", i);
        double low = (double)stats_bucket_low(i), high = (double)stats_bucket_high(i);
        cr_assert_leq((low + high) / 2 - low, low / 256, "bucket %u", i);
    }
    cr_assert_eq(stats_bucket_high(STATS_BUCKETS - 1), UINT64_MAX);
}

static struct stats_histogram *fresh(void)
{
    struct stats_histogram *made = calloc(1, sizeof *made);
    cr_assert_not_null(made);
    return made;
}

static uint64_t drawn(struct random_state *random)
{
    return random_next(random) >> random_below(random, 60);
}

Test(stats_histogram, merging_is_exact_in_any_order)
{
    struct random_state random;
    random_seed(&random, 1);
    struct stats_histogram *all = fresh(), *part[3] = {fresh(), fresh(), fresh()}, *left = fresh(),
                           *right = fresh();
    for (int i = 0; i < 3000; i++) {
        uint64_t value = drawn(&random), weight = 1 + random_below(&random, 9);
        stats_histogram_add(all, value, weight);
        stats_histogram_add(part[i % 3], value, weight);
    }
    stats_histogram_merge(left, part[0]); /* (0 + 1) + 2 */
    stats_histogram_merge(left, part[1]);
    stats_histogram_merge(left, part[2]);
    stats_histogram_merge(part[1], part[2]); /* (1 + 2) + 0 */
    stats_histogram_merge(right, part[1]);
    stats_histogram_merge(right, part[0]);
    cr_assert(memcmp(left, all, sizeof *all) == 0 && memcmp(right, all, sizeof *all) == 0);
    stats_histogram_add(left, 5, UINT64_MAX);
    cr_assert(left->count[5] == UINT64_MAX && left->total == UINT64_MAX);
    free(all), free(part[0]), free(part[1]), free(part[2]), free(left), free(right);
}

static int by_size(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

Test(stats_histogram, quantiles_are_within_the_promise)
{
    static uint64_t values[20000];
    static const double fractions[] = {0, .001, .1, .5, .9, .99, .999, .9999, 1};
    struct random_state random;
    random_seed(&random, 7);
    struct stats_histogram *is = fresh();
    cr_assert(isnan(stats_histogram_quantile(is, .5)));
    for (size_t i = 0; i < COUNT(values); i++) {
        values[i] = drawn(&random);
        stats_histogram_add(is, values[i], 1);
    }
    qsort(values, COUNT(values), sizeof *values, by_size);
    for (size_t i = 0; i < COUNT(fractions); i++) {
        size_t rank = (size_t)ceil(fractions[i] * (double)COUNT(values) - 1e-9);
        double truth = (double)values[rank > 0 ? rank - 1 : 0];
        double told = stats_histogram_quantile(is, fractions[i]);
        cr_assert(fabs(told - truth) <= truth / 256, "%g: %g, not %g", fractions[i], told, truth);
    }
    free(is);
}

Test(stats_histogram, student_as_integrated)
{
    for (size_t i = 0; i < COUNT(student_rows); i++) {
        const struct student_row *row = &student_rows[i];
        double is = 1 - stats_student_tail(row->t, (double)row->freedom);
        cr_assert_float_eq(is, row->within, 1e-9, "t %g with %zu: %.12g", row->t, row->freedom, is);
    }
    for (size_t i = 0; i < COUNT(student_bound_rows); i++) {
        const struct student_bound_row *row = &student_bound_rows[i];
        double is = stats_student_bound(row->level, (double)row->freedom);
        cr_assert_float_eq(is, row->bound, 1e-6 * row->bound, "%g with %zu: %.12g", row->level, row->freedom,
                           is);
    }
    cr_assert_float_eq(stats_student_bound(.05, 5000), 1.9600, .001);
    cr_assert(isnan(stats_student_bound(.05, 0)));
}

/* The buckets of one trial that are not empty; free() them. */
static struct stats_sparse sparse_of(const uint32_t *values, size_t count)
{
    struct stats_histogram *dense = fresh();
    struct stats_bucket_count *buckets = calloc(count + 1, sizeof *buckets);
    struct stats_sparse out = {buckets, 0};
    for (size_t i = 0; i < count; i++)
        stats_histogram_add(dense, values[2 * i], values[2 * i + 1]);
    for (uint32_t i = 0; i < STATS_BUCKETS; i++)
        if (dense->count[i] > 0)
            buckets[out.count++] = (struct stats_bucket_count){i, dense->count[i]};
    free(dense);
    return out;
}

Test(stats_histogram, quantiles_of_trials_as_from_the_samples)
{
    for (size_t i = 0; i < COUNT(mixture_rows); i++) {
        const struct mixture_row *row = &mixture_rows[i];
        struct stats_sparse trials[32] = {{NULL, 0}};
        double scratch[96];
        for (size_t t = 0; t < row->count; t++)
            trials[t] = sparse_of(row->trials[t].values, row->trials[t].count);
        /* one without values changes nothing */
        struct stats_interval is =
            stats_mixture_quantile(trials, row->count + 1, row->fraction, .95, scratch);
        cr_assert_eq(is.count, row->count);
        cr_assert_eq(is.kind, row->count < 6 ? STATS_RANGE : STATS_INTERVAL);
        cr_assert_eq(is.estimate, row->estimate, "row %zu: %g, not %g", i, is.estimate, row->estimate);
        cr_assert_eq(is.low, row->low, "row %zu: %g, not %g", i, is.low, row->low);
        cr_assert_eq(is.high, row->high, "row %zu: %g, not %g", i, is.high, row->high);
        for (size_t t = 0; t < row->count; t++)
            free((void *)trials[t].buckets);
    }
    double scratch[3];
    struct stats_sparse none = {NULL, 0};
    cr_assert_eq(stats_mixture_quantile(&none, 1, .5, .95, scratch).kind, STATS_NONE);
}

static double uniform(struct random_state *random)
{
    return ((double)(random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

/* Trials whose level differs by more than their samples do: the truth is in the interval about as often as it
 * says, where an interval over all samples pooled would hardly ever have it. */
Test(stats_histogram, the_interval_over_trials_covers)
{
    enum { TRIALS = 12, SAMPLES = 100, ROUNDS = 1000 };
    struct random_state random;
    random_seed(&random, 11);
    int covered = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct stats_sparse trials[TRIALS];
        double scratch[3 * TRIALS];
        for (size_t t = 0; t < TRIALS; t++) {
            uint32_t values[2 * SAMPLES];
            double level = 1000000 * (1 + .2 * uniform(&random));
            for (size_t i = 0; i < SAMPLES; i++) {
                values[2 * i] = (uint32_t)(level * (1 + .2 * uniform(&random)));
                values[2 * i + 1] = 1;
            }
            trials[t] = sparse_of(values, SAMPLES);
        }
        /* the median of (1 + .2 U)(1 + .2 V), from two million draws: 1.20665 */
        struct stats_interval is = stats_mixture_quantile(trials, TRIALS, .5, .95, scratch);
        covered += is.low <= 1206650 && is.high >= 1206650;
        for (size_t t = 0; t < TRIALS; t++)
            free((void *)trials[t].buckets);
    }
    cr_assert(covered > .91 * ROUNDS && covered < .99 * ROUNDS, "%d of %d", covered, ROUNDS);
}
