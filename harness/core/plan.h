/* SPDX-License-Identifier: MIT */
/* The plan of a run: its cells, and the order in which their trials go. The cells are held in
 * memory; the trials are not: they are written to plan.jsonl and read back one at a time, so that
 * a run's memory does not grow with the number of its trials. */
#ifndef TVP_PLAN_H
#define TVP_PLAN_H

#include <stdio.h>

#include "factors.h"
#include "map.h"
#include "registry.h"

#define PLAN_SCHEMA     1
#define PLAN_CELLS_MAX  100000u
#define PLAN_TRIALS_MAX 10000000u
#define REASON_MAX      200u

enum placement { PLACE_SAME_CPU, PLACE_SAME_CORE, PLACE_COMPACT, PLACE_SCATTER, PLACE_NONE, PLACE_COUNT };
const char *placement_name(uint32_t placement); /* "same-cpu", ... */
const char *pages_name(uint32_t pages);         /* "4k", "thp" */
const char *creator_name(uint32_t creator);     /* "same", "other" */

#define CELL_EXTRA_PPM_MAX 1000000u /* as many again */

/* `tvp ab` plays each cell twice, as two arms that differ in image or environment; with `--reference`, `tvp
 * run` plays beside each timed cell its twin by a pinned image. */
enum arm { ARM_NONE, ARM_A, ARM_B, ARM_REFERENCE, ARM_COUNT };
const char *arm_name(uint32_t arm); /* "", "a", "b", "reference" */

/* `--image NAME=PATH,...`: each cell is played by each of these lean images, in the same blocks; `--python`:
 * each cell of that runtime by each of these interpreters. */
#define PLAN_IMAGES_MAX 8u
struct plan_image {
    char name[TVP_NAME_MAX];
    uint64_t hash;              /* of its file */
    char runtime[TVP_NAME_MAX]; /* whose interpreter it is; "": a lean image */
    char path[TVP_PATH_MAX];    /* of an interpreter: it stays where it is */
};

struct cell {
    uint32_t id;
    const struct tvp_workload *workload;
    const struct tvp_model *model;
    uint32_t sharing; /* enum map_sharing */
    uint32_t workers;
    uint32_t placement; /* enum placement */
    uint32_t *cpus;     /* OS index of each worker's CPU; NULL for placement none. Owned */
    int oversubscribed; /* more workers than allowed CPUs */
    /* parameters of the trial's parent */
    uint64_t data_bytes, heap_bytes;
    uint32_t write_percent, pages, starts, creator;
    uint32_t lifetime; /* enum map_lifetime */
    uint64_t task_ns;  /* how long a task should take; 0: the work is not cut into tasks */
    uint64_t factors[FACTOR_COUNT];
    uint32_t arm;             /* enum arm */
    char image[TVP_NAME_MAX]; /* of the plan's images; "": tvp's own */
    uint32_t extra_ppm;   /* `tvp selftest`: ops done but not counted, in millionths of the counted ones */
    uint32_t creator_cpu; /* creator=other: the CPU that it binds itself to; else MAP_NO_CPU */
    _Alignas(8) unsigned char params[TVP_PARAMS_MAX];       /* the workload's own */
    _Alignas(8) unsigned char model_params[TVP_PARAMS_MAX]; /* the model's own */
    uint64_t ops_asked;                                     /* --ops, or 0 */
    uint64_t time_ns;                                       /* --time */
    uint64_t batch_asked;                                   /* --batch, or 0 */
    uint64_t ops, batch;                                    /* set by the pilot */
    int placement_is_free;                                  /* nobody asked for one: what this system has */
    int time_is_free;                                       /* nobody asked for a time, or for ops */
    uint32_t kinds;                                         /* bits 1 << enum tvp_kind */
    uint32_t blocks[2];           /* that it takes part in, by enum tvp_kind; 0: all of the plan's */
    int named;                    /* asked for on the command line */
    char unsupported[REASON_MAX]; /* why it cannot run here, or "" */
};

struct plan {
    struct cell *cells; /* owned */
    uint32_t cell_count;
    uint64_t seed;
    uint32_t blocks_time, blocks_memory; /* the most that a cell takes part in */
    uint64_t budget_ns;                  /* 0: none given */
    double target;                       /* half-width of intervals, relative, at which to stop; 0: none */
    uint64_t spent_ns;                   /* of the budget, before the first trial */
    uint64_t timeout_ns;
    char probes[MAP_PROBES_MAX]; /* names, each followed by a comma */
    char suite[64], label[64];   /* "" for none */
    uint64_t image_hash;         /* of the lean image's file */
    int has_reference;           /* cells of ARM_REFERENCE are played by ... */
    uint64_t reference_hash;     /* the lean image of this hash */
    struct plan_image images[PLAN_IMAGES_MAX];
    uint32_t image_count;
    uint64_t trials; /* planned in all */
};

/* One planned trial. */
struct planned {
    uint64_t trial;
    uint32_t block, kind, cell;
    uint64_t seed;
};

/* The ops that a batch of `batch` does beyond those that are counted, rounded to whole ones: a slowdown that
 * is known by construction. */
uint64_t cell_extra_ops(const struct cell *cell, uint64_t batch);
/* The same cell with CPUs of its own, as number `id`, of another arm. 0, or -1: out of memory. */
int cell_copy(struct cell *to, const struct cell *from, uint32_t id, enum arm arm);
/* Frees the cells and what they own; the plan is empty then. */
void plan_free(struct plan *plan);
/* 1: its cells are the arms A and B, which only `tvp ab` can play. */
int plan_has_arms(const struct plan *plan);
/* Cells that can run, of one kind. */
uint32_t plan_runnable(const struct plan *plan, uint32_t kind);
/* The blocks of one kind in the whole plan, and those that the cell takes part in: 0 when it has not that
 * kind. */
uint32_t plan_blocks(const struct plan *plan, uint32_t kind);
uint32_t cell_blocks(const struct plan *plan, const struct cell *cell, uint32_t kind);

#endif
