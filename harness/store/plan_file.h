/* SPDX-License-Identifier: MIT */
/* plan.jsonl: written before the first trial, read back one trial at a time (docs/format.md). */
#ifndef TVP_PLAN_FILE_H
#define TVP_PLAN_FILE_H

#include "../core/budget.h"
#include "lines.h"

#define PLAN_ERROR_MAX (TVP_PATH_MAX + 400u)

/* Where a plan's trials come from: 1 with *planned filled, 0 at the end, -1 with `error`. */
typedef int plan_source(void *context, struct planned *planned, char *error);

/* What is written besides the plan itself. */
struct plan_words {
    const char *run;                /* the folder's name */
    const char *const *command;     /* the command line, its last element NULL */
    const struct pilot_set *pilots; /* NULL: none were run */
    const json_t *ab;               /* what `tvp ab` compares, for the head; NULL: no such run */
    const json_t *selftest;         /* what `tvp selftest` plays, likewise */
    const struct budget *budget;    /* how the blocks were shared out; NULL: they are all the same */
    const json_t *decided;          /* or another plan's lines of both, an array of objects; NULL for none */
};

/* Writes a whole plan, not synced; plan->trials is set to how many trials there are. 0, or -1 with `error`.
 */
int plan_write(const char *path, struct plan *plan, const struct plan_words *words, plan_source *next,
               void *context, char error[PLAN_ERROR_MAX]);

/* A plan that is being read. */
struct plan_file {
    char path[TVP_PATH_MAX];
    struct lines lines;
    struct plan plan;     /* owned */
    json_t *decided;      /* its lines of pilots and groups, an array; owned */
    long trials_at;       /* where in the file the first trial's line begins */
    uint64_t trials_line; /* and its number */
    uint64_t next;        /* the trial that is to come */
};

/* Opens and checks a whole plan, and reads all but its trials. 0 (plan_file_close it), or -1 with `error`:
 * one line that begins with the file and the line at fault. */
int plan_file_open(struct plan_file *file, const char *path, char error[PLAN_ERROR_MAX]);
/* A plan_source; `context` is the struct plan_file. */
int plan_file_next(void *context, struct planned *planned, char *error);
void plan_file_close(struct plan_file *file);

/* A cell's line, and back. NULL: out of memory. */
json_t *plan_cell_json(const struct cell *cell);
/* Fills a zeroed *cell. NULL, or what is wrong with the line: lies in `reason`. */
const char *plan_cell_read(const json_t *line, struct cell *cell, char reason[REASON_MAX]);

/* The line of a comparison group, and back into the cells' blocks. NULL: out of memory; NULL, or what is
 * wrong with the line: a literal. */
json_t *plan_group_json(const struct budget *budget, const struct plan *plan, const struct share *share);
const char *plan_group_read(const json_t *line, struct plan *plan);

#endif
