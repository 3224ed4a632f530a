/* SPDX-License-Identifier: MIT */
/* Contended: every worker draws tickets from one atomic counter, which is shared under every model. */
#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>

#include "../../harness/api/tvp.h"

/* The counter's line has an unused one on either side: some processors fetch lines in pairs. */
struct shared {
    _Alignas(64) unsigned char before[64];
    _Alignas(64) _Atomic uint64_t next;
    _Alignas(64) unsigned char after[64];
    _Alignas(64) uint64_t ticket_sum[]; /* of each worker, left by its verify */
};

struct state {
    uint64_t ticket_sum;
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static size_t shared_bytes(const void *params, uint32_t workers)
{
    return sizeof(struct shared) + workers * sizeof(uint64_t);
}

static int setup(struct tvp_worker *worker)
{
    const struct shared *shared = worker->trial->shared;

    /* Beside what a worker drew that had this place before. */
    state_of(worker)->ticket_sum = shared->ticket_sum[worker->index];
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct shared *shared = worker->trial->shared;
    uint64_t sum = 0;

    for (; ops > 0; ops--)
        sum += atomic_fetch_add_explicit(&shared->next, 1, memory_order_relaxed);
    state_of(worker)->ticket_sum += sum;
}

static int verify(struct tvp_worker *worker)
{
    struct shared *shared = worker->trial->shared;
    uint64_t drawn = atomic_load(&shared->next);

    shared->ticket_sum[worker->index] = state_of(worker)->ticket_sum;
    if (drawn < worker->ops_total)
        return tvp_fail(worker,
                        "counter: it stands at %" PRIu64 " after %" PRIu64 " increments of this worker",
                        drawn, worker->ops_total);
    return 0;
}

static int check(struct tvp_trial *trial)
{
    const struct shared *shared = trial->shared;
    uint64_t drawn = atomic_load(&shared->next), asked = 0, sum = 0, expected;

    for (uint32_t i = 0; i < trial->workers; i++) {
        asked += tvp_worker_ops(trial, i);
        sum += shared->ticket_sum[i];
    }
    if (drawn != asked)
        return tvp_fail_trial(trial, "counter: it stands at %" PRIu64 " after %" PRIu64 " increments", drawn,
                              asked);
    /* 0 + 1 + ... + (drawn - 1), modulo 2^64: the even factor is halved before the product overflows. */
    expected = drawn % 2 == 0 ? drawn / 2 * (drawn - 1) : (drawn - 1) / 2 * drawn;
    if (sum != expected)
        return tvp_fail_trial(trial, "counter: the sum of the %" PRIu64 " tickets is wrong", drawn);
    return 0;
}

const struct tvp_workload tvp_workload_counter = {
    .name = "counter",
    .brief = "contended: one atomic counter for all workers",
    .op = "one atomic fetch-and-add (relaxed) on a counter that all workers share, its result added to a "
          "register",
    .doc = "The counter lies in the trial's shared mapping under every model, in cache lines of its own. "
           "Verified: it must end at the number of ops of all workers, and the values drawn must add up to "
           "0 + 1 + ... + n-1, so that none was drawn twice and none was lost.",
    .version = 1,
    .shared_bytes = shared_bytes,
    .setup = setup,
    .run = run,
    .verify = verify,
    .check = check,
};
