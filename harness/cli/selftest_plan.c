/* SPDX-License-Identifier: MIT */
/* `tvp selftest`, before its first trial: the arms that are slowed, and the order of the runs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "selftest.h"

/* ---- the cells ---- */

static int copy_cells(const struct plan *plan, uint32_t extra_ppm, struct cell *to, uint32_t first)
{
    for (uint32_t i = 0; i < plan->cell_count; i++) {
        const struct cell *from = &plan->cells[i];
        to[i] = *from;
        to[i].id = first + i;
        to[i].extra_ppm = from->arm == ARM_B ? extra_ppm : 0;
        to[i].cpus = from->cpus ? calloc(from->workers, sizeof *to[i].cpus) : NULL;
        if (from->cpus && !to[i].cpus)
            return -1;
        if (from->cpus)
            memcpy(to[i].cpus, from->cpus, from->workers * sizeof *to[i].cpus);
    }
    return 0;
}

int selftest_cells(struct selftest *test)
{
    struct plan *plan = &test->ab->c->plan;
    const uint32_t groups = test->shift_count + 1, size = plan->cell_count;
    struct plan grown = {.cells = calloc((size_t)groups * size + 1, sizeof *grown.cells)};
    int failed = !grown.cells;
    for (uint32_t g = 0; !failed && g < groups; g++) {
        failed =
            copy_cells(plan, g ? test->shift_ppm[g - 1] : 0, grown.cells + (size_t)g * size, g * size) != 0;
        grown.cell_count += size;
    }
    if (failed) {
        plan_free(&grown);
        return cli_error(EXIT_TVP, "out of memory");
    }
    plan_free(plan);
    plan->cells = grown.cells;
    plan->cell_count = grown.cell_count;
    test->pairs = size / 2;
    test->wall_ns = calloc((size_t)test->pairs + 1, sizeof *test->wall_ns);
    test->played = calloc((size_t)test->pairs + 1, sizeof *test->played);
    return test->wall_ns && test->played ? EXIT_OK : cli_error(EXIT_TVP, "out of memory");
}

#define BATCHES_LEAST 10u /* in a trial, when batches are made larger */

int selftest_batches(struct selftest *test)
{
    struct plan *plan = &test->ab->c->plan;
    uint32_t least_ppm = CELL_EXTRA_PPM_MAX;
    for (uint32_t i = 0; i < test->shift_count; i++)
        least_ppm = test->shift_ppm[i] < least_ppm ? test->shift_ppm[i] : least_ppm;
    const uint64_t needed = (CELL_EXTRA_PPM_MAX + least_ppm - 1) / least_ppm;
    for (uint32_t i = 0; i < plan->cell_count; i++) {
        struct cell *cell = &plan->cells[i];
        if (cell->batch >= needed)
            continue;
        if (cell->ops / BATCHES_LEAST < needed)
            return cli_error(
                EXIT_USAGE,
                "%s: a trial of %llu ops is too short for a slowdown of %g %%, which is whole ops more in "
                "each of %u batches: a larger --shift, or a longer --time",
                cell->workload->name, (unsigned long long)cell->ops, least_ppm / 1e4, BATCHES_LEAST);
        cell->batch = needed;
    }
    return EXIT_OK;
}

double selftest_truth(const struct selftest *test, uint32_t group, uint32_t pair, enum arms_figure figure)
{
    const struct cell *cell = &test->ab->c->plan.cells[2 * (group * test->pairs + pair) + 1];
    if (figure != ARMS_OP)
        return 0; /* a start has no ops */
    return log1p((double)cell_extra_ops(cell, cell->batch) / (double)cell->batch);
}

/* ---- the plan ---- */

static int source(void *context, struct planned *planned, char *error)
{
    (void)error;
    return selftest_order_next(context, planned);
}

static json_t *head(const struct selftest *test)
{
    json_t *ab = ab_json(test->ab), *shifts = json_array(), *out = json_object();
    for (uint32_t i = 0; i < test->shift_count; i++)
        json_array_append_new(shifts, json_integer(test->shift_ppm[i]));
    json_object_set_new(out, "shifts_ppm", shifts);
    json_object_set_new(out, "sessions", json_integer(test->sessions));
    json_object_set_new(out, "pairs", json_integer(test->pairs));
    json_object_set(out, "looks", json_object_get(ab, "looks"));
    json_object_set(out, "level", json_object_get(ab, "level"));
    json_object_set(out, "thresholds", json_object_get(ab, "thresholds"));
    json_decref(ab);
    return out;
}

/* As many sessions as there would be if each run ended at its second look; the time may be over before. */
static uint32_t sessions_for(const struct selftest *test)
{
    const struct ab *ab = test->ab;
    const uint64_t now_ns = plat_now_ns(),
                   left_ns = test->deadline_ns > now_ns ? test->deadline_ns - now_ns : 0;
    const uint32_t early = ab->arms.look_trials[ab->arms.look_count > 1],
                   most = ab->arms.look_trials[ab->arms.look_count - 1];
    uint64_t sessions = ab->round_ns ? left_ns / ab->round_ns / early + 1 : 1;
    const uint64_t room = PLAN_TRIALS_MAX / ((uint64_t)most * ab->c->plan.cell_count);
    sessions = sessions < room ? sessions : room;
    return (uint32_t)sessions;
}

int selftest_plan(struct selftest *test)
{
    struct ab *ab = test->ab;
    struct campaign *c = ab->c;
    struct selftest_order order;
    ab->arms.look_count = ab_looks(test->trials, ab->arms.look_trials, ab->looks);
    const uint32_t most = ab->arms.look_trials[ab->arms.look_count - 1];
    test->sessions = sessions_for(test);
    if (test->sessions == 0)
        return cli_error(EXIT_USAGE, "more than %u trials: fewer cells, or fewer --trials", PLAN_TRIALS_MAX);
    c->plan.blocks_time = test->sessions * most;
    c->plan.blocks_memory = 0;
    if (selftest_order_begin(&order, &c->plan, test->pairs, most / 2, test->sessions) != 0)
        return cli_error(EXIT_TVP, "out of memory");
    json_t *words = head(test);
    c->selftest = words;
    int code = campaign_plan(c, source, &order, NULL);
    c->selftest = NULL;
    json_decref(words);
    selftest_order_end(&order);
    return code;
}
