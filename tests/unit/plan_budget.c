/* SPDX-License-Identifier: MIT */
/* Comparison groups, and the blocks and times that a budget or a target gives them, from a rehearsal that is
 * made up here. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "../../harness/core/budget.h"

#define CELLS 8u
#define S     1e9

static struct cell cells[CELLS];

/* Cells 0 to 2 and 3 to 5 of time, each three models of one workload; 6 and 7 of memory, as one group. */
static struct plan plan_of(double budget_s, double target)
{
    memset(cells, 0, sizeof cells);
    for (uint32_t i = 0; i < CELLS; i++)
        cells[i] = (struct cell){.id = i,
                                 .workload = workload_find(i < 3   ? "cpu_hash"
                                                           : i < 6 ? "counter"
                                                                   : "data_touch"),
                                 .model = model_find("fork"),
                                 .workers = 1,
                                 .starts = 1,
                                 .data_bytes = i < 6 ? 0 : 1 << 20,
                                 .kinds = i < 6 ? 1u : 2u,
                                 .time_ns = 100000000,
                                 .time_is_free = 1,
                                 .sharing = i % 3,
                                 .ops = 1000,
                                 .batch = 1};
    return (struct plan){
        .cells = cells, .cell_count = CELLS, .budget_ns = (uint64_t)(budget_s * S), .target = target};
}

/* Three trials with this relative deviation, of this cost. */
static void seen(struct estimate *estimate, double deviation, double cost_s)
{
    static const double around[] = {-1, 0, 1};
    *estimate = (struct estimate){
        .played = 3, .told = 3, .cost_ns = (uint64_t)(3 * cost_s * S), .work_ns = 0, .ops = 1000};
    for (int i = 0; i < 3; i++) {
        estimate->logs[i] = 3 + deviation * around[i];
        estimate->seen[i] = (struct stats_group){estimate->logs[i], 0, 1, 0};
    }
}

static struct budget budget;

static void rehearsed(struct plan *plan, double quiet, double noisy, double cost_s)
{
    cr_assert_eq(budget_begin(&budget, plan), 0);
    for (uint32_t i = 0; i < 6; i++)
        seen(&budget.estimates[TVP_KIND_TIME][i], i < 3 ? quiet : noisy, cost_s);
    for (uint32_t i = 6; i < CELLS; i++) {
        seen(&budget.estimates[TVP_KIND_MEMORY][i], 0, 1);
        budget.estimates[TVP_KIND_MEMORY][i].told = 1;
    }
}

static uint32_t blocks(uint32_t cell)
{
    return cells[cell].blocks[cells[cell].kinds >> TVP_KIND_MEMORY & 1u];
}

Test(groups, cells_that_differ_in_model_sharing_or_placement_are_compared)
{
    struct plan plan = plan_of(0, 0);
    struct groups groups;
    uint32_t count;
    cells[1].placement = PLACE_SCATTER;
    cells[4].workers = 2;
    cr_assert_eq(groups_make(&groups, &plan), 0);
    cr_assert_eq(groups.count, 4);
    const uint32_t *of = groups_cells(&groups, 0, &count);
    cr_assert(count == 3 && of[0] == 0 && of[1] == 1 && of[2] == 2);
    of = groups_cells(&groups, 1, &count);
    cr_assert(count == 2 && of[0] == 3 && of[1] == 5);
    of = groups_cells(&groups, 2, &count);
    cr_assert(count == 1 && of[0] == 4);
    of = groups_cells(&groups, 3, &count);
    cr_assert(count == 2 && of[0] == 6 && of[1] == 7);
    groups_free(&groups);
    plan.cell_count = 0;
    cr_assert_eq(groups_make(&groups, &plan), 0);
    cr_assert_eq(groups.count, 0);
    groups_free(&groups);
}

Test(budget, blocks_follow_the_variance)
{
    struct plan plan = plan_of(200, 0);
    rehearsed(&plan, 0.01, 0.10, 0.1);
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    /* Memory: 3 blocks of 2.2 s with their margin; the rest, 193.4 s, buys blocks of 0.33 s: 586. The
     * variances are drawn towards their geometric mean, of 4 degrees: (6 v + 4 sqrt(.0001 x .01)) / 10, so
     * that the deviations are .02145 and .08. */
    cr_assert(blocks(6) == 3 && plan.blocks_memory == 3);
    cr_assert(blocks(0) + blocks(3) >= 585 && blocks(0) + blocks(3) <= 586, "%u", blocks(0) + blocks(3));
    cr_assert(fabs((double)blocks(3) / blocks(0) - .08 / .021448) < .04, "%u %u", blocks(0), blocks(3));
    cr_assert(plan.blocks_time == blocks(3));
    for (uint32_t i = 0; i < 3; i++)
        cr_assert(blocks(i) == blocks(0) && blocks(3 + i) == blocks(3));
    cr_assert_not(budget.overrun);
    budget_free(&budget);
}

Test(budget, six_where_they_fit_one_in_any_case)
{
    struct plan plan = plan_of(14, 0);
    rehearsed(&plan, 0.001, 0.5, 0.2); /* a block of either group: .66 s; of memory: 2.2 s */
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    cr_assert(blocks(6) == 2 && blocks(0) == 6 && blocks(3) == 8, "%u %u %u", blocks(6), blocks(0),
              blocks(3));
    plan.budget_ns = (uint64_t)(7 * S);
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    cr_assert(blocks(6) == 1 && blocks(0) == 3 && blocks(3) == 3, "%u %u %u", blocks(6), blocks(0),
              blocks(3));
    cr_assert_not(budget.overrun);
    budget.spent_ns = (uint64_t)(20 * S);
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    cr_assert(blocks(6) == 1 && blocks(0) == 1 && blocks(3) == 1 && budget.overrun);
    budget_free(&budget);
}

