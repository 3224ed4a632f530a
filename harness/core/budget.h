/* SPDX-License-Identifier: MIT */
/* How many blocks each comparison group gets, and how long a trial works, by what a rehearsal says of noise
 * and costs. Everything here but budget_rehearse is arithmetic. */
#ifndef TVP_BUDGET_H
#define TVP_BUDGET_H

#include "groups.h"
#include "pilot.h"
#include "rehearse.h"

#define BLOCKS_MAX        1000u /* under a budget */
#define BLOCKS_LEAST      6u    /* where they fit: fewer trials have no 95 % interval of the median */
#define BLOCKS_MEMORY_MAX 3u    /* under a budget: memory is nearly free of noise */
#define TARGET_TRIALS     128u  /* with a target and neither a budget nor a number of trials */

/* What was decided for the cells of one group that have trials of one kind, and by what. */
struct share {
    uint32_t group, kind;
    enum figure figure;
    uint32_t blocks;
    double block_ns;  /* what a block of it costs */
    double deviation; /* of a trial's figure, relative: of the group's cells together; NaN: not known */
    double freedom;   /* degrees of freedom of that */
    double used;      /* drawn towards the usual one of all groups: what the blocks were shared out by */
};

struct budget {
    struct groups groups;
    struct estimate *estimates[2]; /* by enum tvp_kind and cell; owned */
    struct share *shares;          /* owned */
    uint32_t share_count;
    uint32_t cap;      /* blocks that no group may exceed; 0: the budget alone */
    uint64_t spent_ns; /* before the first block: pilots and rehearsal */
    double once_ns;    /* what one block of each group and kind costs */
    int overrun;       /* 1: not even that fits */
};

/* Room for a plan's cells. 0, or -1: out of memory; budget_free in both cases. */
int budget_begin(struct budget *budget, const struct plan *plan);
void budget_free(struct budget *budget);

/* Plays the rehearsal: an eighth of the budget at most for time and a sixteenth for memory (10 s and 5 s
 * without a budget), beyond one trial of each. 0, 1: interrupted, or a plat error with `reason`. */
int budget_rehearse(struct budget *budget, const struct plan *plan, struct executor *executor,
                    rehearsal_step *step, void *context, char reason[REASON_MAX]);

/* Settles how long the trials of a pilot's group work, where nobody asked for a time: as long as Kalibera and
 * Jones's optimum of its cells together says, from a quarter of the usual time to twice it, at least 10
 * batches, never less than usual where workers share CPUs. Sets the group's best_ns also where the time was
 * asked for; returns 1 when the group's ops changed. */
int budget_time(const struct budget *budget, struct pilot_group *group, struct plan *plan);

/* Shares the budget out and sets the blocks of the plan and of its cells. Where a target is given, a group
 * gets eight times the trials that the rehearsal lets expect, and never more than the whole budget buys. 0,
 * or -1: out of memory. */
int budget_blocks(struct budget *budget, struct plan *plan);

#endif
