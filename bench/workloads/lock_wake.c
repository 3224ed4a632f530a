/* SPDX-License-Identifier: MIT */
/* Wake-ups: the workers hand a turn round, each asleep until the one before calls it: futexes, WaitOnAddress
 * and their like, without any spinning before. */
#include <inttypes.h>

#include "lock_round.h"

static size_t shared_bytes(const void *params, uint32_t workers)
{
    (void)params;
    return sizeof(struct shared) + workers * sizeof(struct seat);
}

static int prepare(struct tvp_trial *trial)
{
    struct shared *shared = trial->shared;

    shared->seat[0].called = 1;
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct shared *shared = worker->trial->shared;
    const int sleeps = worker->trial->workers > 1; /* else an op takes nanoseconds: nothing to tell */
    uint64_t begin_ns = sleeps ? tvp_op_begin(worker) : 0;

    for (; ops > 0; ops--) {
        round_take(worker, &shared->seat[worker->index]);
        shared->counter = shared->counter + 1;
        round_call(shared, worker->trial->workers, worker->index);
        if (sleeps)
            begin_ns = tvp_op_end(worker, begin_ns);
    }
}

/* The others may still be at work, and must not wait for this one. */
static int verify(struct tvp_worker *worker)
{
    round_leave(worker->trial->shared, worker->trial->workers, worker->index);
    return 0;
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
    .brief = "wake-ups: a turn handed round, each worker asleep until it is called",
    .op = "the turn waited for asleep, a plain counter incremented, the next worker called and woken; of one "
          "worker alone no wake-up",
    .doc = "A word for each worker lies in the trial's shared mapping under every model; waiting and waking "
           "are the system's (a futex without the private flag on Linux) and are never preceded by spinning. "
           "As all take turns, ops_per_s of all workers is the rate of wake-ups. Waiting is marked as "
           "blocking. Verified: the counter must be the number of ops of all workers, which it is not when "
           "two have the turn at once.",
    .version = 3,
    .needs = TVP_NEEDS_COMPANY | TVP_TELLS_LATENCY,
    .shared_bytes = shared_bytes,
    .prepare = prepare,
    .run = run,
    .verify = verify,
    .check = check,
};
