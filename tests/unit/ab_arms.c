/* SPDX-License-Identifier: MIT */
/* The order of two arms, their looks, and their verdicts on figures that are known. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/cli/arms.h"

#define PAIRS 3u

/* ---- order ---- */

Test(ab_order, each_block_holds_every_cell_once_and_each_pass_is_abba_or_baab)
{
    struct cell cells[2 * PAIRS] = {{0}};
    const struct plan plan = {.cells = cells, .cell_count = 2 * PAIRS, .seed = 5};
    struct ab_order order;
    struct planned planned;
    unsigned seen[40][2 * PAIRS] = {{0}}, trial = 0, turned[2] = {0};
    uint32_t four[4] = {0};
    cr_assert_eq(ab_order_begin(&order, &plan, 20), 0);
    while (ab_order_next(&order, &planned)) {
        cr_assert_eq(planned.trial, trial);
        cr_assert_lt(planned.block, 40);
        seen[planned.block][planned.cell]++;
        four[trial % 4] = planned.cell;
        if (trial++ % 4 != 3)
            continue;
        cr_assert(four[0] == four[3] && four[1] == four[2] && four[0] / 2 == four[1] / 2 &&
                  four[0] != four[1]);
        turned[four[0] % 2]++;
    }
    ab_order_end(&order);
    cr_assert_eq(trial, 20 * 4 * PAIRS);
    for (size_t block = 0; block < 40; block++)
        for (size_t cell = 0; cell < 2 * PAIRS; cell++)
            cr_assert_eq(seen[block][cell], 1, "block %zu, cell %zu", block, cell);
    cr_assert(turned[0] > 15 && turned[1] > 15, "%u ABBA, %u BAAB", turned[0], turned[1]);
}

