/* SPDX-License-Identifier: MIT */
/* The parameters of a workload or a model: found by name, read from text or from JSON, kept in its structure.
 */
#ifndef TVP_PARAMS_H
#define TVP_PARAMS_H

#include "plan.h"

/* The place of a value in a parameter structure. */
uint64_t *param_place(const struct tvp_param *param, unsigned char *params);

/* NULL when the list (NULL: an empty one) has none of that name. */
const struct tvp_param *param_find(const struct tvp_param *list, const char *name);

/* A model's parameter is called MODEL.NAME everywhere: in records, tables and on the command line. The name
 * behind the point when `name` is one of this model's, else NULL. */
const char *param_of_model(const char *model, const char *name);
/* Writes that name; at most PARAM_NAME_MAX bytes with its NUL. */
#define PARAM_NAME_MAX (2 * TVP_NAME_MAX)
void param_model_name(const char *model, const struct tvp_param *param, char name[PARAM_NAME_MAX]);

/* Reads and checks a value as a user writes it. 0, or -1 with one line in `reason`. */
int param_parse(const struct tvp_param *param, const char *text, uint64_t *value, char reason[REASON_MAX]);

/* Fills the structure (TVP_PARAMS_MAX bytes) with the defaults of `owner`'s list. 0, or -1 with `reason`: the
 * list is wrong. */
int params_default(const struct tvp_param *list, const char *owner, unsigned char *params,
                   char reason[REASON_MAX]);

/* The word of a choice by its index, copied to `word`. 0, or -1: no such choice. */
int param_choice(const struct tvp_param *param, uint64_t index, char word[TVP_NAME_MAX]);

#endif
