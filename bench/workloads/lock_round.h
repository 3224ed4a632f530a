/* SPDX-License-Identifier: MIT */
/* The turn that the workers of lock_wake hand round: one of them has it, the others sleep until they are
 * called. */
#ifndef LOCK_ROUND_H
#define LOCK_ROUND_H

#include "../../harness/api/plat_models.h"
#include "../../harness/api/tvp.h"

struct seat {
    _Alignas(64) uint32_t called; /* 1: it has the turn, or is to take it */
    uint32_t gone;                /* 1: it is to be passed over */
};

struct shared {
    _Alignas(64) volatile uint64_t counter; /* plain: only the turn keeps increments apart */
    struct seat seat[];
};

/* Hands the turn from worker i to the next one that is still there: itself when it is alone, nobody when it
 * has gone too. Who leaves says so before it looks whether it has been called, we call before we look whether
 * it has left: one of the two sees the other, and only one of them takes the call back. */
static inline void round_call(struct shared *shared, uint32_t workers, uint32_t i)
{
    for (uint32_t step = 1; step <= workers; step++) {
        struct seat *seat = &shared->seat[(i + step) % workers];

        if (__atomic_load_n(&seat->gone, __ATOMIC_SEQ_CST))
            continue;
        __atomic_store_n(&seat->called, 1, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&seat->gone, __ATOMIC_SEQ_CST) &&
            __atomic_exchange_n(&seat->called, 0, __ATOMIC_SEQ_CST))
            continue;
        if (step < workers)
            plat_wake_one(&seat->called);
        return;
    }
}

static inline void round_take(struct tvp_worker *worker, struct seat *seat)
{
    if (__atomic_exchange_n(&seat->called, 0, __ATOMIC_SEQ_CST))
        return;
    tvp_block_begin(worker);
    while (__atomic_exchange_n(&seat->called, 0, __ATOMIC_SEQ_CST) == 0)
        plat_wait(&seat->called, 0, 0);
    tvp_block_end(worker);
}

/* From now on nobody waits for worker i. */
static inline void round_leave(struct shared *shared, uint32_t workers, uint32_t i)
{
    __atomic_store_n(&shared->seat[i].gone, 1, __ATOMIC_SEQ_CST);
    if (__atomic_exchange_n(&shared->seat[i].called, 0, __ATOMIC_SEQ_CST))
        round_call(shared, workers, i);
}

#endif
