/* SPDX-License-Identifier: MIT */
/* Counters that nobody shares, in cache lines that are shared or not: what false sharing costs. */
#include <inttypes.h>

#include "../../harness/api/tvp.h"

enum layout { PACKED, PADDED };

struct params {
    uint64_t layout;
};

static const struct tvp_param list[] = {
    {"layout", TVP_PARAM_CHOICE, offsetof(struct params, layout), "packed", "packed|padded", 0, 0,
     "packed: 8 counters in a cache line; padded: each in two of its own"},
    {.name = NULL}};

#define APART 128u /* bytes: some processors fetch lines in pairs */

struct state {
    volatile uint64_t *counter;
    uint64_t before; /* what a worker left that had this place before */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static size_t step_of(const void *params)
{
    return ((const struct params *)params)->layout == PADDED ? APART : sizeof(uint64_t);
}

static size_t shared_bytes(const void *params, uint32_t workers)
{
    return workers * step_of(params) + APART;
}

static int setup(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);

    state->counter =
        (void *)((unsigned char *)worker->trial->shared + worker->index * step_of(worker->params));
    state->before = *state->counter;
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    volatile uint64_t *counter = state_of(worker)->counter;

    for (; ops > 0; ops--)
        *counter = *counter + 1;
}

static int verify(struct tvp_worker *worker)
{
    const struct state *state = state_of(worker);
    const uint64_t counted = *state->counter - state->before;

    return counted == worker->ops_total
               ? 0
               : tvp_fail(worker, "mem_false_sharing: counted to %" PRIu64 " in %" PRIu64 " ops", counted,
                          worker->ops_total);
}

const struct tvp_workload tvp_workload_mem_false_sharing = {
    .name = "mem_false_sharing",
    .brief = "counters of the workers' own, in shared cache lines or not",
    .op = "a plain 8-byte counter, the worker's own, loaded, incremented and stored",
    .doc = "The counters lie side by side in the trial's shared mapping under every model: what is shared is "
           "the "
           "cache line (layout=packed) or nothing (padded). Verified: each counter is the number of its "
           "worker's "
           "ops.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .shared_bytes = shared_bytes,
    .setup = setup,
    .run = run,
    .verify = verify,
};
