/* SPDX-License-Identifier: MIT */
/* Plays one trial: makes the mapping, starts the lean image, waits for it with a timeout, reaps all that
 * it left behind. Never forks. */
#ifndef TVP_EXECUTE_H
#define TVP_EXECUTE_H

#include "plan.h"

/* What plays the cells of one arm. Not owned. */
struct executor_arm {
    const char *image_path;      /* a lean image, of this build or another; NULL: the executor's */
    const char *const *settings; /* NAME=VALUE of the trial's environment over our own, NULL at the end; NULL:
                                    none */
};
struct executor_image {
    char name[TVP_NAME_MAX], path[TVP_PATH_MAX];
};
struct executor {
    char image_path[TVP_PATH_MAX];                 /* the lean image */
    struct executor_arm arms[ARM_COUNT];           /* by enum arm of the cell */
    struct executor_image images[PLAN_IMAGES_MAX]; /* of cells that name one */
    uint32_t image_count;
    char tmp_path[TVP_PATH_MAX]; /* private folder for what needs a name */
    uint64_t env_seed;           /* the environment's size varies with it */
    volatile int *interrupted;   /* set by a signal: kill the trial and return; NULL: cannot be */
    /* set by executor_open */
    struct plat_children others; /* children that are no trial's: the janitor, and whom we were born with */
    int no_cgroup;               /* 1: none can be made here */
    char cgroup_home[TVP_PATH_MAX]; /* where trials' cgroups are made; "" before the first */
    struct plat_child janitor;
    int64_t janitor_channel; /* closed when we end, however */
};

/* What a trial left. The mapping stays valid until outcome_free. */
struct outcome {
    struct map_head *map; /* NULL when the trial never started */
    uint64_t map_bytes;
    int64_t map_handle;         /* the executor's own, -1 after the trial */
    uint32_t status;            /* enum map_status */
    char reason[REASON_MAX];    /* "" when ok */
    uint64_t started_ns;        /* plat_now_ns when the controller took it up */
    uint64_t wall_ns;           /* until all of it was reaped */
    uint64_t call_to_joined_ns; /* first CALL to last JOINED, 0 when it did not come to that */
    uint32_t env_bytes;         /* by how much the environment was padded */
    char *stderr_text;          /* what it wrote there, cut at 64 KiB; NULL for nothing */
    int interrupted;            /* 1: it did not end by itself but by Ctrl-C: no record is owed */
};

/* Once, before the first trial: adopts orphans, so that nothing outlives a trial. 0 or a plat error. */
int executor_open(struct executor *executor);
/* Ends what the executor started besides trials. */
void executor_close(struct executor *executor);
/* Plays a trial of `cell`; one of an unsupported cell is over at once. Returns 0 with *out filled whatever
 * became of the trial, or a plat error with out->reason when the controller itself could not do its part.
 * `probes`: names, each followed by a comma. */
int execute_trial(struct executor *executor, const struct cell *cell, const struct planned *planned,
                  const char *probes, uint64_t timeout_ns, struct outcome *out);
/* Measures what one op of `cell` costs (kind pilot): ns an op in *op_ns (of the worker in the middle), and
 * what the trial cost in *cost_ns. 0, or a plat error; out->status and out->reason tell about the trial. */
int execute_pilot(struct executor *executor, const struct cell *cell, uint64_t seed, uint64_t timeout_ns,
                  double *op_ns, uint64_t *cost_ns, struct outcome *out);
void outcome_free(struct outcome *out);

#endif
