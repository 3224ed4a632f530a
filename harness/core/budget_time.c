/* SPDX-License-Identifier: MIT */
/* How long a trial works: the inner repetitions, by Kalibera and Jones. */
#include <math.h>

#include "budget.h"

#define SHORTER       4   /* a quarter of the usual time at least */
#define LONGER        2   /* twice it at most: the trial is what is counted, and there should be many */
#define BATCHES       10u /* at least: a 10th percentile needs as many */
#define FREEDOM_LEAST 3.0 /* degrees of freedom between trials below which nothing is changed */

/* The components of the cells of a pilot's group, each cell weighing the same, and costs. */
struct sums {
    double within, between, sample_ns, trial_ns; /* a trial's cost beside its samples */
    double freedom, cells;
    int crowded;
};

static void add_cell(struct sums *sums, const struct estimate *estimate, const struct cell *cell)
{
    if (estimate->told < 2 || cell_figure(cell, TVP_KIND_TIME) != FIGURE_OP)
        return;
    struct stats_components parts = estimate_components(estimate);
    const double inner = (double)parts.samples / (double)parts.trial_count,
                 work_ns = estimate->work_ns / estimate->told,
                 cost_ns = (double)estimate->cost_ns / estimate->played;
    if (!(inner >= 1) || !(work_ns > 0))
        return;
    sums->within += parts.within.variance;
    sums->between += parts.trials.variance;
    sums->sample_ns += work_ns / inner;
    sums->trial_ns += cost_ns > work_ns ? cost_ns - work_ns : 0;
    sums->freedom += estimate->told - 1;
    sums->cells++;
}

static int shares_cpus(const struct cell *cell)
{
    return cell->oversubscribed || cell->placement == PLACE_SAME_CPU || cell->placement == PLACE_SAME_CORE;
}

static uint64_t bounded(double best_ns, const struct cell *cell, const struct pilot_group *group, int crowded)
{
    const double usual_ns = (double)cell->time_ns, batches_ns = BATCHES * group->op_ns * (double)group->batch;
    double least_ns = crowded ? usual_ns : usual_ns / SHORTER;
    least_ns = least_ns > batches_ns ? least_ns : batches_ns;
    double time_ns = best_ns < LONGER * usual_ns ? best_ns : LONGER * usual_ns;
    return (uint64_t)(time_ns > least_ns ? time_ns : least_ns);
}

int budget_time(const struct budget *budget, struct pilot_group *group, struct plan *plan)
{
    struct sums sums = {.within = 0};
    for (uint32_t i = 0; i < group->count; i++) {
        const struct cell *cell = &plan->cells[group->cells[i]];
        add_cell(&sums, &budget->estimates[TVP_KIND_TIME][group->cells[i]], cell);
        sums.crowded |= cell->workers > 1 && shares_cpus(cell);
    }
    group->best_ns = NAN;
    if (sums.cells == 0 || sums.freedom < FREEDOM_LEAST)
        return 0;
    const double best = stats_repetitions(sums.within, sums.between, sums.sample_ns, sums.trial_ns);
    group->best_ns = best * sums.sample_ns / sums.cells;
    struct cell *first = &plan->cells[group->cells[0]];
    if (!first->time_is_free || !group->measured || !(sums.within > 0))
        return 0;
    const uint64_t time_ns = bounded(group->best_ns, first, group, sums.crowded), before = group->ops;
    for (uint32_t i = 0; i < group->count; i++)
        plan->cells[group->cells[i]].time_ns = time_ns;
    pilot_settle(group, plan);
    return group->ops != before;
}
