/* SPDX-License-Identifier: MIT */
/* Workloads in shared libraries that export `tvp_plugin` (TVP_PLUGIN of tvp.h): those that come with tvp,
 * since they need a library, and a user's own. */
#ifndef TVP_PLUGIN_FILE_H
#define TVP_PLUGIN_FILE_H

#include "plan.h"

/* Loads the library at that absolute path, looks at what it says of itself, and puts its workload into the
 * registry. NULL with `why`, in one line. Its code runs in this process: see plugin_check. */
const struct tvp_workload *plugin_load(const char *path, char why[REASON_MAX]);
/* Only looks: 0, or -1 with `why`. Calls also what the controller will call, with the defaults of its
 * parameters. */
int plugin_check(const char *path, char why[REASON_MAX]);
/* Loads those that come with tvp, each from NAME.so in the first of the folders that has it; before any
 * other. One that cannot be loaded is unsupported, and says why. `folders`: paths, ended by NULL. */
void plugins_load(const char *const *folders);
/* Is it one of those? Then it is known by its name and version alone, as what is compiled in. */
int plugin_is_own(const struct tvp_workload *workload);
/* `tvp ab`: another build of the workload that was loaded last, for arm b, as alike as two arms must be. 0,
 * or -1 with `why`. */
int plugin_pair(const char *path, char why[REASON_MAX]);
/* The file that a cell's workload was loaded from, or NULL: it is compiled in. *hash: of that file. */
const char *plugin_path_of(const struct cell *cell, uint64_t *hash);

#endif
