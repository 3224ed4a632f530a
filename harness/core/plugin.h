/* SPDX-License-Identifier: MIT */
/* Workloads of a user's own: shared libraries that export `tvp_plugin` (TVP_PLUGIN of tvp.h). */
#ifndef TVP_PLUGIN_FILE_H
#define TVP_PLUGIN_FILE_H

#include "plan.h"

/* Loads the library at that absolute path, looks at what it says of itself, and puts its workload into the
 * registry. NULL with `why`, in one line. Its code runs in this process: see plugin_check. */
const struct tvp_workload *plugin_load(const char *path, char why[REASON_MAX]);
/* Only looks: 0, or -1 with `why`. Calls also what the controller will call, with the defaults of its
 * parameters. */
int plugin_check(const char *path, char why[REASON_MAX]);
/* The file that a workload was loaded from, or NULL: it is of this build. *hash: of that file. */
const char *plugin_path(const struct tvp_workload *workload, uint64_t *hash);
/* `tvp ab`: another build of the workload that was loaded last, for arm b, as alike as two arms must be. 0,
 * or -1 with `why`. */
int plugin_pair(const char *path, char why[REASON_MAX]);
/* As plugin_path, of a cell: arm b may have a file of its own. */
const char *plugin_path_of(const struct cell *cell, uint64_t *hash);

#endif
