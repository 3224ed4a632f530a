/* SPDX-License-Identifier: MIT */
/* How many blocks fit into a budget of time: one rehearsal trial of the cells says what a block costs. */
#ifndef TVP_BUDGET_H
#define TVP_BUDGET_H

#include "execute.h"

#define BLOCKS_MAX        1000u /* under a budget */
#define BLOCKS_MEMORY_MAX 3u    /* under a budget: memory is nearly free of noise */

struct budget {
    uint64_t spent_ns;    /* before the first block: pilots and rehearsal */
    uint64_t block_ns[2]; /* what a block of each kind costs, by enum tvp_kind */
    int overrun;          /* 1: not even one block of each fits */
};

/* Called before each rehearsal trial, with how many of how many. */
typedef void budget_step(void *context, uint64_t done, uint64_t total);

/* Plays, unrecorded, one trial of each cell and kind, in shuffled order, until the trials of a kind have cost
 * a sixteenth of the budget; the cells that it did not come to are taken to cost the mean. 0, 1: interrupted,
 * or a plat error with `reason`. */
int budget_rehearse(struct budget *budget, const struct plan *plan, struct executor *executor,
                    budget_step *step, void *context, char reason[REASON_MAX]);
/* Sets the plan's blocks from its budget: at least one of each kind that has cells. Pure. */
void budget_blocks(struct budget *budget, struct plan *plan);

#endif
