/* SPDX-License-Identifier: MIT */
/* A workload of your own: each worker tests odd numbers for being prime, all workers together count them.
 *
 *     cc -shared -fPIC -O2 -o primes.so primes.c      (-I: where tvp.h is)
 *     tvp run --load ./primes.so --workload primes --model thread,fork,spawn --workers 1,2
 */
#include <inttypes.h>
#include <stdatomic.h>

#include <tvp.h>

struct params {
    uint64_t from;
};

static const struct tvp_param list[] = {
    {"from", TVP_PARAM_COUNT, offsetof(struct params, from), "1000001", NULL, 3, 1000000000, "the first number"},
    {.name = NULL}};

/* In the mapping that all workers share, under every model. */
struct shared {
    _Atomic uint64_t primes;
};

/* A worker's own: worker->scratch has room for 256 bytes. */
struct state {
    uint64_t next, primes;
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static size_t shared_bytes(const void *params, uint32_t workers)
{
    (void)params;
    (void)workers;
    return sizeof(struct shared);
}

static int is_prime(uint64_t number)
{
    for (uint64_t by = 3; by * by <= number; by += 2)
        if (number % by == 0)
            return 0;
    return 1;
}

/* Off the clock. */
static int setup(struct tvp_worker *worker)
{
    const struct params *params = worker->params;

    *state_of(worker) = (struct state){.next = params->from | 1};
    return 0;
}

/* What is measured: `ops` times one operation. */
static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct state *state = state_of(worker);

    for (; ops > 0; ops--, state->next += 2)
        state->primes += (uint64_t)is_prime(state->next);
}

/* Off the clock: was the work done? Here: did it come as far as it was asked to? */
static int verify(struct tvp_worker *worker)
{
    const struct params *params = worker->params;
    struct shared *shared = worker->trial->shared;
    const struct state *state = state_of(worker);

    atomic_fetch_add(&shared->primes, state->primes);
    if (state->next != (params->from | 1) + 2 * worker->ops_total)
        return tvp_fail(worker, "primes: came to %" PRIu64 " in %" PRIu64 " ops", state->next, worker->ops_total);
    return 0;
}

/* In the trial's parent, after all workers: what only the whole can tell. */
static int check(struct tvp_trial *trial)
{
    const struct params *params = trial->params;
    const struct shared *shared = trial->shared;
    uint64_t expected = 0;

    for (uint32_t i = 0; i < trial->workers; i++)
        for (uint64_t op = 0, number = params->from | 1; op < tvp_worker_ops(trial, i); op++, number += 2)
            expected += (uint64_t)is_prime(number);
    if (atomic_load(&shared->primes) != expected)
        return tvp_fail_trial(trial, "primes: %" PRIu64 " found, there are %" PRIu64, atomic_load(&shared->primes),
                              expected);
    return 0;
}

static const struct tvp_workload primes = {
    .name = "primes",
    .brief = "compute-bound: tests numbers for being prime",
    .op = "one odd number tested by trial division",
    .doc = "Each worker starts at `from`. Verified: as many numbers were tested as asked for, and all workers together "
           "found the primes that are there.",
    .version = 1,
    .needs = TVP_ONE_LIFE, /* check() counts on one worker for all ops of its place */
    .params = list,
    .params_bytes = sizeof(struct params),
    .shared_bytes = shared_bytes,
    .setup = setup,
    .run = run,
    .verify = verify,
    .check = check,
};

TVP_PLUGIN(primes);
