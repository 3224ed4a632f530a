/* SPDX-License-Identifier: MIT */
/* Where the runtimes of other languages are: their programs, and the scripts of bench/runtimes. */
#ifndef TVP_RUNTIMES_H
#define TVP_RUNTIMES_H

#include "plan.h"

#define RUNTIMES_MAX 8u

struct runtime_place {
    char why[REASON_MAX];       /* why no model of it can run here; "": it can */
    char program[TVP_PATH_MAX]; /* what plays its trials, where nobody names another */
    char script[TVP_PATH_MAX];  /* what that is to run */
};
/* Of the runtime of that name. Looks once. */
const struct runtime_place *runtime_here(const char *name);
/* Why the model cannot run here, for its own reason or its runtime's; NULL: it can. */
const char *model_refused(const struct tvp_model *model);

#endif
