/* SPDX-License-Identifier: MIT */
/* The parts of what `tvp show` prints. Each prints nothing when the run has nothing for it. */
#ifndef TVP_SHOW_H
#define TVP_SHOW_H

#include "table.h"
#include "thresholds.h"
#include "view_group.h"

#define SHOW_TEXT_MAX 512u

struct show {
    struct view view;
    FILE *to;
    size_t width; /* columns; 0: as wide as it must be */
    int wide;     /* 1: intervals in full */
    struct thresholds thresholds;
};

/* Each returns 0, or -1 when out of memory. */
int show_head(struct show *show);
int show_startup(struct show *show);
int show_memory(struct show *show);
int show_throughput(struct show *show);
int show_placement(struct show *show); /* nothing where each cell has one placement */
int show_tasks(struct show *show);     /* nothing where the work is not cut into tasks */
int show_ops(struct show *show);
int show_latencies(struct show *show); /* nothing where no workload tells them */
int show_health(struct show *show);
int show_noise(struct show *show);
/* Figures of all trials and of those that were not disturbed, side by side. */
int show_healthy(struct show *show);
/* How narrow each cell's interval is and what its trials could have seen. */
int show_precision(struct show *show);
int show_unsupported(struct show *show);
int show_trouble(struct show *show);
/* A metric of all cells that have it. `found`: 0 when none has. */
int show_metric(struct show *show, const char *metric, int *found);

/* ---- for the parts ---- */

/* Why planned trials were not needed: "target reached: 10, time over: 2", in groups of cells; "" for
 * nothing. */
void show_decisions(const struct reader *reader, char *out, size_t room);

/* "12 of 60 trials of time were disturbed: run_delay 12"; "" where no trial tells. */
void show_health_words(const struct view *view, char *out, size_t room);

/* The cells that are not hidden and for which `wanted` says 1, in the view's order. free() it; NULL: out of
 * memory. */
const struct view_cell **show_cells(const struct show *show,
                                    int (*wanted)(const struct show *, const struct view_cell *),
                                    size_t *count);
/* A heading, and below it what all these cells have in common; `but`: fields that are not to be told. */
void show_heading(const struct show *show, const char *title, const struct view_cell *const *cells,
                  size_t count, const char *const *but);
/* A note before a group's rows: what sets it apart from the other cells. Nothing when nothing does. */
void show_group(struct table *table, const struct view_cell *const *all, size_t count,
                const struct view_group *group, const char *const *inside);
/* A table of these cells below its heading, group by group. `spec`: see table_begin; `gap` blanks between
 * columns; `inside`: fields that stay within a group, NULL: show_by_model. `add` puts a cell's rows, or
 * `add_group`, where there is one, those of a group. 0, or -1 when out of memory. */
extern const char *const show_by_model[];
struct show_table {
    const char *title, *spec;
    size_t gap;
    const char *const *inside;
    int (*add)(const struct show *show, struct table *table, const struct view_cell *cell, void *context);
    int (*add_group)(const struct show *show, struct table *table, const struct view_group *group,
                     void *context);
    void *context;
};
int show_table(struct show *show, const struct show_table *what, const struct view_cell *const *cells,
               size_t count);
/* For show_cells: cells that have trials of time. */
int show_has_trials(const struct show *show, const struct view_cell *cell);
/* The number of workers, marked where they outnumber the CPUs. */
void show_workers(struct table *table, size_t column, const struct view_cell *cell);
/* A figure with its interval, short or (wide) in full. */
void show_figure(const struct show *show, struct table *table, size_t column,
                 const struct stats_interval *interval, const char *unit);
/* Below a table: why a column has `-` in rows whose metric has no value in trials of time, each reason once.
 */
void show_reasons(const struct show *show, const struct view_cell *const *cells, size_t count,
                  const char *metric, const char *column);
void show_label(struct table *table, const struct view_cell *cell);
void show_count(struct table *table, size_t column, size_t count);
/* "7", or "7/5" where ratios rest on fewer pairs than there are trials. */
void show_count_of(struct table *table, size_t column, size_t count, size_t pairs);
/* Ratio of the throughputs cell : reference (NULL: none) from pairs within blocks, 1 for a cell to itself.
 * Returns how many pairs it rests on: `pairs` or fewer. */
size_t show_ratio(const struct show *show, struct table *table, size_t column, const struct view_cell *cell,
                  const struct view_cell *reference, size_t pairs);

#endif
