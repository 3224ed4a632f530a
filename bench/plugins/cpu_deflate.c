/* SPDX-License-Identifier: MIT */
/* Compute-bound through a library: text is compressed by zlib. A plug-in, so that the lean image links libc
 * alone.
 *
 * links: -lz
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "../../harness/api/tvp.h"

struct params {
    uint64_t bytes, level;
};

static const struct tvp_param list[] = {
    {"bytes", TVP_PARAM_SIZE, offsetof(struct params, bytes), "64K", NULL, 16, 1u << 24,
     "of text that an op compresses"},
    {"level", TVP_PARAM_COUNT, offsetof(struct params, level), "6", NULL, 1, 9, "of compression"},
    {.name = NULL}};

struct state {
    unsigned char *text, *packed, *back;
    uLong room, packed_bytes; /* of the last op */
    uint64_t done;
    int error;
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

/* Words of a small vocabulary, so that there is something to compress. */
static void write_text(unsigned char *text, uint64_t bytes, uint64_t seed)
{
    static const char *const words[] = {"thread ", "fork ", "spawn ",  "memory ",
                                        "shared ", "page ", "worker ", "trial "};
    uint64_t at = 0;

    for (uint64_t i = 0; at < bytes; i++) {
        const char *word = words[tvp_data_word(seed, i, TVP_WORKERS_MAX) % 8];
        for (; *word && at < bytes; word++)
            text[at++] = (unsigned char)*word;
    }
}

static int setup(struct tvp_worker *worker)
{
    const struct params *params = worker->params;
    struct state *state = state_of(worker);

    *state = (struct state){.room = compressBound((uLong)params->bytes)};
    state->text = malloc(params->bytes);
    state->packed = malloc(state->room);
    state->back = malloc(params->bytes);
    if (!state->text || !state->packed || !state->back)
        return tvp_fail(worker, "cpu_deflate: no memory");
    write_text(state->text, params->bytes, worker->trial->seed + worker->index);
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const struct params *params = worker->params;
    struct state *state = state_of(worker);

    for (; ops > 0 && state->error == 0; ops--, state->done++) {
        state->packed_bytes = state->room;
        state->error = compress2(state->packed, &state->packed_bytes, state->text, (uLong)params->bytes,
                                 (int)params->level);
    }
}

static int verify(struct tvp_worker *worker)
{
    const struct params *params = worker->params;
    const struct state *state = state_of(worker);
    uLong bytes = (uLong)params->bytes;

    if (state->error != 0 || state->done != worker->ops_total)
        return tvp_fail(worker, "cpu_deflate: %s after %" PRIu64 " of %" PRIu64 " ops", zError(state->error),
                        state->done, worker->ops_total);
    if (uncompress(state->back, &bytes, state->packed, state->packed_bytes) != Z_OK ||
        bytes != params->bytes || memcmp(state->back, state->text, params->bytes) != 0)
        return tvp_fail(worker, "cpu_deflate: what was compressed does not come back");
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    free(state_of(worker)->text);
    free(state_of(worker)->packed);
    free(state_of(worker)->back);
}

static const struct tvp_workload cpu_deflate = {
    .name = "cpu_deflate",
    .brief = "compute-bound through a library: zlib compresses text",
    .op = "`bytes` of text compressed at `level` by zlib, with the memory that it takes and gives back for "
          "that",
    .doc = "Each worker has a text of its own; shared under models of one address space: the allocator. "
           "Verified: the "
           "last text comes back, and every op succeeded.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};

TVP_PLUGIN(cpu_deflate);
