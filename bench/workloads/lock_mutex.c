/* SPDX-License-Identifier: MIT */
/* Contended: a mutex guards a plain counter of all workers. Both lie in the mapping, so that they are the
 * same under every model. */
#include <inttypes.h>

#include "../../harness/api/plat_lock.h"
#include "../../harness/api/tvp.h"

enum which { SHARED_LOCK, PRIVATE_LOCK };

struct params {
    uint64_t lock;
};

static const struct tvp_param list[] = {
    {"lock", TVP_PARAM_CHOICE, offsetof(struct params, lock), "shared", "shared|private", 0, 0,
     "private: one in each process' own memory, which guards nothing between processes (fails)"},
    {.name = NULL}};

struct shared {
    struct plat_mutex mutex;
    _Alignas(64) volatile uint64_t counter; /* plain: only the mutex keeps increments apart */
    unsigned char after[56];
};

static struct plat_mutex own; /* of this process */

static struct plat_mutex *mutex_of(const struct tvp_trial *trial)
{
    const struct params *params = trial->params;
    struct shared *shared = trial->shared;

    return params->lock == PRIVATE_LOCK ? &own : &shared->mutex;
}

static const char *refuses(const void *params)
{
    (void)params;
    return plat_locks_unsupported();
}

static size_t shared_bytes(const void *params, uint32_t workers)
{
    (void)params;
    (void)workers;
    return sizeof(struct shared);
}

static int prepare(struct tvp_trial *trial)
{
    struct shared *shared = trial->shared;
    int error = plat_mutex_new(&shared->mutex);

    if (error == 0)
        error = plat_mutex_new(&own);
    return error == 0 ? 0 : tvp_fail_trial(trial, "lock_mutex: no mutex: %s", plat_error_text(error));
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct shared *shared = worker->trial->shared;
    struct plat_mutex *mutex = mutex_of(worker->trial);

    for (; ops > 0; ops--) {
        tvp_block_begin(worker);
        plat_mutex_take(mutex);
        tvp_block_end(worker);
        shared->counter = shared->counter + 1;
        plat_mutex_give(mutex);
    }
}

static int check(struct tvp_trial *trial)
{
    const struct shared *shared = trial->shared;
    uint64_t asked = 0;

    for (uint32_t i = 0; i < trial->workers; i++)
        asked += tvp_worker_ops(trial, i);
    if (shared->counter != asked)
        return tvp_fail_trial(trial,
                              "lock_mutex: the counter stands at %" PRIu64 " after %" PRIu64 " increments",
                              (uint64_t)shared->counter, asked);
    return 0;
}

const struct tvp_workload tvp_workload_lock_mutex = {
    .name = "lock_mutex",
    .brief = "contended: one mutex for all workers",
    .op = "a mutex taken, a plain 8-byte counter incremented, the mutex given back",
    .doc = "Mutex (POSIX, process-shared) and counter lie in the trial's shared mapping under every model. "
           "Taking the mutex is marked as blocking. Verified: the counter must be the number of ops of all "
           "workers, which it is not when two are in at once.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .refuses = refuses,
    .shared_bytes = shared_bytes,
    .prepare = prepare,
    .run = run,
    .check = check,
};
