/* SPDX-License-Identifier: MIT */
/* Where the runtimes of other languages are: their programs, and the scripts of bench/runtimes. */
#ifndef TVP_RUNTIMES_H
#define TVP_RUNTIMES_H

#include "registry.h"

/* Why no model of that runtime can run here; NULL: it can. Looks once. */
const char *runtime_unsupported(const char *name);
/* The same of a model: its own reason, or its runtime's. */
const char *model_refused(const struct tvp_model *model);
/* The program that plays that runtime's trials, where nobody names another. 0, or -1: there is none. */
int runtime_program(const struct runtime *runtime, char path[TVP_PATH_MAX]);
/* The script that it is to run. 0, or -1: it lies nowhere. */
int runtime_script(const struct runtime *runtime, char path[TVP_PATH_MAX]);

#endif
