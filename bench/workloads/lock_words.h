/* SPDX-License-Identifier: MIT */
/* What lock_rwlock guards, and how it is read and written. */
#ifndef LOCK_WORDS_H
#define LOCK_WORDS_H

#include "../../harness/api/plat_lock.h"
#include "../../harness/api/tvp.h"

/* Both words are written under the lock, one after the other: who reads them unequal was let in too early. */
struct shared {
    struct plat_rwlock lock;
    _Alignas(64) volatile uint64_t first;
    _Alignas(64) volatile uint64_t second;
    _Alignas(64) uint64_t written[]; /* by each worker, left by its verify */
};

struct state {
    uint64_t turn, written, unequal;
};

static inline struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static inline void write_both(struct tvp_worker *worker, struct shared *shared)
{
    tvp_block_begin(worker);
    plat_rwlock_take_to_write(&shared->lock);
    tvp_block_end(worker);
    shared->first = shared->first + 1;
    shared->second = shared->second + 1;
    plat_rwlock_give(&shared->lock);
    state_of(worker)->written++;
}

static inline void read_both(struct tvp_worker *worker, struct shared *shared)
{
    tvp_block_begin(worker);
    plat_rwlock_take_to_read(&shared->lock);
    tvp_block_end(worker);
    state_of(worker)->unequal += shared->first != shared->second;
    plat_rwlock_give(&shared->lock);
}

#endif
