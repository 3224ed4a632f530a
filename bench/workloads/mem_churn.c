/* SPDX-License-Identifier: MIT */
/* Bound by the allocator: each op gives back one of many blocks and takes another of random size. */
#include <inttypes.h>
#include <stdlib.h>

#include "../../harness/api/tvp.h"
#include "random.h"

#define BLOCKS 1024u

struct params {
    uint64_t most;
};

static const struct tvp_param list[] = {{"most", TVP_PARAM_SIZE, offsetof(struct params, most), "1K", NULL,
                                         16, 1u << 24, "bytes of the largest block"},
                                        {.name = NULL}};

/* Of a block's first bytes. */
struct mark {
    uint64_t place, bytes;
};

struct state {
    struct mark **block; /* BLOCKS of them; NULL: not taken yet */
    uint64_t random, done, wrong;
    int full; /* 1: there was no memory for a block */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static int setup(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);

    *state = (struct state){.random = worker->trial->seed + worker->index};
    state->block = calloc(BLOCKS, sizeof(struct mark *));
    return state->block != NULL ? 0 : tvp_fail(worker, "mem_churn: no memory for %u blocks", BLOCKS);
}

static void give_back(struct state *state, uint64_t place)
{
    const struct mark *mark = state->block[place];

    if (mark == NULL)
        return;
    /* Its last byte too: a block is all its own. */
    state->wrong +=
        mark->place != place || ((const unsigned char *)mark)[mark->bytes - 1] != (unsigned char)mark->bytes;
    free(state->block[place]);
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const struct params *params = worker->params;
    struct state *state = state_of(worker);

    for (; ops > 0 && !state->full; ops--) {
        const uint64_t random = random_of(&state->random), place = random % BLOCKS;
        const uint64_t bytes = sizeof(struct mark) + 1 + (random >> 32) % params->most;
        give_back(state, place);
        struct mark *mark = malloc(bytes);
        state->block[place] = mark;
        if (mark == NULL) {
            state->full = 1;
            continue;
        }
        *mark = (struct mark){place, bytes};
        ((unsigned char *)mark)[bytes - 1] = (unsigned char)bytes;
        state->done++;
    }
}

static int verify(struct tvp_worker *worker)
{
    const struct state *state = state_of(worker);

    if (state->full)
        return tvp_fail(worker, "mem_churn: out of memory after %" PRIu64 " ops", state->done);
    if (state->wrong != 0 || state->done != worker->ops_total)
        return tvp_fail(worker,
                        "mem_churn: %" PRIu64 " blocks were not their own in %" PRIu64 " of %" PRIu64 " ops",
                        state->wrong, state->done, worker->ops_total);
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    for (uint64_t place = 0; place < BLOCKS; place++)
        free(state_of(worker)->block[place]);
    free(state_of(worker)->block);
}

const struct tvp_workload tvp_workload_mem_churn = {
    .name = "mem_churn",
    .brief = "bound by the allocator: blocks of random size given back and taken",
    .op = "one of 1,024 blocks freed, another of random size allocated in its place, both ends of it written",
    .doc =
        "libc's allocator: under models of one address space its arenas and locks are shared by all workers, "
        "between processes nothing is. Verified: each block still holds what was written to its ends when it "
        "is "
        "given back, and every op was done. The one workload that allocates in its ops: the probe "
        "`allocations` counts them.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
