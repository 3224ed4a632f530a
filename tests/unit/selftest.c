/* SPDX-License-Identifier: MIT */
/* `tvp selftest`: the order of its runs, and what is made of comparisons that are known. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "../../harness/cli/selftest.h"

#define GROUPS   3u
#define SIZE     2u
#define PASSES   4u
#define SESSIONS 5u

/* Each session plays each group's run as a whole, in an order that changes; each block holds every cell once.
 */
Test(selftest_order, runs_follow_each_other_and_blocks_are_complete)
{
    struct cell cells[2 * GROUPS * SIZE] = {{0}};
    const struct plan plan = {.cells = cells, .cell_count = 2 * GROUPS * SIZE, .seed = 11};
    struct selftest_order order;
    struct planned planned;
    unsigned seen[2 * PASSES * SESSIONS][2 * GROUPS * SIZE] = {{0}}, first[GROUPS] = {0};
    uint32_t trial = 0, group = 0, session = 0;
    cr_assert_eq(selftest_order_begin(&order, &plan, SIZE, PASSES, SESSIONS), 0);
    for (; selftest_order_next(&order, &planned); trial++) {
        const uint32_t in_run = trial % (4 * PASSES * SIZE);
        cr_assert_eq(planned.trial, trial);
        if (in_run == 0) {
            group = planned.cell / 2 / SIZE;
            session = trial / (4 * PASSES * SIZE * GROUPS);
            first[group] += trial % (4 * PASSES * SIZE * GROUPS) == 0;
        }
        cr_assert_eq(planned.cell / 2 / SIZE, group, "trial %u", trial);
        cr_assert_eq(planned.block / (2 * PASSES), session);
        cr_assert_eq(planned.block % (2 * PASSES) / 2, in_run / (4 * SIZE));
        seen[planned.block][planned.cell]++;
    }
    cr_assert_eq(trial, 4 * PASSES * SIZE * GROUPS * SESSIONS);
    cr_assert_eq(selftest_order_next(&order, &planned), 0, "the end stays the end");
    for (size_t block = 0; block < 2 * PASSES * SESSIONS; block++)
        for (size_t cell = 0; cell < 2 * GROUPS * SIZE; cell++)
            cr_assert_eq(seen[block][cell], 1, "block %zu, cell %zu", block, cell);
    cr_assert(first[0] < SESSIONS && first[1] < SESSIONS && first[2] < SESSIONS, "always in the same order");
    selftest_order_end(&order);
}

/* ---- sums ---- */

static struct cell cells[4];
static struct campaign campaign;
static struct ab ab;
static uint64_t wall_ns[1] = {400 * 15000000ull}, played[1] = {400};

/* One pair, identical and slowed by 3 %; runs of at most 32 trials an arm. */
static struct selftest a_test(struct comparison *list, size_t count)
{
    for (int i = 0; i < 4; i++) {
        cells[i].batch = 1000;
        cells[i].arm = i % 2 ? ARM_B : ARM_A;
    }
    cells[3].extra_ppm = 30000;
    campaign.plan.cells = cells;
    campaign.plan.cell_count = 4;
    ab = (struct ab){.c = &campaign, .level = 0.01, .looks = STATS_LOOKS_MAX};
    ab.arms.look_count = ab_looks(32, ab.arms.look_trials, 8);
    return (struct selftest){.ab = &ab,
                             .shift_ppm = {30000},
                             .shift_count = 1,
                             .pairs = 1,
                             .list = list,
                             .count = count,
                             .runs = {4, 3},
                             .alarms = {1, 0},
                             .wall_ns = wall_ns,
                             .played = played,
                             .runs_ns = 400 * 20000000ull};
}

static struct comparison one(uint32_t group, double estimate, double half, double p, double p_of_truth,
                             enum stats_verdict verdict)
{
    return (struct comparison){
        .group = group,
        .truth = group ? log1p(0.03) : 0,
        .p = p,
        .p_of_truth = p_of_truth,
        .error = 0.002,
        .n = 32,
        .seconds = 2 + group,
        .verdict = verdict,
        .interval = {estimate, estimate - half, estimate + half, 0.99, 16, STATS_INTERVAL}};
}

static void expect(const struct selftest *test, enum selftest_rate rate, size_t hits, size_t count)
{
    const struct stats_proportion got = selftest_rate(test, rate);
    cr_expect(got.hits == hits && got.count == count, "rate %d: %zu of %zu", (int)rate, got.hits, got.count);
}

