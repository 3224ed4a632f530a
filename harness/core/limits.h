/* SPDX-License-Identifier: MIT */
/* How much memory, how many processes and threads, and how many files we may still use, and whether a cell
 * stays within that. Reads the system once (limits_read); all else is arithmetic on what was read. */
#ifndef TVP_LIMITS_H
#define TVP_LIMITS_H

#include "plan.h"

#define LIMITS_NONE UINT64_MAX

struct limits {
    uint64_t memory_bytes;  /* that we may still take; LIMITS_NONE: the system does not tell */
    uint64_t tasks;         /* processes and threads that we may still start */
    uint64_t files;         /* descriptors that a process of ours may have */
    uint64_t address_bytes; /* that one process may map: ulimit -v */
    uint64_t stack_bytes;   /* that a thread's stack takes of it */
    const char *memory_by;  /* what sets it: "cgroup limit", "memory available"; a literal, never NULL */
    const char *tasks_by;
    uint64_t mappings; /* that one process may have: vm.max_map_count */
};

/* Reads the limits of this process from the files below `root` (the system's own for ""; tests give another).
 * 0, or a plat error. */
int limits_read(const char *root, struct limits *limits);

/* Memory that a trial of the cell holds at its peak, bytes: data, copies of it, pages written after a fork,
 * heap, page tables, and a flat sum for each worker. */
uint64_t limits_memory_need(const struct cell *cell);
/* Address space that the largest process of a trial of the cell takes, bytes: what it maps, touched or not,
 * with stacks of so many bytes. */
uint64_t limits_address_need(const struct cell *cell, uint64_t stack_bytes);
/* Processes and threads that a trial of the cell has at once. */
uint64_t limits_tasks_need(const struct cell *cell);

/* Whether a trial of the cell would take more than `percent` of the allowed memory (100 for what a user
 * named, 50 for what a suite brought), or more address space, processes, threads or files than
 * allowed. 1 with one line that
 * has the figures in `reason`, else 0. */
int limits_refuse(const struct limits *limits, const struct cell *cell, uint32_t percent,
                  char reason[REASON_MAX]);

#endif
