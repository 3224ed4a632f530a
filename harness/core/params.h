/* SPDX-License-Identifier: MIT */
/* A workload's own parameters: found by name, read from text or from JSON, kept in its structure. */
#ifndef TVP_PARAMS_H
#define TVP_PARAMS_H

#include "plan.h"

/* The place of a value in a parameter structure. */
uint64_t *param_place(const struct tvp_param *param, unsigned char *params);

/* NULL when the workload has none of that name. */
const struct tvp_param *param_find(const struct tvp_workload *workload, const char *name);

/* Reads and checks a value as a user writes it. 0, or -1 with one line in `reason`. */
int param_parse(const struct tvp_param *param, const char *text, uint64_t *value, char reason[REASON_MAX]);

/* Fills the structure (TVP_PARAMS_MAX bytes) with the workload's defaults. 0, or -1 with `reason`: the
 * workload is wrong. */
int params_default(const struct tvp_workload *workload, unsigned char *params, char reason[REASON_MAX]);

/* The word of a choice by its index, copied to `word`. 0, or -1: no such choice. */
int param_choice(const struct tvp_param *param, uint64_t index, char word[TVP_NAME_MAX]);

#endif
