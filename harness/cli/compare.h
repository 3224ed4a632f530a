/* SPDX-License-Identifier: MIT */
/* The two kinds of `tvp compare`. */
#ifndef TVP_COMPARE_H
#define TVP_COMPARE_H

#include "arms.h"
#include "view.h"

struct compare_asked {
    const char *thresholds_path; /* NULL: the usual ones; of an ab run, those that it was judged by */
    const char *db;              /* the history; NULL: the usual one, where it is */
    enum report_format format;
    int require_verdict, all; /* all: every metric, not only exact ones and the main times */
};

/* The two arms of a run of `tvp ab`. 0, or -1 with `error`; report_free in both cases. */
int compare_arms(struct reader *reader, const struct compare_asked *asked, struct report *report,
                 char error[READER_ERROR_MAX]);
#define COMPARE_DB_FAULT (-2)
/* Two runs, opened with their reference cells. Likewise, or COMPARE_DB_FAULT when the history that was named
 * is there and at fault. */
int compare_runs(const struct view views[2], char *const paths[2], const struct compare_asked *asked,
                 struct report *report, char error[READER_ERROR_MAX]);

/* ---- compare_status.c ---- */
/* Adds a row `trials_ok`, the share of a cell's trials that were ok, where it is not all of them in both
 * runs, or a run has none of the cell: a smaller share in the second is REGRESSED, whatever the figures of
 * the others. `not_comparable`: why nothing is, or "". 0, or -1: out of memory. */
int compare_status(struct report *report, const struct view *const views[2],
                   const struct view_cell *const cells[2], const char *name, const char *not_comparable);

/* ---- cell_name.c ---- */
/* What tells a cell to people: "cpu_hash, thread/shm, 1 worker, compact", with those parameters that are not
 * as usual, of the workload's own those in which `cells` differ; never the arm. Objects as in plan.jsonl. To
 * be freed; NULL: out of memory. */
char *cell_name(const json_t *cell, const json_t *cells);

#endif
