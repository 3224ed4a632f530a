/* SPDX-License-Identifier: MIT */
/* I/O on files: writes a block to a private nameless file, reads it back, and compares. */
#include <inttypes.h>

#include "block_file.h"

struct params {
    uint64_t block_bytes, file_bytes, sync;
};

static const struct tvp_param list[] = {
    {"block", TVP_PARAM_SIZE, offsetof(struct params, block_bytes), "64K", NULL, 512, 16 << 20,
     "bytes that one op writes and reads back"},
    {"file", TVP_PARAM_SIZE, offsetof(struct params, file_bytes), "4M", NULL, 512, (uint64_t)1 << 40,
     "bytes of a worker's file, at least one block: the place wraps there"},
    {"sync", TVP_PARAM_CHOICE, offsetof(struct params, sync), "none", "none|data|full", 0, 0,
     "after each write: nothing, fdatasync or fsync"},
    {.name = NULL}};

struct state {
    struct block_file file;
    uint64_t done;
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static int fail(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);

    return tvp_fail(worker, "io_file: %s in op %" PRIu64 ": %s", state->file.failed, state->done,
                    block_file_reason(&state->file));
}

static int setup(struct tvp_worker *worker)
{
    const struct params *params = worker->params;
    uint64_t blocks = params->file_bytes / params->block_bytes;
    struct state *state = state_of(worker);

    state->done = 0;
    if (block_file_open(&state->file, worker->trial->tmp_path, params->block_bytes, blocks ? blocks : 1,
                        worker->trial->page_bytes) == 0)
        return 0;
    fail(worker);
    block_file_close(&state->file);
    return -1;
}

static void teardown(struct tvp_worker *worker)
{
    block_file_close(&state_of(worker)->file);
}

/* Makes what op number `op` writes. Returns the number of its block. */
static uint64_t compose(struct tvp_worker *worker, uint64_t op)
{
    struct block_file *file = &state_of(worker)->file;

    block_file_compose(file, tvp_data_word(worker->trial->seed, worker->index, TVP_WORKERS_MAX + op));
    return op % file->blocks;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    enum block_sync sync = (enum block_sync)((const struct params *)worker->params)->sync;
    struct state *state = state_of(worker);
    uint64_t begin_ns = tvp_op_begin(worker);

    for (; ops > 0 && !state->file.failed; ops--) {
        uint64_t block = compose(worker, state->done);

        tvp_block_begin(worker);
        const int failed = block_file_write(&state->file, block, sync) != 0 ||
                           block_file_read_back(&state->file, block) != 0;
        tvp_block_end(worker);
        if (failed)
            return;
        state->done++;
        begin_ns = tvp_op_end(worker, begin_ns);
    }
}

/* Once more through the file: each block holds what the last op at its place has written. */
static int verify(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    uint64_t done = state->done, blocks = state->file.blocks;

    for (uint64_t op = done > blocks ? done - blocks : 0; op < done && !state->file.failed; op++)
        block_file_read_back(&state->file, compose(worker, op));
    if (state->file.failed)
        return fail(worker);
    if (done != worker->ops_total)
        return tvp_fail(worker, "io_file: %" PRIu64 " ops were done, %" PRIu64 " asked for", done,
                        worker->ops_total);
    return 0;
}

const struct tvp_workload tvp_workload_io_file = {
    .name = "io_file",
    .brief = "writes a block to a private file, reads it back, compares",
    .op = "a block composed, written, synced if asked, read back (from the page cache) and compared",
    .doc = "Each worker has a nameless file of its own in the run's tmp folder, under every model. Every op "
           "writes something else. Verified: each block came back as it was written, and so does the whole "
           "file at the end.",
    .version = 2,
    .needs = TVP_NEEDS_TMP | TVP_TELLS_LATENCY,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
