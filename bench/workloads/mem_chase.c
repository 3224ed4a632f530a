/* SPDX-License-Identifier: MIT */
/* Memory-latency-bound: follows pointers through one random cycle, each load waiting for the one before. */
#include <inttypes.h>

#include "../../harness/api/tvp.h"

struct params {
    uint64_t bytes;
};

static const struct tvp_param list[] = {{"bytes", TVP_PARAM_SIZE, offsetof(struct params, bytes), "32M", NULL,
                                         4096, 1ull << 36,
                                         "of the worker's own memory that the cycle goes through"},
                                        {.name = NULL}};

/* One place a cache line: 64 bytes. */
struct place {
    _Alignas(64) uint64_t next;
};

struct state {
    struct place *places;
    uint64_t count, at;
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

/* One cycle through all places: Sattolo's shuffle (1986). */
static void link_places(struct state *state, uint64_t seed)
{
    for (uint64_t i = 0; i < state->count; i++)
        state->places[i].next = i;
    for (uint64_t i = state->count; --i > 0;) {
        const uint64_t other = tvp_data_word(seed, i, TVP_WORKERS_MAX) % i, here = state->places[i].next;
        state->places[i].next = state->places[other].next;
        state->places[other].next = here;
    }
}

static int setup(struct tvp_worker *worker)
{
    const struct params *params = worker->params;
    struct state *state = state_of(worker);
    int error = 0;

    *state = (struct state){.count = params->bytes / sizeof(struct place)};
    state->places = plat_region_new(state->count * sizeof(struct place), PLAT_PAGES_4K, &error);
    if (state->places == NULL)
        return tvp_fail(worker, "mem_chase: no memory: %s", plat_error_text(error));
    link_places(state, worker->trial->seed + worker->index);
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const struct place *places = state_of(worker)->places;
    uint64_t at = state_of(worker)->at;

    for (; ops > 0; ops--)
        at = places[at].next;
    state_of(worker)->at = at;
}

static int verify(struct tvp_worker *worker)
{
    const struct state *state = state_of(worker);
    uint64_t at = 0, length = 0;

    do
        at = state->places[at].next;
    while (++length < state->count && at != 0);
    if (at != 0 || length != state->count)
        return tvp_fail(worker, "mem_chase: the cycle has %" PRIu64 " of %" PRIu64 " places", length,
                        state->count);
    for (uint64_t left = worker->ops_total % state->count; left > 0; left--)
        at = state->places[at].next;
    if (at != state->at)
        return tvp_fail(worker, "mem_chase: %" PRIu64 " steps do not lead there", worker->ops_total);
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    plat_region_free(state_of(worker)->places, state_of(worker)->count * sizeof(struct place));
}

const struct tvp_workload tvp_workload_mem_chase = {
    .name = "mem_chase",
    .brief = "memory-latency-bound: a random pointer chase",
    .op = "one load whose address is the value of the load before, each in another cache line of a random "
          "order",
    .doc =
        "Each worker has a cycle of its own in 4 KiB pages; nothing is shared under any model but the caches "
        "and the memory's own ways. Verified: the cycle goes through all places, and as many steps as there "
        "were ops lead to where the worker is.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
