/* SPDX-License-Identifier: MIT */
/* Shares a budget of time out among comparison groups. */
#include "budget.h"

#include <math.h>
#include <stdlib.h>

#include "../stats/allocation.h"
#include "../stats/target.h"

/* Records are written and the machine is noisy: what a block costs beyond its rehearsal. */
#define MARGIN 1.1

/* What a rehearsal of each kind may take, of the budget, or without one. */
#define SHARE_TIME      8u
#define SHARE_MEMORY    16u
#define FREE_TIME_NS    10000000000u
#define FREE_MEMORY_NS  5000000000u
#define VARIANCE_LEAST  1e-8 /* .01 %: less is the luck of a few trials */
#define PRIOR_FREEDOM   4.0  /* what the usual noise weighs against a group's own */
#define DEVIATION_GUESS 0.05 /* where the rehearsal saw no cell twice: the same for all */
#define TARGET_ROOM     8.0  /* trials planned beyond those expected, as a rehearsal can be wrong */

int budget_begin(struct budget *budget, const struct plan *plan)
{
    const size_t cells = (size_t)plan->cell_count + 1;
    if (groups_make(&budget->groups, plan) != 0)
        return -1;
    for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++)
        budget->estimates[kind] = calloc(cells, sizeof **budget->estimates);
    budget->shares = calloc(2 * ((size_t)budget->groups.count + 1), sizeof *budget->shares);
    return budget->estimates[TVP_KIND_TIME] && budget->estimates[TVP_KIND_MEMORY] && budget->shares ? 0 : -1;
}

void budget_free(struct budget *budget)
{
    groups_free(&budget->groups);
    free(budget->estimates[TVP_KIND_TIME]);
    free(budget->estimates[TVP_KIND_MEMORY]);
    free(budget->shares);
    *budget = (struct budget){.shares = NULL};
}

int budget_rehearse(struct budget *budget, const struct plan *plan, struct executor *executor,
                    rehearsal_step *step, void *context, char reason[REASON_MAX])
{
    const uint64_t patience_ns[2] = {plan->budget_ns ? plan->budget_ns / SHARE_TIME : FREE_TIME_NS,
                                     plan->budget_ns ? plan->budget_ns / SHARE_MEMORY : FREE_MEMORY_NS};
    return rehearse(plan, executor, patience_ns, budget->estimates, step, context, reason);
}

/* ---- what the rehearsal says of groups ---- */

static int takes_part(const struct plan *plan, uint32_t cell, uint32_t kind)
{
    return plan->cells[cell].kinds >> kind & 1u;
}

static int runs(const struct plan *plan, uint32_t cell, uint32_t kind)
{
    return takes_part(plan, cell, kind) && !plan->cells[cell].unsupported[0];
}

static double mean_cost(const struct estimate *estimate)
{
    return estimate->played ? (double)estimate->cost_ns / estimate->played : 0;
}

/* What a trial costs that the rehearsal did not come to: the mean of those that it did come to. */
static double usual_cost(const struct budget *budget, const struct plan *plan, uint32_t kind)
{
    double cost = 0, played = 0;
    for (uint32_t i = 0; i < plan->cell_count; i++) {
        cost += mean_cost(&budget->estimates[kind][i]);
        played += budget->estimates[kind][i].played > 0;
    }
    return played > 0 ? cost / played : 0;
}

/* By how much a trial's samples are more than they were when it was rehearsed: ops now / ops then. */
static double stretch(const struct estimate *estimate, const struct cell *cell)
{
    return estimate->ops ? (double)cell->ops / (double)estimate->ops : 1;
}

/* What a trial of the cell costs, and what longer or shorter work than rehearsed does to cost and variance.
 */
