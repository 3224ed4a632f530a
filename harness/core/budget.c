/* SPDX-License-Identifier: MIT */
/* Rehearses a block and fits as many as a budget allows. */
#include "budget.h"

#include <string.h>

#include "schedule.h"

/* Records are written and the machine is noisy: what a block costs beyond its rehearsal. */
#define MARGIN_PERCENT 10u

/* A rehearsal takes this part of the budget for each kind, the rest is for what counts. */
#define REHEARSAL_SHARE 16u

struct tally {
    uint64_t cost_ns[2], played[2];
};

static int rehearse_one(const struct plan *plan, struct executor *executor, const struct planned *planned,
                        struct tally *tally, char *reason)
{
    struct outcome out;
    const struct cell *cell = &plan->cells[planned->cell];
    int error = execute_trial(executor, cell, planned, plan->probes, plan->timeout_ns, &out);
    if (error < 0)
        memcpy(reason, out.reason, REASON_MAX);
    else if (out.interrupted)
        error = 1;
    tally->cost_ns[planned->kind] += out.wall_ns;
    tally->played[planned->kind]++;
    outcome_free(&out);
    return error;
}

/* `patience_ns`: what the trials of a kind may cost together; the first one is played in any case. */
static int rehearse_all(const struct plan *once, struct executor *executor, uint64_t patience_ns,
                        struct tally *tally, budget_step *step, void *context, char *reason)
{
    struct schedule schedule;
    struct planned planned;
    uint64_t done = 0;
    const uint64_t total = plan_runnable(once, TVP_KIND_TIME) + plan_runnable(once, TVP_KIND_MEMORY);
    int error = 0;
    if (schedule_begin(&schedule, once) != 0) {
        snprintf(reason, REASON_MAX, "out of memory");
        return -PLAT_ENOMEM;
    }
    while (!error && schedule_next(&schedule, &planned)) {
        if (once->cells[planned.cell].unsupported[0])
            continue;
        if (tally->cost_ns[planned.kind] > patience_ns)
            continue;
        step(context, done++, total);
        error = rehearse_one(once, executor, &planned, tally, reason);
    }
    schedule_end(&schedule);
    return error;
}

int budget_rehearse(struct budget *budget, const struct plan *plan, struct executor *executor,
                    budget_step *step, void *context, char reason[REASON_MAX])
{
    struct plan once = *plan;
    struct tally tally = {.played = {0}};
    uint64_t began_ns = plat_now_ns();
    once.blocks_time = once.blocks_memory = 1;
    int error =
        rehearse_all(&once, executor, plan->budget_ns / REHEARSAL_SHARE, &tally, step, context, reason);
    for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++) {
        uint64_t mean_ns = tally.played[kind] ? tally.cost_ns[kind] / tally.played[kind] : 0;
        budget->block_ns[kind] = mean_ns * plan_runnable(plan, kind) / 100 * (100 + MARGIN_PERCENT);
    }
    budget->spent_ns += plat_now_ns() - began_ns;
    return error;
}

static uint64_t fit(uint64_t left_ns, uint64_t block_ns, uint64_t most)
{
    if (block_ns == 0)
        return 1; /* nothing of it can run: once is enough to say so */
    uint64_t blocks = left_ns / block_ns;
    return blocks < 1 ? 1 : blocks > most ? most : blocks;
}

static int has_cells(const struct plan *plan, uint32_t kind)
{
    for (uint32_t i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].kinds >> kind & 1u)
            return 1;
    return 0;
}

void budget_blocks(struct budget *budget, struct plan *plan)
{
    uint64_t left_ns = plan->budget_ns > budget->spent_ns ? plan->budget_ns - budget->spent_ns : 0;
    uint64_t time_ns = budget->block_ns[TVP_KIND_TIME], memory_ns = budget->block_ns[TVP_KIND_MEMORY];
    int has_time = has_cells(plan, TVP_KIND_TIME), has_memory = has_cells(plan, TVP_KIND_MEMORY);
    budget->overrun = time_ns + memory_ns > left_ns;
    plan->blocks_time = plan->blocks_memory = 0;
    if (has_memory) /* a third of the time at most, where there is time to measure as well */
        plan->blocks_memory = (uint32_t)fit(has_time ? left_ns / 3 : left_ns, memory_ns, BLOCKS_MEMORY_MAX);
    uint64_t memory_all_ns = memory_ns * plan->blocks_memory;
    left_ns = left_ns > memory_all_ns ? left_ns - memory_all_ns : 0;
    if (has_time)
        plan->blocks_time = (uint32_t)fit(left_ns, time_ns, BLOCKS_MAX);
}
