/* SPDX-License-Identifier: MIT */
/* A part of plat.h, by its rules: what it takes to have programs of a user's as workers, which know nothing
 * of tvp but a descriptor and some variables (command.c; of CPUs: affinity.c). */
#ifndef TVP_PLAT_COMMAND_H
#define TVP_PLAT_COMMAND_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Why not here; NULL: all of command.c works. */
const char *plat_command_unsupported(void);
/* 0: the file at that path can be started by this user; or a plat error. */
int plat_command_runnable(const char *path);
/* The object behind a handle by another handle, closed on exec. The handle, or a plat error. */
int64_t plat_handle_copy(int64_t handle);
/* Makes `number` another handle of what `handle` is one of, in place of what it was; images that are started
 * inherit it. 0, or a plat error. */
int plat_handle_as(int64_t handle, int64_t number);
/* A variable of this process' environment, which images inherit. 0, or a plat error. */
int plat_variable_set(const char *name, const char *value);
/* Ends all processes of the group that `leader` founded, the caller too, which must be a member of it.
 * Returns only when it is none: -PLAT_EPERM. */
int plat_group_end(int64_t leader);

/* ---- affinity.c ---- */
/* From now on the calling thread may run on any of these CPUs, by OS index, and on no other one. */
int plat_cpus_permit(const uint32_t *cpus, uint32_t count);
/* 1: that process' first thread is bound to that CPU alone, 0: it is not, or a plat error. */
int plat_process_is_pinned(int64_t pid, uint32_t cpu);

#ifdef __cplusplus
}
#endif

#endif
