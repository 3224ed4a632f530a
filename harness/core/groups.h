/* SPDX-License-Identifier: MIT */
/* Comparison groups: cells that are compared with each other, and so play in the same blocks. */
#ifndef TVP_GROUPS_H
#define TVP_GROUPS_H

#include "plan.h"

/* Of one workload, with the same parameters and as many workers; their models, ways of sharing, placements
 * and arms differ. Groups are numbered by their first cell, the cells of each ascend. */
struct groups {
    uint32_t *members; /* cells, group by group; owned */
    uint32_t *starts;  /* group g has members starts[g] to starts[g + 1] - 1; owned */
    uint32_t count;
};

/* 0 (groups_free it), or -1: out of memory. */
int groups_make(struct groups *groups, const struct plan *plan);
void groups_free(struct groups *groups);
static inline const uint32_t *groups_cells(const struct groups *groups, uint32_t group, uint32_t *count)
{
    *count = groups->starts[group + 1] - groups->starts[group];
    return groups->members + groups->starts[group];
}

#endif
