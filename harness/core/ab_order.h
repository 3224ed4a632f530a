/* SPDX-License-Identifier: MIT */
/* The order of the trials of `tvp ab`: in each pass over the pairs, in shuffled order, four trials of a pair
 * side by side, ABBA or BAAB as a coin says: what drifts meets both arms alike. Cells 2i and 2i + 1 of the
 * plan are the arms A and B of pair i. The trials of pass q are of the plan's blocks 2q and 2q + 1, the first
 * and the second of each arm, so that a block holds every cell once, as in any plan. */
#ifndef TVP_AB_ORDER_H
#define TVP_AB_ORDER_H

#include "schedule.h"

#define AB_ROUND 4u /* trials of a pair in a pass */

struct ab_order {
    const struct plan *plan;
    uint32_t *pairs; /* of the pass at hand, in their order; owned */
    uint32_t first_pair, pair_count, passes;
    uint32_t pass, at, step; /* what comes next */
    uint32_t turned;         /* 1: BAAB */
    uint64_t trial;
    struct random_state random;
};

/* `passes`: half as many as trials of an arm. 0 (ab_order_end it), or -1: out of memory. The plan must
 * outlive it. */
int ab_order_begin(struct ab_order *order, const struct plan *plan, uint32_t passes);
/* The next trial: 1, or 0 at the end. */
int ab_order_next(struct ab_order *order, struct planned *planned);
void ab_order_end(struct ab_order *order);

/* The order of `tvp selftest`: sessions, in each of them one run of ab for each group of `size` pairs that
 * follow each other, the groups in shuffled order. Session s has the plan's blocks from 2 s passes on. */
struct selftest_order {
    struct ab_order order; /* of the run of ab at hand */
    uint32_t *groups;      /* of the session at hand, in their order; owned */
    uint32_t group_count, size, passes, sessions;
    uint32_t session, at; /* the run at hand */
};
/* `passes` of each run. 0 (selftest_order_end it), or -1: out of memory. The plan must outlive it. */
int selftest_order_begin(struct selftest_order *all, const struct plan *plan, uint32_t size, uint32_t passes,
                         uint32_t sessions);
/* The next trial: 1, or 0 at the end. */
int selftest_order_next(struct selftest_order *all, struct planned *planned);
void selftest_order_end(struct selftest_order *all);

/* The looks at the data, as trials an arm, even and ascending: `most` rounded up, and its halves down to 8.
 * Returns how many, at most `room`. */
uint32_t ab_looks(uint32_t most, uint32_t *looks, uint32_t room);

#endif
