/* SPDX-License-Identifier: MIT */
/* Contended: permits that are waited for asleep, and handed on by waking one sleeper: futexes, WaitOnAddress
 * and their like, without any spinning before. */
#include <inttypes.h>
#include <stdatomic.h>

#include "../../harness/api/plat_models.h"
#include "../../harness/api/tvp.h"

struct shared {
    _Alignas(64) _Atomic uint32_t taken; /* 0: free, 1: taken, 2: taken, and somebody may be asleep */
    _Alignas(64) volatile uint64_t counter;
    unsigned char after[56];
};

static size_t shared_bytes(const void *params, uint32_t workers)
{
    (void)params;
    (void)workers;
    return sizeof(struct shared);
}

/* The mutex of three states (Drepper, "Futexes are tricky", 2011, mutex 2). */
static void take(struct tvp_worker *worker, struct shared *shared)
{
    uint32_t seen = 0;

    if (atomic_compare_exchange_strong(&shared->taken, &seen, 1))
        return;
    tvp_block_begin(worker);
    if (seen != 2)
        seen = atomic_exchange(&shared->taken, 2);
    while (seen != 0) {
        plat_wait((uint32_t *)&shared->taken, 2, 0);
        seen = atomic_exchange(&shared->taken, 2);
    }
    tvp_block_end(worker);
}

static void give(struct shared *shared)
{
    if (atomic_exchange(&shared->taken, 0) == 2)
        plat_wake_one((uint32_t *)&shared->taken);
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct shared *shared = worker->trial->shared;

    for (; ops > 0; ops--) {
        take(worker, shared);
        shared->counter = shared->counter + 1;
        give(shared);
    }
}

static int check(struct tvp_trial *trial)
{
    const struct shared *shared = trial->shared;
    uint64_t asked = 0;

    for (uint32_t i = 0; i < trial->workers; i++)
        asked += tvp_worker_ops(trial, i);
    return shared->counter == asked
               ? 0
               : tvp_fail_trial(trial,
                                "lock_wake: the counter stands at %" PRIu64 " after %" PRIu64 " increments",
                                (uint64_t)shared->counter, asked);
}

const struct tvp_workload tvp_workload_lock_wake = {
    .name = "lock_wake",
    .brief = "contended: one permit, waited for asleep, handed on by waking",
    .op = "a permit taken, asleep on its word when another has it, a plain counter incremented, the permit "
          "given "
          "back and one sleeper woken if there may be one",
    .doc =
        "The word lies in the trial's shared mapping under every model; waiting and waking are the system's "
        "(futex on Linux) and are never preceded by spinning. Waiting is marked as blocking. Verified: the "
        "counter must be the number of ops of all workers.",
    .version = 1,
    .shared_bytes = shared_bytes,
    .run = run,
    .check = check,
};
