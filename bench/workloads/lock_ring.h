/* SPDX-License-Identifier: MIT */
/* The queue of lock_queue: a ring of places. */
#ifndef LOCK_RING_H
#define LOCK_RING_H

#include <stdatomic.h>

#include "../../harness/api/tvp.h"
#include "random.h"

#define PLACES   1024u /* a power of 2, above TVP_WORKERS_MAX: a worker has at most one item in it */
#define PATIENCE 64u   /* looks before it lets others run */

struct place {
    _Alignas(64) _Atomic uint64_t turn;
    uint64_t item;
};

struct shared {
    _Alignas(64) _Atomic uint64_t head;
    _Alignas(64) _Atomic uint64_t tail;
    struct place place[PLACES];
    uint64_t balance[]; /* of each worker: sum of what it took less what it put in, left by its verify */
};

/* What worker `worker` puts in as its item `number`, from 1. Mixed, so that wrong items do not add up to the
 * sum of the right ones. */
static inline uint64_t item_of(uint32_t worker, uint64_t number)
{
    uint64_t name = ((uint64_t)worker << 40) + number;

    return random_of(&name);
}

/* The place that is this worker's when its number is `turn` more than its place in the order; claimed by
 * moving `end` on. */
static inline struct place *claim(struct tvp_worker *worker, struct shared *shared, _Atomic uint64_t *end,
                                  uint64_t turn, uint64_t *at)
{
    for (uint32_t looks = 1;; looks++) {
        *at = atomic_load_explicit(end, memory_order_relaxed);
        struct place *place = &shared->place[*at % PLACES];
        if (atomic_load_explicit(&place->turn, memory_order_acquire) == *at + turn) {
            if (atomic_compare_exchange_weak_explicit(end, at, *at + 1, memory_order_relaxed,
                                                      memory_order_relaxed))
                return place;
        } else if (looks % PATIENCE ==
                   0) { /* another one is on its way, and may need this CPU or this turn */
            tvp_block_begin(worker);
            plat_cpu_yield();
            tvp_block_end(worker);
        } else {
            plat_cpu_pause();
        }
    }
}

#endif
