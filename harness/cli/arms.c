/* SPDX-License-Identifier: MIT */
/* Judges two arms at each look. */
#include "arms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *arms_metric(enum arms_figure figure)
{
    return figure == ARMS_OP ? "op_p10_ns" : "enter_p10_ns";
}

const char *arms_beside(enum arms_figure figure)
{
    return figure == ARMS_OP ? "op_ns" : "enter_ns";
}

static void add_test(struct arms *arms, uint32_t pair, enum arms_figure figure,
                     const struct thresholds *thresholds)
{
    struct arms_test *test = &arms->tests[arms->test_count++];
    test->pair = pair;
    test->figure = figure;
    test->threshold = log1p(thresholds_of(thresholds, arms_metric(figure), 0));
}

int arms_begin(struct arms *arms, uint32_t pair_count, const uint32_t *starts,
               const struct thresholds *thresholds)
{
    *arms = (struct arms){.pair_count = pair_count, .level = ARMS_LEVEL};
    arms->tests = calloc((size_t)pair_count * ARMS_FIGURES + 1, sizeof *arms->tests);
    arms->recorded = calloc((size_t)pair_count + 1, sizeof *arms->recorded);
    arms->has_enter = calloc((size_t)pair_count + 1, sizeof *arms->has_enter);
    if (!arms->tests || !arms->recorded || !arms->has_enter)
        return -1;
    for (uint32_t i = 0; i < pair_count; i++) {
        add_test(arms, i, ARMS_OP, thresholds);
        arms->has_enter[i] = starts[i] > 1;
        if (arms->has_enter[i])
            add_test(arms, i, ARMS_ENTER, thresholds);
    }
    return 0;
}

void arms_free(struct arms *arms)
{
    for (size_t i = 0; i < arms->test_count; i++)
        free(arms->tests[i].values);
    free(arms->tests);
    free(arms->recorded);
    free(arms->has_enter);
    *arms = (struct arms){.tests = NULL};
}

void arms_note(struct arms *arms, uint32_t pair)
{
    arms->recorded[pair]++;
}

int arms_decided(const struct arms *arms, uint32_t pair)
{
    for (size_t i = 0; i < arms->test_count; i++)
        if (arms->tests[i].pair == pair && !arms->tests[i].decided)
            return 0;
    return 1;
}

int arms_all_decided(const struct arms *arms)
{
    for (size_t i = 0; i < arms->test_count; i++)
        if (!arms->tests[i].decided)
            return 0;
    return 1;
}

/* ---- one look ---- */

/* Room for one look at all tests. */
struct bench {
    struct stats_trial *trials; /* of one test */
    double *scratch, *p, *levels;
    size_t *order;
};

static size_t most_values(const struct arms *arms)
{
    size_t most = 1;
    for (size_t i = 0; i < arms->test_count; i++)
        most = arms->tests[i].count > most ? arms->tests[i].count : most;
    return most;
}

static int bench_open(struct bench *bench, const struct arms *arms)
{
    const size_t most = most_values(arms), tests = arms->test_count + 1;
    bench->trials = calloc(most, sizeof *bench->trials);
    bench->scratch = calloc(stats_aligned_scratch(most), sizeof *bench->scratch);
    bench->p = calloc(tests, sizeof *bench->p);
    bench->levels = calloc(tests, sizeof *bench->levels);
    bench->order = calloc(tests, sizeof *bench->order);
    return bench->trials && bench->scratch && bench->p && bench->levels && bench->order ? 0 : -1;
}

static void bench_close(struct bench *bench)
{
    free(bench->trials);
    free(bench->scratch);
    free(bench->p);
    free(bench->levels);
    free(bench->order);
}

static int by_pass(const void *left, const void *right)
{
    const struct stats_trial *a = left, *b = right;
    return (a->block > b->block) - (a->block < b->block);
}

/* What a look has of a test. */
static size_t trials_of(const struct arms_test *test, uint32_t passes, struct stats_trial *trials)
{
    size_t used = 0;
    for (size_t i = 0; i < test->count; i++)
        if (test->values[i].pass < passes && test->values[i].p10 > 0)
            trials[used++] =
                (struct stats_trial){test->values[i].pass, test->values[i].arm, log(test->values[i].p10)};
    qsort(trials, used, sizeof *trials, by_pass);
    return used;
}

/* How surely the difference exceeds the threshold, one way or the other. */
static void test_threshold(struct arms_test *test, const struct stats_looks *looks, uint32_t look,
                           uint32_t passes, const struct bench *bench)
{
    size_t count = trials_of(test, passes, bench->trials);
    double above = stats_aligned_z(bench->trials, count, test->threshold, bench->scratch);
    double below = -stats_aligned_z(bench->trials, count, -test->threshold, bench->scratch);
    double z = above > below ? above : below;
    test->beyond = z > 0 ? stats_repeated_p(looks, look, z) : 1;
}

static double detectable_of(const struct arms_test *test, double critical, const struct stats_trial *trials,
                            size_t count, double *scratch)
{
    double error = (test->interval.high - test->interval.low) / (2 * critical);
    if (!isfinite(error))
        error = stats_trial_deviation(trials, count, scratch) * sqrt(4 / (double)count);
    return expm1(test->threshold + (critical + stats_normal_bound(2 * (1 - ARMS_POWER))) * error);
}

