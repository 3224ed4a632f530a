/* SPDX-License-Identifier: MIT */
/* When the cells of a run have enough: their intervals are as narrow as the target, or the budget is used up.
 * Looks happen between blocks; what is decided stands in the run folder, so that a resumed run keeps to it.
 */
#ifndef TVP_ENOUGH_H
#define TVP_ENOUGH_H

#include "../core/groups.h"
#include "campaign.h"

/* A figure of one trial. */
struct enough_value {
    uint32_t block;
    double value;
};
/* All of one cell and kind. */
struct enough_cell {
    struct enough_value *values; /* owned */
    size_t count, room;
};
/* One comparison group and kind. */
struct enough_group {
    uint32_t group, kind;
    unsigned looked;  /* blocks at its last look */
    uint64_t cost_ns; /* of its trials so far, */
    uint64_t trials;  /* so many */
    int over;         /* a decision was made */
};
struct enough {
    struct groups groups;
    struct enough_cell *cells[2]; /* by kind and cell; owned */
    uint32_t cell_count;
    uint32_t *ranks[2];         /* of blocks, by kind: schedule_ranks; owned */
    struct enough_group *parts; /* owned */
    uint32_t part_count;
    uint32_t *part_of[2]; /* by kind and cell; owned */
    double *scratch;      /* owned */
    size_t scratch_room;
    uint32_t block[2]; /* the block being played */
    uint64_t spent_ns; /* of the budget, before this session */
    int failed;        /* out of memory */
};

/* Gets ready to decide about c->file.plan; of a resumed run, from its records. 0, or -1 with `error`;
 * enough_end in both cases. */
int enough_begin(struct enough *enough, struct campaign *c, char *error);
void enough_end(struct enough *enough);
/* Hooks of the campaign, whose `enough` is set: before each trial that has no record (0, or -1 with `error`),
 * and after each that has got one. */
int enough_gate(struct campaign *c, const struct planned *planned, char *error);
void enough_take(struct campaign *c, const struct planned *planned, const struct outcome *out);

#endif
