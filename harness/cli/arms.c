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

int arms_together(uint32_t workers, const uint32_t *cpus, int oversubscribed)
{
    for (uint32_t i = 0; cpus && i < workers; i++)
        for (uint32_t j = 0; j < i; j++)
            if (cpus[i] == cpus[j])
                return 0;
    return workers > 1 && !oversubscribed;
}

int arms_begin(struct arms *arms, uint32_t pair_count, const struct arms_cell *cells,
               const struct thresholds *thresholds)
{
    *arms = (struct arms){.pair_count = pair_count, .level = ARMS_LEVEL};
    arms->tests = calloc((size_t)pair_count * ARMS_FIGURES + 1, sizeof *arms->tests);
    arms->recorded = calloc((size_t)pair_count + 1, sizeof *arms->recorded);
    arms->has_enter = calloc((size_t)pair_count + 1, sizeof *arms->has_enter);
    arms->together = calloc((size_t)pair_count + 1, sizeof *arms->together);
    if (!arms->tests || !arms->recorded || !arms->has_enter || !arms->together)
        return -1;
    for (uint32_t i = 0; i < pair_count; i++) {
        add_test(arms, i, ARMS_OP, thresholds);
        arms->together[i] = cells[i].together != 0;
        arms->has_enter[i] = cells[i].starts > 1;
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
    free(arms->together);
    *arms = (struct arms){.tests = NULL};
}

void arms_note(struct arms *arms, uint32_t pair, uint32_t arm, int ok)
{
    arms->bad[arm] += !ok;
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

/* A look at the data: what it has of them. */
struct look {
    const struct stats_looks *plan; /* as planned, which sets the bound */
    uint32_t passes;
    double share; /* of the trials planned in all */
};

/* 1: most trials can tell what an op costs while all workers work. */
static int most_together(const struct arms_test *test, uint32_t passes)
{
    size_t count = 0, together = 0;
    for (size_t i = 0; i < test->count; i++)
        if (test->values[i].pass < passes) {
            count++;
            together += test->values[i].together.p10 > 0;
        }
    return 2 * together >= count;
}

size_t arms_trials(const struct arms_test *test, uint32_t passes, int medians, struct stats_trial *trials)
{
    const int together = most_together(test, passes);
    size_t used = 0;
    for (size_t i = 0; i < test->count; i++) {
        const struct arms_value *value = &test->values[i];
        const struct arms_level *level = together ? &value->together : &value->all;
        if (value->pass < passes && level->p10 > 0 && level->median > 0)
            trials[used++] =
                (struct stats_trial){value->pass, value->arm, log(medians ? level->median : level->p10)};
    }
    qsort(trials, used, sizeof *trials, by_pass);
    return used;
}

/* How surely the difference exceeds the threshold, one way or the other. */
static void test_threshold(struct arms_test *test, const struct look *look, const struct bench *bench)
{
    size_t count = arms_trials(test, look->passes, 0, bench->trials);
    double above = stats_aligned_z(bench->trials, count, test->threshold, bench->scratch);
    double below = -stats_aligned_z(bench->trials, count, -test->threshold, bench->scratch);
    double z = above > below ? above : below;
    test->beyond = z > 0 ? stats_crossing(look->plan, z * sqrt(look->share)) : 1;
}

double arms_detectable(double threshold, double critical, double error)
{
    return expm1(threshold + ARMS_BETWEEN_RUNS +
                 (critical + stats_normal_bound(2 * (1 - ARMS_POWER))) * error);
}

/* From the width of the interval, or where there is none from how far trials of one arm are apart. */
static double error_of(const struct arms_test *test, double critical, const struct stats_trial *trials,
                       size_t count, double *scratch)
{
    double error = (test->interval.high - test->interval.low) / (2 * critical);
    return isfinite(error) ? error : stats_trial_deviation(trials, count, scratch) * sqrt(4 / (double)count);
}

static void look_at(struct arms_test *test, double critical, uint32_t passes, const struct bench *bench)
{
    size_t count = arms_trials(test, passes, 0, bench->trials);
    test->passes = passes;
    test->apart = !most_together(test, passes);
    test->n[0] = test->n[1] = 0;
    for (size_t i = 0; i < count; i++)
        test->n[bench->trials[i].arm]++;
    test->looked = 1;
    test->p = stats_two_sided(stats_aligned_z(bench->trials, count, 0, bench->scratch));
    test->interval = stats_aligned_interval(bench->trials, count, critical, bench->scratch);
    test->error = error_of(test, critical, bench->trials, count, bench->scratch);
    test->interval.low -= ARMS_BETWEEN_RUNS;
    test->interval.high += ARMS_BETWEEN_RUNS;
    test->detectable =
        test->n[0] && test->n[1] ? arms_detectable(test->threshold, critical, test->error) : NAN;
    test->verdict =
        stats_verdict(test->interval.low, test->interval.high, test->threshold, STATS_LOWER_BETTER);
    test->decided = test->verdict != STATS_INCONCLUSIVE;
}

/* Holm over all tests: those with a verdict stay in it with the p that they got it with. */
static void judge_look(struct arms *arms, const struct look *look, const struct bench *bench)
{
    double level = 0, critical = 0;
    for (size_t i = 0; i < arms->test_count; i++) {
        if (!arms->tests[i].decided)
            test_threshold(&arms->tests[i], look, bench);
        bench->p[i] = arms->tests[i].beyond;
    }
    stats_holm(bench->p, arms->test_count, arms->level, bench->levels, bench->order);
    for (size_t i = 0; i < arms->test_count; i++) {
        struct arms_test *test = &arms->tests[i];
        if (test->decided)
            continue;
        if (bench->levels[i] != level) {
            level = bench->levels[i];
            critical = stats_sequential_bound(look->plan, level) / sqrt(look->share);
        }
        test->level = level;
        look_at(test, critical, look->passes, bench);
    }
}

/* Passes of which every pair that still needs them has all records. */
static uint32_t complete_passes(const struct arms *arms)
{
    uint64_t least = UINT32_MAX;
    for (uint32_t pair = 0; pair < arms->pair_count; pair++)
        if (!arms_decided(arms, pair) && arms->recorded[pair] / AB_ROUND < least)
            least = arms->recorded[pair] / AB_ROUND;
    return (uint32_t)least;
}

static struct stats_looks shares_of(const struct arms *arms)
{
    struct stats_looks looks = {.count = arms->look_count};
    for (size_t k = 0; k < looks.count; k++)
        looks.share[k] = (double)arms->look_trials[k] / (double)arms->look_trials[looks.count - 1];
    return looks;
}

/* The planned looks that are due, then the one at the end. Each sees what the ones before left undecided. */
static int judge_all(struct arms *arms, int ended, const struct bench *bench)
{
    const struct stats_looks plan = shares_of(arms);
    uint32_t done = 0, seen = 0;
    int looks = 0;
    while (done < arms->look_count && !arms_all_decided(arms)) {
        const uint32_t passes = complete_passes(arms), due = arms->look_trials[done] / 2;
        if (passes < due && (!ended || passes <= seen))
            break;
        seen = passes < due ? passes : due;
        const struct look look = {&plan, seen, 2.0 * seen / arms->look_trials[arms->look_count - 1]};
        judge_look(arms, &look, bench);
        looks++;
        done = passes < due ? arms->look_count : done + 1;
    }
    return looks;
}

int arms_judge(struct arms *arms, int ended)
{
    struct bench bench = {.trials = NULL};
    int looks = bench_open(&bench, arms);
    for (size_t i = 0; i < arms->test_count; i++)
        arms->tests[i].looked = arms->tests[i].decided = 0;
    if (looks == 0)
        looks = judge_all(arms, ended, &bench);
    bench_close(&bench);
    return looks;
}