static void look_at(struct arms_test *test, double critical, uint32_t passes, const struct bench *bench)
{
    size_t count = trials_of(test, passes, bench->trials);
    test->n[0] = test->n[1] = 0;
    for (size_t i = 0; i < count; i++)
        test->n[bench->trials[i].arm]++;
    test->looked = 1;
    test->p = stats_two_sided(stats_aligned_z(bench->trials, count, 0, bench->scratch));
    test->interval = stats_aligned_interval(bench->trials, count, critical, bench->scratch);
    test->interval.low -= ARMS_BETWEEN_RUNS;
    test->interval.high += ARMS_BETWEEN_RUNS;
    test->detectable = detectable_of(test, critical, bench->trials, count, bench->scratch);
    test->verdict =
        stats_verdict(test->interval.low, test->interval.high, test->threshold, STATS_LOWER_BETTER);
    test->decided = test->verdict != STATS_INCONCLUSIVE;
}

/* Holm over all tests: those with a verdict stay in it with the p that they got it with. */
static void judge_look(struct arms *arms, const struct stats_looks *looks, uint32_t look,
                       const struct bench *bench)
{
    const uint32_t passes = arms->look_trials[look] / 2;
    double level = 0, critical = 0;
    for (size_t i = 0; i < arms->test_count; i++) {
        if (!arms->tests[i].decided)
            test_threshold(&arms->tests[i], looks, look, passes, bench);
        bench->p[i] = arms->tests[i].beyond;
    }
    stats_holm(bench->p, arms->test_count, arms->level, bench->levels, bench->order);
    for (size_t i = 0; i < arms->test_count; i++) {
        struct arms_test *test = &arms->tests[i];
        if (test->decided)
            continue;
        if (bench->levels[i] != level) {
            level = bench->levels[i];
            critical = stats_critical(looks, look, level);
        }
        test->level = level;
        look_at(test, critical, passes, bench);
    }
}

/* 1: every pair that still needs it has all records that this look is owed. */
static int look_is_due(const struct arms *arms, uint32_t look)
{
    for (uint32_t pair = 0; pair < arms->pair_count; pair++)
        if (!arms_decided(arms, pair) && arms->recorded[pair] < 2 * (uint64_t)arms->look_trials[look])
            return 0;
    return 1;
}

static struct stats_looks shares_of(const struct arms *arms)
{
    struct stats_looks looks = {.count = arms->look_count};
    for (size_t k = 0; k < looks.count; k++)
        looks.share[k] = (double)arms->look_trials[k] / (double)arms->look_trials[looks.count - 1];
    return looks;
}

int arms_judge(struct arms *arms)
{
    struct bench bench = {.trials = NULL};
    const struct stats_looks looks = shares_of(arms);
    int look = 0;
    if (bench_open(&bench, arms) != 0)
        look = -1;
    for (size_t i = 0; i < arms->test_count; i++)
        arms->tests[i].looked = arms->tests[i].decided = 0;
    while (look >= 0 && (uint32_t)look < arms->look_count && !arms_all_decided(arms) &&
           look_is_due(arms, (uint32_t)look)) {
        judge_look(arms, &looks, (uint32_t)look, &bench);
        look++;
    }
    bench_close(&bench);
    return look;
}

/* ---- the report ---- */

const char arms_note_text[] = "B : A is the ratio of the trials' 10th percentiles, from interleaved blocks "
                              "(aligned ranks), with an interval that "
                              "holds over all rows and looks together. A verdict needs the whole interval "
                              "beyond the threshold, or within it. "
                              "p: of no difference, this row alone. sees: the smallest slowdown that these n "
                              "trials an arm find 4 times in 5.";

static double median_over(const struct arms_test *test, uint32_t arm, int beside, double *room)
{
    size_t count = 0;
    for (size_t i = 0; i < test->count; i++)
        if (test->values[i].arm == arm)
            room[count++] = beside ? test->values[i].median : test->values[i].p10;
    stats_sort(room, count);
    return stats_median(room, count);
}

static int report_test(const struct arms_test *test, const char *name, struct report *report)
{
    double *room = calloc(test->count + 1, sizeof *room);
    struct report_row *row = room ? report_add(report, name, arms_metric(test->figure), "ns") : NULL;
    if (row) {
        snprintf(row->beside, sizeof row->beside, "%s", arms_beside(test->figure));
        row->a = median_over(test, 0, 0, room);
        row->b = median_over(test, 1, 0, room);
        row->beside_a = median_over(test, 0, 1, room);
        row->beside_b = median_over(test, 1, 1, room);
        row->threshold = expm1(test->threshold);
        snprintf(row->hint, sizeof row->hint, "%s", test->looked ? "" : "too few trials for a first look");
    }
    if (row && test->looked) {
        row->n_a = test->n[0];
        row->n_b = test->n[1];
        row->ratio = exp(test->interval.estimate);
        row->low = exp(test->interval.low);
        row->high = exp(test->interval.high);
        row->confidence = 1 - test->level;
        row->p = test->p;
        row->detectable = test->detectable;
        row->verdict = report_of(test->verdict);
        if (row->verdict == REPORT_INCONCLUSIVE && test->interval.count == 0)
            snprintf(row->hint, sizeof row->hint, "no trial of both arms was ok");
    }
    free(room);
    return row ? 0 : -1;
}

int arms_report(const struct arms *arms, char *const *names, struct report *report)
{
    for (size_t i = 0; i < arms->test_count; i++)
        if (report_test(&arms->tests[i], names[arms->tests[i].pair], report) != 0)
            return -1;
    report_count(report);
    return 0;
}