Test(ab_order, looks)
{
    static const struct {
        uint32_t most, count, looks[5];
    } rows[] = {{32, 3, {8, 16, 32}},
                {128, 5, {8, 16, 32, 64, 128}},
                {1000, 5, {64, 126, 250, 500, 1000}},
                {8, 1, {8}},
                {2, 1, {2}},
                {1, 1, {2}},
                {15, 2, {8, 16}},
                {20, 2, {10, 20}},
                {40, 3, {10, 20, 40}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t looks[5] = {0};
        cr_assert_eq(ab_looks(rows[i].most, looks, 5), rows[i].count, "%u", rows[i].most);
        for (size_t k = 0; k < rows[i].count; k++)
            cr_assert_eq(looks[k], rows[i].looks[k], "%u: look %zu is %u", rows[i].most, k, looks[k]);
    }
}

/* ---- verdicts ---- */

static double uniform(struct random_state *random)
{
    return ((double)(random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

/* A mapping of one worker whose batches of 10 ops take as long as `op_ns` says, and whose starts enter after
 * `enter_ns`. */
static struct map_head *mapping(uint64_t op_ns, uint64_t enter_ns)
{
    const struct map_shape shape = {.workers = 1, .starts = 4, .samples_max = 11};
    struct map_head *map = calloc(1, (size_t)map_lay_out(NULL, &shape));
    cr_assert_not_null(map);
    map_lay_out(map, &shape);
    map->ops = 105; /* the last batch has 5 */
    map->batch = 10;
    map_worker_at(map, 0)->samples = 11;
    uint64_t *ends = map_samples_at(map, 0);
    ends[0] = 1000;
    for (unsigned i = 0; i < 11; i++)
        ends[i + 1] = ends[i] + (i < 10 ? 10 * op_ns : 5 * op_ns);
    for (uint32_t s = 0; s < 4; s++) {
        map_stamps_at(map, s, 0)->call = 5000 * s + 1;
        map_stamps_at(map, s, 0)->enter = 5000 * s + 1 + (s == 0 ? 4000 : enter_ns);
    }
    return map;
}

static void feed(struct arms *arms, uint32_t pair, uint32_t passes, double shift, double noise,
                 struct random_state *random)
{
    for (uint32_t pass = 0; pass < passes; pass++)
        for (uint32_t i = 0; i < 4; i++) {
            const uint32_t arm = i == 1 || i == 2;
            double op = 100000 * (1 + noise * (uniform(random) - 0.5)) * (arm ? 1 + shift : 1);
            struct map_head *map = mapping((uint64_t)op, 2000 + (uint64_t)(random_below(random, 9)));
            arms_note(arms, pair, 0, 1);
            cr_assert_eq(arms_take_map(arms, pair, pass, arm, map), 0);
            free(map);
        }
}

static const struct thresholds usual = {.count = 0};

static void looks_of(struct arms *arms)
{
    arms->look_count = ab_looks(32, arms->look_trials, 5);
}

Test(arms, verdicts_of_known_shifts)
{
    const struct arms_cell starts[PAIRS] = {{1, 0}, {4, 0}, {1, 0}};
    const double shifts[PAIRS] = {0.05, 0, -0.05};
    struct random_state random;
    struct arms arms;
    random_seed(&random, 3);
    cr_assert_eq(arms_begin(&arms, PAIRS, starts, &usual), 0);
    cr_assert_eq(arms.test_count, 4);
    looks_of(&arms);
    cr_assert_eq(arms_judge(&arms, 0), 0, "a look without trials");
    for (uint32_t pair = 0; pair < PAIRS; pair++)
        feed(&arms, pair, 16, shifts[pair], 0.02, &random);
    cr_assert_gt(arms_judge(&arms, 0), 0);
    const enum stats_verdict wanted[] = {STATS_REGRESSED, STATS_EQUIVALENT, STATS_EQUIVALENT, STATS_IMPROVED};
    for (size_t i = 0; i < 4; i++) {
        const struct arms_test *test = &arms.tests[i];
        cr_assert_eq(test->verdict, wanted[i], "test %zu: verdict %d, %g [%g, %g]", i, (int)test->verdict,
                     test->interval.estimate, test->interval.low, test->interval.high);
        double truth = test->figure == ARMS_ENTER ? 0 : log1p(shifts[test->pair]);
        cr_assert(test->interval.low <= truth && truth <= test->interval.high);
        cr_assert(test->detectable > 0.01 && test->detectable < 0.05);
        cr_assert(fabs(test->values[0].all.p10 - test->values[0].all.median) < 1e-9, "all batches are alike");
    }
    cr_assert_eq(arms.tests[2].figure, ARMS_ENTER);
    cr_assert(fabs(arms.tests[2].values[0].all.p10 - 2000) < 10,
              "%g: the cold start does not count, nor the tail", arms.tests[2].values[0].all.p10);
    cr_assert(arms_all_decided(&arms));
    arms_free(&arms);
}

/* What came after the look at which a verdict was reached changes nothing: ab, which does not have it, and
 * compare, which might, agree. */
Test(arms, a_verdict_stays)
{
    const struct arms_cell starts[1] = {{1, 0}};
    struct random_state random;
    struct arms arms;
    random_seed(&random, 4);
    cr_assert_eq(arms_begin(&arms, 1, starts, &usual), 0);
    looks_of(&arms);
    feed(&arms, 0, 8, 0.5, 0.02, &random);
    cr_assert_eq(arms_judge(&arms, 0), 2);
    cr_assert_eq(arms.tests[0].verdict, STATS_REGRESSED);
    const struct stats_interval then = arms.tests[0].interval;
    feed(&arms, 0, 8, -0.5, 0.02, &random); /* of the same passes: not looked at before the third look */
    for (size_t i = 32; i < arms.tests[0].count; i++)
        arms.tests[0].values[i].pass += 8;
    cr_assert_eq(arms_judge(&arms, 0), 2);
    cr_assert_eq(arms.tests[0].verdict, STATS_REGRESSED);
    cr_assert(arms.tests[0].interval.low == then.low && arms.tests[0].interval.high == then.high);
    arms_free(&arms);
}

/* When the time is over before the next look, what there is beyond the last one is looked at once more, by a
 * bound that is the stricter the less there is. */
Test(arms, a_last_look_at_what_there_is)
{
    const struct arms_cell one[1] = {{1, 0}};
    struct random_state random;
    struct arms arms;
    random_seed(&random, 5);
    cr_assert_eq(arms_begin(&arms, 1, one, &usual), 0);
    arms.look_count = ab_looks(256, arms.look_trials, 2); /* 128, 256 */
    feed(&arms, 0, 40, 0.03, 0.02, &random);
    cr_assert_eq(arms_judge(&arms, 0), 0);
    cr_assert_eq(arms_judge(&arms, 1), 1);
    cr_assert_eq(arms.tests[0].n[0], 80);
    cr_assert_eq(arms.tests[0].verdict, STATS_REGRESSED);
    const double wide = arms.tests[0].interval.high - arms.tests[0].interval.low;
    arms.look_count = ab_looks(80, arms.look_trials, 1); /* planned so */
    cr_assert_eq(arms_judge(&arms, 1), 1);
    const double narrow = arms.tests[0].interval.high - arms.tests[0].interval.low;
    cr_assert(narrow < 0.8 * wide, "%g, %g", narrow, wide);
    cr_assert_eq(arms_judge(&arms, 1), 1, "nothing is looked at twice");
    arms_free(&arms);
}

/* What is reported of A and B differs by the effect, whatever the machine did to more trials of one than of
 * the other. */
Test(arms, the_levels_differ_by_the_effect)
{
    const struct arms_cell one[1] = {{1, 0}};
    char name[] = "x";
    char *const names[] = {name};
    struct random_state random;
    struct report report = {.rows = NULL};
    struct arms arms;
    random_seed(&random, 8);
    cr_assert_eq(arms_begin(&arms, 1, one, &usual), 0);
    looks_of(&arms);
    feed(&arms, 0, 16, 0.03, 0.01, &random);
    for (size_t i = 0; i < arms.tests[0].count;
         i++) /* a slower half, with a trial of A more, and of B fewer */
        if (arms.tests[0].values[i].pass < 8) {
            arms.tests[0].values[i].all.p10 *= 1.5;
            arms.tests[0].values[i].together.p10 *= 1.5;
        }
    cr_assert_gt(arms_judge(&arms, 1), 0);
    cr_assert_eq(arms_report(&arms, names, &report), 0);
    const struct report_row *row = &report.rows[0];
    cr_assert_float_eq(row->b / row->a, row->ratio, 1e-12);
    cr_assert_float_eq(row->beside_b / row->beside_a, 1.03, 0.006);
    cr_assert(row->a > 90000 / 10.0 && row->a < 160000, "%g", row->a);
    report_free(&report);
    arms_free(&arms);
}

/* Of workers with CPUs of their own only batches count during which all worked, as long as most trials have
 * any. */
static void feed_two(struct arms *arms, uint32_t pass, uint32_t arm, int apart)
{
    const struct map_shape shape = {.workers = 2, .starts = 1, .samples_max = 20};
    struct map_head *map = calloc(1, (size_t)map_lay_out(NULL, &shape));
    cr_assert_not_null(map);
    map_lay_out(map, &shape);
    map->ops = 20;
    map->batch = 1;
    for (uint32_t i = 0; i < 2; i++) {
        uint64_t *ends = map_samples_at(map, i);
        map_worker_at(map, i)->samples = 20;
        ends[0] = apart && i ? 100000000 : 1000000;
        /* The second is away for its 11th batch; the first has three cheap ones meanwhile. */
        for (unsigned k = 0; k < 20; k++)
            ends[k + 1] = ends[k] + (i && k == 10 ? 1000000 : !i && k > 10 && k < 14 ? 20000 : 100000);
    }
    arms_note(arms, 0, 0, 1);
    cr_assert_eq(arms_take_map(arms, 0, pass, arm, map), 0);
    free(map);
}

Test(arms, batches_while_all_work)
{
    const struct arms_cell one[1] = {{1, 1}};
    struct stats_trial trials[40];
    struct arms arms;
    cr_assert_eq(arms_begin(&arms, 1, one, &usual), 0);
    for (uint32_t pass = 0; pass < 4; pass++)
        for (uint32_t i = 0; i < 4; i++)
            feed_two(&arms, pass, i == 1 || i == 2, pass == 3);
    cr_assert_eq(arms.tests[0].count, 16);
    cr_assert_float_eq(arms.tests[0].values[0].all.p10, (20000 + 100000) / 2.0, 1e-6);
    cr_assert_float_eq(arms.tests[0].values[0].together.p10, 100000, 1e-6);
    cr_assert_eq(arms.tests[0].values[12].together.p10, 0, "they never met");
    cr_assert_eq(arms_trials(&arms.tests[0], 4, 0, trials), 12);
    cr_assert_float_eq(exp(trials[5].value), 100000, 1e-3);
    for (uint32_t pass = 4; pass < 10; pass++)
        for (uint32_t i = 0; i < 4; i++)
            feed_two(&arms, pass, i == 1 || i == 2, 1);
    cr_assert_eq(arms_trials(&arms.tests[0], 10, 0, trials), 40, "most have none: all batches of all trials");
    char name[] = "x";
    char *const names[] = {name};
    struct report report = {.rows = NULL};
    arms.look_count = ab_looks(20, arms.look_trials, 1);
    cr_assert_eq(arms_judge(&arms, 1), 1);
    cr_assert_eq(arms_report(&arms, names, &report), 0);
    cr_assert_not_null(strstr(report.rows[0].hint, "hardly ever at work together"), "%s",
                       report.rows[0].hint);
    report_free(&report);
    arms_free(&arms);
    const uint32_t own[] = {0, 1}, shared[] = {1, 1};
    cr_assert(arms_together(2, own, 0) && !arms_together(2, shared, 0) && !arms_together(2, own, 1) &&
              arms_together(2, NULL, 0) && !arms_together(1, own, 0));
}

/* 150 runs of 6 pairs without a difference: at a family level of 1 % alarms are rare, and raw p below 5 % are
 * 5 %. */
Test(arms, false_alarms)
{
    enum { SIX = 6, RUNS = 150 };
    const struct arms_cell starts[SIX] = {{1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}};
    struct thresholds none = {.rows = {{"default", 0}}, .count = 1};
    unsigned alarms = 0, small = 0;
    struct random_state random;
    random_seed(&random, 6);
    for (unsigned run = 0; run < RUNS; run++) {
        struct arms arms;
        int alarm = 0;
        cr_assert_eq(arms_begin(&arms, SIX, starts, &none), 0);
        looks_of(&arms);
        for (uint32_t pair = 0; pair < SIX; pair++)
            feed(&arms, pair, 16, 0, 0.1, &random);
        cr_assert_geq(arms_judge(&arms, 0), 0);
        for (size_t i = 0; i < arms.test_count; i++) {
            alarm |= arms.tests[i].verdict == STATS_REGRESSED || arms.tests[i].verdict == STATS_IMPROVED;
            small += arms.tests[i].p < 0.05;
        }
        alarms += (unsigned)alarm;
        arms_free(&arms);
    }
    cr_assert_leq(alarms, 6, "%u of 150 runs with an alarm", alarms); /* 1 or 2 expected */
    cr_assert(small > 20 && small < 75, "%u of 900 p below 0.05", small);
}

/* ---- thresholds ---- */

static int read_text(const char *text, struct thresholds *thresholds, char *error)
{
    char path[] = "/tmp/thresholds-XXXXXX";
    int handle = mkstemp(path);
    cr_assert_geq(handle, 0);
    FILE *file = fdopen(handle, "w");
    fputs(text, file);
    fclose(file);
    int code = thresholds_read(thresholds, path, error);
    remove(path);
    return code;
}

Test(thresholds, the_nearest_line_counts)
{
    struct thresholds thresholds;
    char error[THRESHOLDS_ERROR_MAX];
    cr_assert_eq(read_text("# none\ndefault 2%\nexact 0.5% # tight\n\nop_p10_ns\t3%\n", &thresholds, error),
                 0);
    cr_assert_float_eq(thresholds_of(&thresholds, "op_p10_ns", 0), .03, 1e-12);
    cr_assert_float_eq(thresholds_of(&thresholds, "memory_factor", 1), .005, 1e-12);
    cr_assert_float_eq(thresholds_of(&thresholds, "enter_p10_ns", 0), .02, 1e-12);
    cr_assert_float_eq(thresholds_of(&usual, "enter_p10_ns", 1), .01, 1e-12);
    const char *const bad[] = {"op 3\n", "op\n", "op -1%\n", "op nan%\n", "op 1% 2%\n", "op 1e9%\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_assert_eq(read_text(bad[i], &thresholds, error), -1, "%s", bad[i]);
        cr_assert_not_null(strstr(error, ":1: "));
    }
    cr_assert_eq(thresholds_read(&thresholds, "/nowhere/at/all", error), -1);
}