Test(selftest_sum, rates_and_power)
{
    struct comparison list[] = {
        one(0, 0.001, 0.005, 0.4, 0.4, STATS_EQUIVALENT),
        one(0, 0.02, 0.005, 0.001, 0.001, STATS_REGRESSED), /* an alarm, and it misses */
        one(0, -0.004, 0.02, 0.04, 0.04, STATS_INCONCLUSIVE),
        one(1, 0.031, 0.01, 0.001, 0.6, STATS_REGRESSED),
        one(1, 0.028, 0.03, 0.001, 0.5, STATS_INCONCLUSIVE),
        one(1, 0.0, 0.005, 0.9, 0.0001, STATS_EQUIVALENT), /* wrong */
        one(1, 0.03, INFINITY, 0.2, 0.7, STATS_INCONCLUSIVE)};
    struct selftest test = a_test(list, sizeof list / sizeof *list);
    struct selftest_power power;
    expect(&test, RATE_SMALL_P, 2, 3);
    expect(&test, RATE_SMALL_P_KNOWN, 1, 4);
    expect(&test, RATE_MISSED, 2, 6); /* the one without an interval does not count */
    expect(&test, RATE_ALARM, 1, 3);
    expect(&test, RATE_WRONG, 1, 4);
    cr_expect_eq(selftest_runs_with_alarm(&test).hits, 1);
    cr_expect_eq(selftest_runs_with_alarm(&test).count, 4);
    cr_assert_eq(selftest_power(&test, 1, 0, ARMS_OP, &power), 1);
    cr_expect(power.found.hits == 1 && power.found.count == 4);
    cr_expect_float_eq(power.truth, log1p(0.03), 1e-12);
    cr_expect_float_eq(power.estimate, 0.029, 1e-12);
    cr_expect_float_eq(power.seconds, 3, 1e-12);
    /* Standard error .2 %: 2 % beyond the threshold are 9.4 of them, the last bound about 2.6. */
    cr_expect(power.expected > 0.999);
    cr_assert_eq(selftest_power(&test, 0, 0, ARMS_OP, &power), 1);
    cr_expect(power.truth == 0 && power.expected < 1e-6);
    cr_assert_eq(selftest_power(&test, 0, 0, ARMS_ENTER, &power), 0);
    cr_expect(!selftest_has(&test, 0, ARMS_ENTER) && selftest_has(&test, 0, ARMS_OP));
}

Test(selftest_sum, resolution_is_what_the_noise_lets_see)
{
    struct comparison list[] = {one(0, 0.001, 0.005, 0.4, 0.4, STATS_EQUIVALENT)};
    struct selftest test = a_test(list, 1);
    struct selftest_resolution at, later;
    int failed = 0;
    const double noise = selftest_noise(&test, 0, ARMS_OP, &failed);
    cr_expect_float_eq(noise, 0.002 * 4, 1e-12); /* of an estimate from 32 an arm */
    selftest_resolve(&test, 0, ARMS_OP, noise, 0.5, &at);
    cr_expect_float_eq(at.trials, 750, 1e-9); /* 20 ms each, the controller's part included */
    /* The last bound of 7 looks at 1 % is 2.58; the standard error .0413 %. */
    const double error = 0.008 * sqrt(2 / 750.0);
    cr_expect_float_eq(at.half, expm1(2.58 * error + 0.0005), 3e-5, "%g", at.half);
    cr_expect_float_eq(at.sees, expm1(log(1.01) + 0.0005 + (2.58 + 0.8416) * error), 3e-5, "%g", at.sees);
    selftest_resolve(&test, 0, ARMS_OP, noise, 0.65, &later);
    cr_expect(later.sees < at.sees && later.sees > 0.0105);
    selftest_resolve(&test, 0, ARMS_OP, noise, 1, &later);
    cr_expect(isnan(later.sees), "tvp ab plays no 1500 trials of an arm");
    selftest_resolve(&test, 0, ARMS_OP, noise, 0.002, &at);
    cr_expect(isnan(at.sees), "4 trials an arm see nothing");
    selftest_resolve(&test, 0, ARMS_OP, NAN, 1, &at);
    cr_expect(isnan(at.sees));
}
