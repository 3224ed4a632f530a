/* SPDX-License-Identifier: MIT */
/* A trial that another language's runtime plays: the lean image starts its program, watches it, opens the
 * gate and looks at the family's memory; docs/runtimes.md has the protocol. */
#ifndef TVP_TRIAL_RUNTIME_H
#define TVP_TRIAL_RUNTIME_H

#include "trial.h"

#define RUNTIME_PLAN_MAX 16384u

/* The whole trial. Fills map->status; nothing that it started is left. */
void runtime_play(struct tvp_trial *trial);
/* runtime_plan.c: the plan of a trial, and where things lie in its mapping, as one line of JSON. 0, or -1: it
 * has no room. */
int runtime_plan(const struct map_head *map, char *text, size_t room);
/* runtime_check.c: are the stamps of every worker in their order? 0, or the trial is invalid. */
int runtime_check(struct tvp_trial *trial);

#endif
