/* SPDX-License-Identifier: MIT */
/* Programs that know nothing of tvp are played under a keeper, which outlives whoever wanted them played and
 * ends them, and all that they started: kill -9 of tvp and of all its images but the keeper leaves nothing.
 */
#ifndef TVP_TRIAL_KEEP_H
#define TVP_TRIAL_KEEP_H

#include "../api/plat_runtime.h"

#define KEEP_WORDS_MAX 16u

/* Starts words[0], a path, with these words (NULL at the end) under a keeper, which is the child: it ends as
 * the program does (127: that cannot be started). It empties and removes `folder`, if that is not "", when
 * nothing of the program is left. Where the given handle is a trial's mapping, trial_pid becomes the
 * program's. Handles as plat_child_start has them. 0, or a plat error. */
int keep_start(struct plat_child *child, const char *image, const char *folder, char *const words[],
               int64_t handle, int64_t error_output);
/* The roles `keep` and `under`. */
int keep_main(int argc, char **argv);
int under_main(int argc, char **argv);

#endif
