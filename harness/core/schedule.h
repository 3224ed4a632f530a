/* SPDX-License-Identifier: MIT */
/* The order of a plan's trials: blocks in which every cell plays that takes part in them, each in an order
 * shuffled from the seed, the blocks of both kinds spread evenly over the run. The same plan and seed give
 * the same order on every system. */
#ifndef TVP_SCHEDULE_H
#define TVP_SCHEDULE_H

#include "plan.h"

/* xoshiro256**, seeded by splitmix64: https://prng.di.unimi.it/ */
struct random_state {
    uint64_t s[4];
};
void random_seed(struct random_state *state, uint64_t seed);
uint64_t random_next(struct random_state *state);
/* Uniform in 0 .. below - 1, without bias; below > 0. */
uint64_t random_below(struct random_state *state, uint64_t below);

struct schedule {
    const struct plan *plan;
    uint32_t *order;    /* of the block at hand; owned */
    uint32_t *ranks[2]; /* of each block, by enum tvp_kind; owned */
    uint32_t size;      /* of it */
    uint32_t at;
    uint32_t kind, block;
    uint32_t done[2]; /* blocks begun of each kind */
    uint64_t trial;
    struct random_state random;
};

/* 0 (schedule_end it), or -1: out of memory. The plan must outlive it. */
int schedule_begin(struct schedule *schedule, const struct plan *plan);
/* The next trial: 1, or 0 at the end. */
int schedule_next(struct schedule *schedule, struct planned *planned);
void schedule_end(struct schedule *schedule);

/* How many trials the plan's blocks make. */
uint64_t schedule_count(const struct plan *plan);

/* A cell of n blocks takes part in those of the `blocks` whose rank is below n. With a target they are the
 * first n, as it may need no more; else they lie spread over the run (bit reversal: van der Corput,
 * Proceedings Akademie Amsterdam 38, 1935), those of a smaller n among those of a larger one, so that any two
 * cells share as many blocks as the lesser one has. */
void schedule_ranks(uint32_t *ranks, uint32_t blocks, int has_target);

#endif
