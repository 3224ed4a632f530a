/* SPDX-License-Identifier: MIT */
/* Contended: all workers put into and take from one bounded queue, which needs no lock (Vyukov, "Bounded MPMC
 * queue", 1024cores.net: each place has a number that says whose turn it is). */
#include <inttypes.h>

#include "lock_ring.h"

struct state {
    uint64_t balance, put; /* put: items so far */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static size_t shared_bytes(const void *params, uint32_t workers)
{
    (void)params;
    return sizeof(struct shared) + workers * sizeof(uint64_t);
}

static int prepare(struct tvp_trial *trial)
{
    struct shared *shared = trial->shared;

    for (uint64_t i = 0; i < PLACES; i++)
        atomic_store(&shared->place[i].turn, i);
    return 0;
}

static int setup(struct tvp_worker *worker)
{
    const struct shared *shared = worker->trial->shared;

    *state_of(worker) = (struct state){.balance = shared->balance[worker->index]};
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct shared *shared = worker->trial->shared;
    struct state *state = state_of(worker);
    uint64_t at;

    for (; ops > 0; ops--) {
        struct place *place = claim(worker, shared, &shared->tail, 0, &at);
        place->item = item_of(worker->index, ++state->put);
        state->balance -= place->item;
        atomic_store_explicit(&place->turn, at + 1, memory_order_release);
        place = claim(worker, shared, &shared->head, 1, &at);
        state->balance += place->item;
        atomic_store_explicit(&place->turn, at + PLACES, memory_order_release);
    }
}

static int verify(struct tvp_worker *worker)
{
    struct shared *shared = worker->trial->shared;

    shared->balance[worker->index] = state_of(worker)->balance;
    return 0;
}

static int check(struct tvp_trial *trial)
{
    const struct shared *shared = trial->shared;
    uint64_t balance = 0, asked = 0, put = atomic_load(&shared->tail), taken = atomic_load(&shared->head);

    for (uint32_t i = 0; i < trial->workers; i++) {
        balance += shared->balance[i];
        asked += tvp_worker_ops(trial, i);
    }
    if (put != asked || taken != asked || balance != 0)
        return tvp_fail_trial(trial,
                              "lock_queue: %" PRIu64 " items put in, %" PRIu64 " taken in %" PRIu64
                              " ops, or other ones",
                              put, taken, asked);
    return 0;
}

const struct tvp_workload tvp_workload_lock_queue = {
    .name = "lock_queue",
    .brief = "contended: one queue that all workers put into and take from",
    .op = "an item put into a bounded queue, and the oldest one taken from it",
    .doc =
        "Queue and items lie in the trial's shared mapping under every model; no lock, no sleep: who must "
        "wait for another one's step looks again, and yields its CPU every 64 looks, marked as blocking. "
        "Verified: as many items are put in and taken as there were ops, and the items, random words, add up "
        "to the same sum: one lost, or taken twice, changes it.",
    .version = 2,
    .shared_bytes = shared_bytes,
    .prepare = prepare,
    .setup = setup,
    .run = run,
    .verify = verify,
    .check = check,
};