static void add_cell(struct share *share, const struct estimate *estimate, const struct cell *cell,
                     double usual_ns, double *squares)
{
    double cost_ns = estimate->played ? mean_cost(estimate) : usual_ns, longer = stretch(estimate, cell);
    if (share->figure == FIGURE_OP && estimate->told > 0 && longer != 1)
        cost_ns += estimate->work_ns / estimate->told * (longer - 1);
    share->block_ns += MARGIN * (cost_ns > 1 ? cost_ns : 1);
    if (estimate->told < 2)
        return;
    struct stats_components parts = estimate_components(estimate);
    double inner = (double)parts.samples / (double)parts.trial_count, freedom = estimate->told - 1;
    *squares += estimate_squares(estimate);
    if (share->figure == FIGURE_OP && inner > 0)
        *squares += freedom * parts.within.variance / inner * (1 / longer - 1);
    share->freedom += freedom;
}

static struct share share_of(const struct budget *budget, const struct plan *plan, uint32_t group,
                             uint32_t kind, double usual_ns)
{
    struct share share = {.group = group, .kind = kind, .deviation = NAN, .used = NAN};
    uint32_t count;
    const uint32_t *cells = groups_cells(&budget->groups, group, &count);
    double squares = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (takes_part(plan, cells[i], kind))
            share.figure = cell_figure(&plan->cells[cells[i]], kind);
        if (runs(plan, cells[i], kind))
            add_cell(&share, &budget->estimates[kind][cells[i]], &plan->cells[cells[i]], usual_ns, &squares);
    }
    if (share.freedom > 0)
        share.deviation = sqrt(squares > 0 ? squares / share.freedom : 0);
    return share;
}

/* The usual variance of a kind's groups: the geometric mean, by degrees of freedom, which one group out of
 * line cannot make its own. */
static double usual_variance(const struct share *shares, uint32_t count)
{
    double logs = 0, freedom = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!(shares[i].freedom > 0))
            continue;
        double variance = shares[i].deviation * shares[i].deviation;
        logs += shares[i].freedom * log(variance > VARIANCE_LEAST ? variance : VARIANCE_LEAST);
        freedom += shares[i].freedom;
    }
    return freedom > 0 ? exp(logs / freedom) : DEVIATION_GUESS * DEVIATION_GUESS;
}

/* The shares of all groups that have cells of a kind. Returns how many. */
static uint32_t make_shares(const struct budget *budget, const struct plan *plan, uint32_t kind,
                            struct share *shares)
{
    const double usual_ns = usual_cost(budget, plan, kind);
    uint32_t count = 0, cells;
    for (uint32_t group = 0; group < budget->groups.count; group++) {
        const uint32_t *members = groups_cells(&budget->groups, group, &cells);
        int any = 0;
        for (uint32_t i = 0; i < cells; i++)
            any |= takes_part(plan, members[i], kind);
        if (any)
            shares[count++] = share_of(budget, plan, group, kind, usual_ns);
    }
    const double usual = usual_variance(shares, count);
    for (uint32_t i = 0; i < count; i++)
        shares[i].used = sqrt(
            stats_shrunk(shares[i].deviation * shares[i].deviation, shares[i].freedom, usual, PRIOR_FREEDOM));
    return count;
}

/* ---- how many blocks ---- */

static double cost_of_all(const struct share *shares, uint32_t count)
{
    double cost = 0;
    for (uint32_t i = 0; i < count; i++)
        cost += shares[i].block_ns;
    return cost;
}

/* Memory: all the same, as a few trials tell it. */
static void share_equally(struct share *shares, uint32_t count, double left_ns, uint32_t most)
{
    const double block_ns = cost_of_all(shares, count);
    double fit = block_ns > 0 ? left_ns / block_ns : 1;
    for (uint32_t i = 0; i < count; i++)
        shares[i].blocks = !(fit >= 1) || shares[i].block_ns <= 0 ? 1 : fit >= most ? most : (uint32_t)fit;
}

/* A third of what is left at most, and what the least blocks of time leave. */
static double for_memory(double left_ns, double time_ns)
{
    const double spare_ns = left_ns - BLOCKS_LEAST * time_ns;
    return time_ns <= 0 ? left_ns : spare_ns < left_ns / 3 ? spare_ns : left_ns / 3;
}

