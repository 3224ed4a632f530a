/* SPDX-License-Identifier: MIT */
/* Contended: a reader-writer lock in the mapping, taken to read and, for a given share of the ops, to write.
 */
#include <inttypes.h>

#include "lock_words.h"

struct params {
    uint64_t writes;
};

static const struct tvp_param list[] = {{"writes", TVP_PARAM_COUNT, offsetof(struct params, writes), "10",
                                         NULL, 0, 100, "share of the ops that write, percent, evenly spread"},
                                        {.name = NULL}};

static const char *refuses(const void *params)
{
    (void)params;
    return plat_locks_unsupported();
}

static size_t shared_bytes(const void *params, uint32_t workers)
{
    (void)params;
    return sizeof(struct shared) + workers * sizeof(uint64_t);
}

static int prepare(struct tvp_trial *trial)
{
    struct shared *shared = trial->shared;
    const int error = plat_rwlock_new(&shared->lock);

    return error == 0 ? 0 : tvp_fail_trial(trial, "lock_rwlock: no lock: %s", plat_error_text(error));
}

static int setup(struct tvp_worker *worker)
{
    const struct shared *shared = worker->trial->shared;

    *state_of(worker) = (struct state){.written = shared->written[worker->index]};
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const struct params *params = worker->params;
    struct state *state = state_of(worker);

    for (; ops > 0; ops--) {
        state->turn += params->writes;
        if (state->turn >= 100) {
            state->turn -= 100;
            write_both(worker, worker->trial->shared);
        } else {
            read_both(worker, worker->trial->shared);
        }
    }
}

static int verify(struct tvp_worker *worker)
{
    struct shared *shared = worker->trial->shared;
    const struct state *state = state_of(worker);

    shared->written[worker->index] = state->written;
    return state->unequal == 0
               ? 0
               : tvp_fail(worker, "lock_rwlock: %" PRIu64 " reads while another wrote", state->unequal);
}

static int check(struct tvp_trial *trial)
{
    const struct shared *shared = trial->shared;
    uint64_t written = 0;

    for (uint32_t i = 0; i < trial->workers; i++)
        written += shared->written[i];
    return shared->first == written && shared->second == written
               ? 0
               : tvp_fail_trial(trial,
                                "lock_rwlock: the words stand at %" PRIu64 " and %" PRIu64 " after %" PRIu64
                                " writes",
                                (uint64_t)shared->first, (uint64_t)shared->second, written);
}

const struct tvp_workload tvp_workload_lock_rwlock = {
    .name = "lock_rwlock",
    .brief = "contended: one reader-writer lock for all workers",
    .op =
        "a reader-writer lock taken to read two words, or (writes percent) to increment both, and given back",
    .doc =
        "Lock (POSIX, process-shared) and words lie in the trial's shared mapping under every model, in "
        "cache lines of their own. Taking the lock is marked as blocking. Verified: no reader may find the "
        "words unequal, and both must be the number of writes of all workers.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .refuses = refuses,
    .shared_bytes = shared_bytes,
    .prepare = prepare,
    .setup = setup,
    .run = run,
    .verify = verify,
    .check = check,
};
