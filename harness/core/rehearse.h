/* SPDX-License-Identifier: MIT */
/* A few unrecorded trials of each cell before a run is planned: what they cost and how they vary. */
#ifndef TVP_REHEARSE_H
#define TVP_REHEARSE_H

#include "execute.h"
#include "figure.h"

#define REHEARSAL_ROUNDS 4u

/* What the rehearsal saw of one cell and kind. */
struct estimate {
    uint32_t played, told;                     /* trials; those of them that have a figure */
    uint64_t cost_ns;                          /* of all played, as the controller pays it */
    double work_ns;                            /* of the told ones together: figure_work_ns */
    uint64_t ops;                              /* timed ops of a worker then */
    double logs[REHEARSAL_ROUNDS];             /* of the figures told */
    struct stats_group seen[REHEARSAL_ROUNDS]; /* and the samples inside those trials */
};

/* Called before each rehearsal trial, with how many are over. */
typedef void rehearsal_step(void *context, uint64_t done);

/* Plays rounds, each a trial of every cell that can run, in shuffled order: at most REHEARSAL_ROUNDS of time
 * and one of memory, as long as the trials of a kind have cost less than patience_ns of it; the first one is
 * played in any case. `estimates` by enum tvp_kind and cell, zeroed. 0, 1: interrupted, or a plat error with
 * `reason`. */
int rehearse(const struct plan *plan, struct executor *executor, const uint64_t patience_ns[2],
             struct estimate *estimates[2], rehearsal_step *step, void *context, char reason[REASON_MAX]);

/* Adds what a trial that was ok says. */
void estimate_take(struct estimate *estimate, enum figure figure, const struct map_head *map);
/* Within and between trials, of logarithms; from what was told. */
struct stats_components estimate_components(const struct estimate *estimate);
/* Sum of squares of the logs around their mean; its degrees of freedom are told - 1, 0 when nothing was. */
double estimate_squares(const struct estimate *estimate);

#endif
