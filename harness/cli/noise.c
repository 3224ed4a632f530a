/* SPDX-License-Identifier: MIT */
/* Variance components of a cell, and what its trials can show. */
#include "noise.h"

#include <math.h>
#include <stdlib.h>

#include "../stats/verdict.h"

const char *const noise_metric[NOISE_FIGURES] = {"op_ns", "enter_ns"};
const char *const noise_judged[NOISE_FIGURES] = {"op_p10_ns", "enter_p10_ns"};

double noise_share(double variance)
{
    return sqrt(expm1(variance));
}

static const struct stats_group *group_of(const struct view_trial *trial, enum noise_figure figure)
{
    return figure == NOISE_OP ? &trial->inside.op : &trial->inside.enter;
}

static int take_parts(const struct view_cell *cell, enum noise_figure figure, struct noise *noise)
{
    struct stats_group *groups = calloc(cell->trial_count + 1, sizeof *groups);
    if (!groups)
        return -1;
    for (size_t i = 0; i < cell->trial_count; i++)
        groups[i] = *group_of(&cell->trials[i], figure);
    noise->parts = stats_components(groups, cell->trial_count);
    free(groups);
    return 0;
}

static int take_judged(const struct view_cell *cell, struct noise *noise)
{
    double *values = calloc(cell->trial_count + 1, sizeof *values);
    if (!values)
        return -1;
    for (size_t i = 0; i < cell->trial_count; i++)
        values[i] = cell->trials[i].judged[noise->figure];
    struct stats_group over = stats_group_of(values, cell->trial_count, 0, 1);
    free(values);
    noise->count = over.count;
    noise->deviation = over.count > 1 ? sqrt(over.variance) : NAN;
    return 0;
}

int noise_of(const struct view_cell *cell, enum noise_figure figure, const struct thresholds *thresholds,
             struct noise *noise)
{
    *noise = (struct noise){.figure = figure, .sees = NAN, .needed = NAN};
    if (take_parts(cell, figure, noise) != 0 || take_judged(cell, noise) != 0)
        return -1;
    noise->threshold = thresholds_of(thresholds, noise_judged[figure], 0);
    if (noise->count > 1)
        noise->sees =
            expm1(stats_detectable(noise->deviation, (double)noise->count, NOISE_LEVEL, NOISE_POWER));
    if (noise->count > 1 && noise->threshold > 0)
        noise->needed =
            stats_trials_needed(noise->deviation, log1p(noise->threshold), NOISE_LEVEL, NOISE_POWER);
    return noise->parts.trial_count > 0 || noise->count > 0;
}
