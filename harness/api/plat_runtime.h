/* SPDX-License-Identifier: MIT */
/* What playing trials of other languages' runtimes needs of the operating system: one file in
 * harness/plat/LAYER/ (runtime.c). Errors and units as in plat.h. */
#ifndef TVP_PLAT_RUNTIME_H
#define TVP_PLAT_RUNTIME_H

#include "plat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why no such trial can be played on this system; NULL: it can. */
const char *plat_runtimes_unsupported(void);
/* The processes below this one, children before their own, at most `room`; how many, or -PLAT_ENOTSUP. */
int plat_descendants(int64_t *pids, uint32_t room);
/* Removes the names in shared memory that `pid`, and trials' runtimes that are no more, left behind: segments
 * and semaphores whose names begin with tvp-lane- and the id of the trial's process. */
void plat_runtime_sweep(int64_t pid);
/* This process becomes that program, with the words of argv and all that is not closed on exec; it is asked
 * to end (by a signal that it may catch) when `parent`, from which this process must come, ends. Returns only
 * a plat error. */
int plat_become(const char *path, char *const argv[], int64_t parent);
/* Ends this process as another one ended, but for its core. */
__attribute__((noreturn)) void plat_end_as(const struct plat_exit *how);
/* From now on this process, and what it starts, gets no huge pages unasked. 0, or -PLAT_ENOTSUP. */
int plat_huge_pages_off(void);

#ifdef __cplusplus
}
#endif

#endif
