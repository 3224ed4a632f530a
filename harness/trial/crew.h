/* SPDX-License-Identifier: MIT */
/* What the ways to play a crew have in common: all at once, or task by task. */
#ifndef TVP_CREW_H
#define TVP_CREW_H

#include "trial.h"

/* Says how worker i ended before its time; the trial is over then. -1. */
int crew_ended_early(struct tvp_crew *crew, uint32_t i, const struct plat_exit *how);
/* 1: worker i has ended (*how filled), 0: it has not, or a plat error. */
int crew_has_ended(struct tvp_crew *crew, uint32_t i, struct plat_exit *how);
/* Asks the system only when a child has died since. 0, or -1: one has ended early, and that is told. */
int crew_look_for_dead(struct tvp_crew *crew);

/* Worker i cannot be started. Who was to start it may have died of a worker that went wrong at once: then
 * that is what is told, as `look` (0, or -1: it has told) sees it. -1 with the trial's status set. */
int crew_cannot_start(struct tvp_crew *crew, uint32_t i, int error,
                      int (*look)(struct tvp_crew *crew, void *context), void *context);

/* tasks.c */
/* lifetime pool, once the gate is open: hands each worker its next task when it has done the one before. 0,
 * or -1 with the trial's status set. */
int tasks_hand_out(struct tvp_crew *crew);
/* lifetime task: starts a worker for each task, as many at a time as the trial has workers. Likewise. */
int tasks_play(struct tvp_crew *crew, const struct tvp_model *model);

#endif
