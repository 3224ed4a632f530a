/* SPDX-License-Identifier: MIT */
/* How long a trial works: the inner repetitions, by Kalibera and Jones. */
#include <math.h>

#include "budget.h"

#define SHORTER       4   /* a quarter of the usual time at least */
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
    double time_ns = best_ns < usual_ns ? best_ns : usual_ns; /* never longer: trials are what counts */
    return (uint64_t)(time_ns > least_ns ? time_ns : least_ns);
}

/* All cells of the group work that long from now on. 1: that changes their ops. */
static int settle(struct pilot_group *group, struct plan *plan, uint64_t time_ns)
{
    const uint64_t before = group->ops;
    for (uint32_t i = 0; i < group->count; i++)
        plan->cells[group->cells[i]].time_ns = time_ns;
    pilot_settle(group, plan);
    return group->ops != before;
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
    struct cell *first = &plan->cells[group->cells[0]];
    const int is_free = first->time_is_free && group->measured;
    /* Too short a budget to learn the noise: then many short trials, which are what counts. */
    if (sums.cells == 0 || sums.freedom < FREEDOM_LEAST)
        return is_free && plan->budget_ns && cell_figure(first, TVP_KIND_TIME) == FIGURE_OP
                   ? settle(group, plan, bounded(0, first, group, sums.crowded))
                   : 0;
    const double best = stats_repetitions(sums.within, sums.between, sums.sample_ns, sums.trial_ns);
    group->best_ns = best * sums.sample_ns / sums.cells;
    if (!is_free || !(sums.within > 0))
        return 0;
    return settle(group, plan, bounded(group->best_ns, first, group, sums.crowded));
}
