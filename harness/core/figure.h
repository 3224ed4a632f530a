/* SPDX-License-Identifier: MIT */
/* The main figure of a cell, by which runs are planned and end: what a trial says, and the samples inside. */
#ifndef TVP_FIGURE_H
#define TVP_FIGURE_H

#include "../stats/variance.h"
#include "plan.h"

enum figure {
    FIGURE_OP,     /* ns an op: with trials of time */
    FIGURE_ENTER,  /* CALL to ENTER of starts 1 to K-1: of cells with K above 1 */
    FIGURE_MEMORY, /* of the family, the work done: with trials of memory */
    FIGURES
};
enum figure cell_figure(const struct cell *cell, uint32_t kind);
/* Its name among the metrics: "op_ns", "enter_ns", "family_pss_bytes". */
const char *figure_name(enum figure figure);
/* 1: nearly free of noise, a few trials tell it. */
int figure_is_exact(enum figure figure);

/* The figure of a trial that was ok, as `tvp show` has it: the median over workers. NaN: it has none. */
double figure_value(enum figure figure, const struct map_head *map);

/* The samples inside a trial: moments of their logarithms (durations of whole batches, starts 1 to K-1), the
 * variance and the count a worker's, in the mean over the workers. Zero count for FIGURE_MEMORY, or without
 * memory for them. */
struct stats_group figure_samples(enum figure figure, const struct map_head *map);
/* What those samples took together, ns: the part of a trial's cost that grows with their number. */
double figure_work_ns(enum figure figure, const struct map_head *map);

#endif
