/* SPDX-License-Identifier: MIT */
/* How many ops a worker does: found out once for each group of cells that share workload, parameters and
 * number of workers, so that the number is the same under every model. */
#ifndef TVP_PILOT_H
#define TVP_PILOT_H

#include "execute.h"

#define PILOT_REPEATS  3u       /* other load only ever makes a pilot slower: the fastest of some counts */
#define PILOT_BATCH_NS 100000.0 /* a batch is as many ops as take this long */

/* Cells that share their ops: of one workload, with the same parameters but those of the parent alone (heap,
 * starts, creator), and as many workers. Those that ask another process for each piece of their data are a
 * group of their own. */
struct pilot_group {
    uint32_t *cells; /* their numbers; owned */
    uint32_t count;
    uint32_t cell; /* the one that the pilot ran */
    int measured;  /* 0: none was needed, or none came to its end */
    double op_ns;  /* of the worker in the middle, in the fastest of three pilots */
    uint64_t ops, batch;
    double best_ns;          /* work that the rehearsal says is worth a trial's price; NaN: not known */
    uint64_t cost_ns;        /* of the pilot's trials */
    char reason[REASON_MAX]; /* why the last attempt failed, or "" */
};
struct pilot_set {
    struct pilot_group *groups; /* owned */
    uint32_t count;
};

/* Groups the cells that can run. 0 (pilots_free it), or -1: out of memory. */
int pilots_group(struct pilot_set *set, const struct plan *plan);
void pilots_free(struct pilot_set *set);

/* Whether this group's ops and batch can be had without a measurement. */
int pilot_is_needed(const struct pilot_group *group, const struct plan *plan);
/* Runs the pilot of a group, `repeats` times on its first cell that brings it to an end, and writes ops and
 * batch into its cells. 0, 1: interrupted, or a plat error with `reason`. */
int pilot_run(struct pilot_group *group, struct plan *plan, struct executor *executor, uint32_t repeats,
              char reason[REASON_MAX]);

/* Ops and batch of the group and its cells anew, for another time_ns of theirs. */
void pilot_settle(struct pilot_group *group, struct plan *plan);

/* How long a task is as the pilot's ops were, ns; NaN: the cell has no tasks, or no pilot told. */
double pilot_task_ns(const struct cell *cell, const struct pilot_group *group);

/* The ops and batch of a cell whose op costs `op_ns` (0: not known). Pure. */
void pilot_size(const struct cell *cell, double op_ns, uint64_t *ops, uint64_t *batch);

#endif
