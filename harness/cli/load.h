/* SPDX-License-Identifier: MIT */
/* Workloads in shared libraries: those that come with tvp, and `--load FILE`. */
#ifndef TVP_LOAD_H
#define TVP_LOAD_H

#include "../core/plan.h"

/* The lean image beside this program. EXIT_OK, or an exit code after one line on stderr. */
int load_image(char path[TVP_PATH_MAX]);
/* Loads those that come with tvp, or notes why they cannot be had. EXIT_OK, or as above. */
int load_own(void);
/* Loads what each --load of a command line names, before its other options are read: they may name it.
 * Likewise. */
int load_asked(int argc, char *const *argv);
/* `tvp ab --b-load FILE`: another build of what --load named, for arm b. Likewise. */
int load_other(const char *path);
/* Loads one; `image`: the lean image, which looks at it first. Likewise. */
int load_workload(const char *image, const char *path);

#endif
