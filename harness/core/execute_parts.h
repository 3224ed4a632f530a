/* SPDX-License-Identifier: MIT */
/* The parts of execute.c: what a trial is given, and what became of it. */
#ifndef TVP_EXECUTE_PARTS_H
#define TVP_EXECUTE_PARTS_H

#include "execute.h"

#define STDERR_MAX       65536u
#define EXECUTE_PILOT_NS 20000000u /* how long a pilot measures */

/* How a trial came to its end, seen from outside. */
struct ending {
    int timed_out, interrupted;
    struct plat_exit how;
    uint64_t timeout_ns;
};

/* ---- execute_map.c ---- */
/* The lean image that plays a cell. */
const char *execute_image(const struct executor *executor, const struct cell *cell);
/* Makes the mapping of a trial and fills its plan, but for tmp_path and cgroup_path. 0, or a plat error with
 * out->status and out->reason set. */
int execute_map_make(const struct executor *executor, const struct cell *cell, const struct planned *planned,
                     const char *probes, struct outcome *out);
/* After the end: puts back what decides where things lie, and ends every text, whatever the trial wrote over
 * it. */
void execute_map_mend(const struct cell *cell, const struct planned *planned, struct outcome *out);

/* ---- execute_verdict.c ---- */
/* Fills status, reason and call_to_joined_ns of an outcome with a mapping. */
void execute_verdict(const struct cell *cell, const struct ending *ending, struct outcome *out);

/* ---- execute_env.c ---- */
/* The trial's environment: the controller's with `settings` (NAME=VALUE, NULL at the end; may be NULL) over
 * it, eager binding, `preload` ("" for nothing) before what is preloaded already, and `pad` bytes more. Freed
 * with free(). NULL: no memory. */
char **execute_environment(uint32_t pad, const char *const *settings, const char *preload);

/* ---- execute_cgroup.c ---- */
/* Makes a cgroup for one trial; "" in `path` where none can be made. */
void execute_cgroup_begin(struct executor *executor, uint64_t trial, char path[TVP_PATH_MAX]);
void execute_cgroup_end(const char *path);
/* Lets the janitor go. */
void execute_cgroup_close(struct executor *executor);

#endif
