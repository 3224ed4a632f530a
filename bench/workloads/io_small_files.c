/* SPDX-License-Identifier: MIT */
/* Many small files: one is made and written, an older one opened, read, compared and removed. */
#include <inttypes.h>

#include "small_files.h"

struct params {
    uint64_t bytes, files;
};

static const struct tvp_param list[] = {
    {"bytes", TVP_PARAM_SIZE, offsetof(struct params, bytes), "4K", NULL, 8, 1 << 20, "bytes of a file"},
    {"files", TVP_PARAM_COUNT, offsetof(struct params, files), "64", NULL, 1, 65536,
     "files of each worker that are there at a time"},
    {.name = NULL}};

/* Lies in the worker's scratch; its files in a region. */
struct state {
    struct small_files *files;
    uint64_t done;
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static uint64_t word_of(const struct tvp_worker *worker, uint64_t number)
{
    return tvp_data_word(worker->trial->seed, worker->index, TVP_WORKERS_MAX + number);
}

static uint64_t older_files(const struct tvp_worker *worker)
{
    return ((const struct params *)worker->params)->files - 1;
}

static int fail(struct tvp_worker *worker)
{
    const struct state *state = state_of(worker);

    return tvp_fail(worker, "io_small_files: %s in op %" PRIu64 ": %s", state->files->failed, state->done,
                    small_files_reason(state->files));
}

static int setup(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    int error = 0;

    *state =
        (struct state){small_files_new(worker, ((const struct params *)worker->params)->bytes, &error), 0};
    if (state->files == NULL)
        return tvp_fail(worker, "io_small_files: no buffers: %s", plat_error_text(error));
    for (uint64_t number = 0; number < older_files(worker); number++)
        if (small_files_make(state->files, number, word_of(worker, number)) != 0)
            return fail(worker);
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct state *state = state_of(worker);
    uint64_t begin_ns = tvp_op_begin(worker);

    for (; ops > 0 && state->files->failed == NULL; ops--) {
        const uint64_t newest = state->done + older_files(worker);

        tvp_block_begin(worker);
        const int failed = small_files_make(state->files, newest, word_of(worker, newest)) != 0 ||
                           small_files_take(state->files, state->done, word_of(worker, state->done)) != 0;
        tvp_block_end(worker);
        if (failed)
            return;
        state->done++;
        begin_ns = tvp_op_end(worker, begin_ns);
    }
}

/* Those that are left are what they should be, too. */
static int verify(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    const uint64_t end = state->done + older_files(worker);

    for (uint64_t number = state->done; number < end && state->files->failed == NULL; number++)
        small_files_take(state->files, number, word_of(worker, number));
    if (state->files->failed != NULL)
        return fail(worker);
    if (state->done != worker->ops_total)
        return tvp_fail(worker, "io_small_files: %" PRIu64 " ops were done, %" PRIu64 " asked for",
                        state->done, worker->ops_total);
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    small_files_free(state_of(worker)->files);
}

const struct tvp_workload tvp_workload_io_small_files = {
    .name = "io_small_files",
    .brief = "makes, writes, reads and removes small files",
    .op = "a file made and written, and the oldest one opened, read (from the page cache), compared and "
          "removed",
    .doc =
        "All workers' files lie in one folder, the run's tmp, under every model: its directory is what they "
        "contend for; the table of descriptors is shared by threads alone. Nothing is synced to the disk. "
        "Verified: each file came back as it was written, those that are left at the end too.",
    .version = 2,
    .needs = TVP_NEEDS_TMP | TVP_TELLS_LATENCY,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