Test(budget, six_of_time_come_before_more_of_memory)
{
    struct plan plan = plan_of(16, 0);
    rehearsed(&plan, 0.01, 0.01,
              0.3); /* six blocks of both: 11.88 s; a third of 16 s would be two of memory */
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    cr_assert(blocks(6) == 1 && blocks(0) >= 6 && blocks(3) >= 6, "%u %u %u", blocks(6), blocks(0),
              blocks(3));
    budget_free(&budget);
}

Test(budget, what_cannot_run_is_said_once)
{
    struct plan plan = plan_of(60, 0);
    rehearsed(&plan, 0.01, 0.01, 0.1);
    for (uint32_t i = 0; i < 3; i++)
        snprintf(cells[i].unsupported, REASON_MAX, "not here");
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    cr_assert(blocks(0) == 1 && blocks(3) > 100);
    budget_free(&budget);
}

Test(budget, what_was_not_rehearsed_is_taken_as_usual)
{
    struct plan plan = plan_of(60, 0);
    rehearsed(&plan, 0.01, 0.01, 0.1);
    for (uint32_t i = 3; i < 6; i++)
        budget.estimates[TVP_KIND_TIME][i] = (struct estimate){.played = 0};
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    cr_assert(blocks(3) == blocks(0) || blocks(3) + 1 == blocks(0) || blocks(3) == blocks(0) + 1);
    cr_assert(isnan(budget.shares[1].deviation) && budget.shares[1].freedom == 0);
    budget_free(&budget);
}

Test(budget, a_target_leaves_room_for_what_it_may_take)
{
    struct plan plan = plan_of(100, 0.02);
    rehearsed(&plan, 0.01, 0.10, 0.1);
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    /* (2.1701 x 1.2533 x .021448 / .02)^2 = 8.507, eightfold; the other would need 947, and the budget buys
     * 100 / .33 = 303. */
    cr_assert(blocks(0) == 68 && blocks(3) == 303, "%u %u", blocks(0), blocks(3));
    plan.target = 0.05; /* the first look alone, eightfold; (2.1701 x 1.2533 x .08 / .05)^2 = 18.9 */
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    cr_assert(blocks(0) == 64 && blocks(3) == 151, "%u %u", blocks(0), blocks(3));
    cr_assert_eq(blocks(6), 45, "memory, of which the noise is not known: %u", blocks(6));
    plan.budget_ns = 0;
    budget.cap = 40;
    cr_assert_eq(budget_blocks(&budget, &plan), 0);
    cr_assert(blocks(0) == 40 && blocks(3) == 40 && blocks(6) == 40);
    budget_free(&budget);
}

/* ---- how long a trial works ---- */

/* Two trials of `inner` samples of 100 us, with these deviations within and between, in `overhead` ms more.
 */
static void sampled(struct estimate *estimate, double within, double between, double overhead_ms)
{
    const double inner = 1000, work_ns = inner * 100000;
    *estimate = (struct estimate){.played = 2, .told = 2, .work_ns = 2 * work_ns, .ops = 100000};
    estimate->cost_ns = (uint64_t)(2 * (work_ns + overhead_ms * 1e6));
    for (int i = 0; i < 2; i++) { /* two means that are d apart have the variance d^2 / 2 */
        double apart = sqrt(2 * (between * between + within * within / inner));
        estimate->logs[i] = i * apart;
        estimate->seen[i] = (struct stats_group){i * apart, within * within, (size_t)inner, 0};
    }
}

static uint64_t time_of(struct pilot_set *pilots, struct plan *plan, double within, double between,
                        double overhead_ms)
{
    for (uint32_t i = 0; i < 3; i++) {
        cells[i].time_ns = 100000000;
        sampled(&budget.estimates[TVP_KIND_TIME][i], within, between, overhead_ms);
    }
    pilots->groups[0].measured = 1;
    pilots->groups[0].op_ns = 1000;
    pilot_settle(&pilots->groups[0], plan);
    budget_time(&budget, &pilots->groups[0], plan);
    return cells[0].time_ns;
}

Test(budget, trials_work_as_long_as_is_worth_it)
{
    struct plan plan = plan_of(60, 0);
    struct pilot_set pilots;
    cr_assert_eq(budget_begin(&budget, &plan), 0);
    cr_assert_eq(pilots_group(&pilots, &plan), 0);
    /* sqrt(10 ms / .1 ms) x .2 / .004 = 500 samples of 100 us: 50 ms */
    cr_assert_eq(time_of(&pilots, &plan, .2, .004, 10) / 1000000, 50);
    cr_assert_float_eq(pilots.groups[0].best_ns, 50e6, 1e4);
    cr_assert(cells[2].ops == 50000 && cells[2].batch == 100, "its cells have the ops of that time");
    cr_assert_eq(time_of(&pilots, &plan, .01, .05, 10), 25000000, "a quarter of the usual at least");
    cr_assert_eq(time_of(&pilots, &plan, .5, .001, 50), 100000000, "that time at most");
    for (uint32_t i = 0; i < 3; i++)
        cells[i].placement = PLACE_SAME_CPU, cells[i].workers = 2;
    cr_assert_eq(time_of(&pilots, &plan, .01, .05, 10), 100000000, "turns on a CPU need their time");
    for (uint32_t i = 0; i < 3; i++)
        cells[i].placement = PLACE_COMPACT, cells[i].time_is_free = 0;
    cr_assert_eq(time_of(&pilots, &plan, .01, .05, 10), 100000000, "what was asked for stays");
    cr_assert_float_eq(pilots.groups[0].best_ns, 2e5, 1e5, "and the optimum is told all the same");
    pilots_free(&pilots);
    budget_free(&budget);
}
