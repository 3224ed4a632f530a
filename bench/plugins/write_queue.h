/* SPDX-License-Identifier: MIT */
/* The queue of those who want to write, in the trial's mapping: the same under every model. */
#ifndef WRITE_QUEUE_H
#define WRITE_QUEUE_H

#include "../../harness/api/tvp.h"

/* Who writes next. SQLite lets one connection write at a time, and lets the others sleep and look again, for
 * longer each time, while those that are awake get in before them: so that some never did. Here writers queue
 * up, and each calls the next one. */
struct queue {
    _Alignas(64) uint32_t next; /* ticket that nobody has taken */
    /* Of ticket t at t % TVP_WORKERS_MAX: t, once it is called. There are fewer workers than places. */
    _Alignas(64) uint32_t called[TVP_WORKERS_MAX];
};

/* Sleeps until the caller may write. Returns its ticket, to be given back. */
static inline uint32_t queue_take(struct queue *queue)
{
    const uint32_t ticket = __atomic_fetch_add(&queue->next, 1, __ATOMIC_SEQ_CST);
    uint32_t *called = &queue->called[ticket % TVP_WORKERS_MAX], seen;

    while ((seen = __atomic_load_n(called, __ATOMIC_SEQ_CST)) != ticket)
        plat_wait(called, seen, 0);
    return ticket;
}

/* Who takes the next ticket after our look at `next` sees that it has been called. */
static inline void queue_give(struct queue *queue, uint32_t ticket)
{
    uint32_t *called = &queue->called[(ticket + 1) % TVP_WORKERS_MAX];

    __atomic_store_n(called, ticket + 1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&queue->next, __ATOMIC_SEQ_CST) != ticket + 1)
        plat_wake_all(called);
}

#endif