/* Time: by variance and cost. 0, or -1: out of memory. */
static int share_by_variance(const struct budget *budget, struct share *shares, uint32_t count,
                             double left_ns)
{
    struct stats_share *wanted = calloc((size_t)count + 1, sizeof *wanted);
    uint32_t used = 0, cells;
    if (!wanted)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        shares[i].blocks = 1; /* nothing of it can run: once is enough to say so */
        groups_cells(&budget->groups, shares[i].group, &cells);
        if (shares[i].block_ns > 0)
            wanted[used++] = (struct stats_share){.variance = cells * shares[i].used * shares[i].used,
                                                  .cost = shares[i].block_ns,
                                                  .least = BLOCKS_LEAST,
                                                  .most = BLOCKS_MAX};
    }
    stats_allocate(wanted, used, left_ns);
    used = 0;
    for (uint32_t i = 0; i < count; i++)
        if (shares[i].block_ns > 0)
            shares[i].blocks = wanted[used++].count;
    free(wanted);
    return 0;
}

/* With a target: room for what a group may need, as long as the whole budget could buy it. */
static void share_for_target(const struct budget *budget, const struct plan *plan, struct share *shares,
                             uint32_t count, double left_ns)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct share *share = &shares[i];
        double most = budget->cap ? budget->cap : TARGET_TRIALS;
        if (!budget->cap && plan->budget_ns && share->freedom > 0)
            most = TARGET_ROOM * stats_target_trials(share->used, plan->target);
        if (plan->budget_ns && share->block_ns > 0 && most > left_ns / share->block_ns)
            most = left_ns / share->block_ns;
        if (share->block_ns <= 0 || !(most >= 1))
            most = 1;
        shares[i].blocks = most >= BLOCKS_MAX && !budget->cap ? BLOCKS_MAX : (uint32_t)most;
    }
}

static void give_out(const struct budget *budget, struct plan *plan)
{
    plan->blocks_time = plan->blocks_memory = 0;
    for (uint32_t i = 0; i < budget->share_count; i++) {
        const struct share *share = &budget->shares[i];
        uint32_t *most = share->kind == TVP_KIND_MEMORY ? &plan->blocks_memory : &plan->blocks_time, count;
        const uint32_t *cells = groups_cells(&budget->groups, share->group, &count);
        *most = share->blocks > *most ? share->blocks : *most;
        for (uint32_t c = 0; c < count; c++)
            if (takes_part(plan, cells[c], share->kind))
                plan->cells[cells[c]].blocks[share->kind] = share->blocks;
    }
}

int budget_blocks(struct budget *budget, struct plan *plan)
{
    double left_ns = plan->budget_ns > budget->spent_ns ? (double)(plan->budget_ns - budget->spent_ns) : 0;
    struct share *time = budget->shares;
    const uint32_t times = make_shares(budget, plan, TVP_KIND_TIME, time);
    struct share *memory = time + times;
    const uint32_t memories = make_shares(budget, plan, TVP_KIND_MEMORY, memory);
    const double memory_ns = cost_of_all(memory, memories);
    int failed = 0;
    plan->spent_ns = budget->spent_ns;
    budget->share_count = times + memories;
    budget->once_ns = cost_of_all(time, times) + memory_ns;
    budget->overrun = plan->budget_ns && budget->once_ns > left_ns;
    if (plan->target > 0) {
        share_for_target(budget, plan, budget->shares, budget->share_count, left_ns);
    } else {
        share_equally(memory, memories, for_memory(left_ns, cost_of_all(time, times)), BLOCKS_MEMORY_MAX);
        left_ns -= memories ? memory_ns * memory[0].blocks : 0;
        failed = share_by_variance(budget, time, times, left_ns);
    }
    give_out(budget, plan);
    return failed;
}
