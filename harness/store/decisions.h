/* SPDX-License-Identifier: MIT */
/* decisions.jsonl: trials that a run has planned and then did not need (docs/format.md). A decision is about
 * some cells and a kind, and holds for all their trials from one on. */
#ifndef TVP_DECISIONS_H
#define TVP_DECISIONS_H

#include <jansson.h>
#include <stdint.h>

#include "lines.h"

#define DECISIONS_FILE "decisions.jsonl"

/* Why trials are not played. */
enum decision_why {
    DECIDED_TARGET,  /* their intervals are as narrow as asked for */
    DECIDED_BUDGET,  /* the time is over */
    DECIDED_VERDICT, /* of `tvp ab`: the comparison has its verdict */
    DECIDED_COUNT
};
const char *decision_name(uint32_t why); /* "target", "budget", "verdict" */

struct decision {
    uint32_t why; /* enum decision_why */
    uint32_t kind;
    const uint32_t *cells;
    uint32_t count;
    uint64_t from;             /* the first trial that the decision is about */
    uint32_t block;            /* blocks that were complete then */
    double target;             /* of DECIDED_TARGET, else 0 */
    const double *half_widths; /* of each cell then, relative; not finite: none. NULL: not looked at */
};

struct decisions {
    uint64_t *from[2]; /* by kind and cell: the first trial not needed, UINT64_MAX for none; owned */
    uint32_t room;     /* cells */
    json_t *lines;     /* what was read, an array of objects; owned */
};

/* Reads the whole file at `path`; none is no decision. *whole_bytes: of its whole lines; *torn_bytes: of a
 * torn last one, which is passed over. 0 (decisions_free it), or -1 with one line in `error`, RUN_ERROR_MAX
 * bytes. */
int decisions_read(struct decisions *decisions, const char *path, uint64_t *whole_bytes, uint64_t *torn_bytes,
                   char *error);
void decisions_free(struct decisions *decisions);
/* 0, or -1: out of memory. */
int decisions_add(struct decisions *decisions, const struct decision *decision);
/* 1: a decision says that this trial of the cell is not needed. */
int decisions_have(const struct decisions *decisions, uint32_t kind, uint32_t cell, uint64_t trial);
/* A decision's line. New reference, NULL when out of memory. */
json_t *decision_json(const struct decision *decision, uint64_t session);

#endif
