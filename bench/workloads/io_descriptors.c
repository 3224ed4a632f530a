/* SPDX-License-Identifier: MIT */
/* Opens and closes descriptors: threads share the table that they come from, processes do not. */
#include <inttypes.h>

#include "small_files.h"

enum kind { A_FILE, A_PIPE };

struct params {
    uint64_t kind;
};

static const struct tvp_param list[] = {
    {"kind", TVP_PARAM_CHOICE, offsetof(struct params, kind), "file", "file|pipe", 0, 0,
     "what is opened: a file of the worker's own for reading, or both ends of a pipe"},
    {.name = NULL}};

struct state {
    struct small_files *file; /* number 0 is there from setup to verify */
    uint64_t done;
    int error; /* the plat error of the first failure, or 0 */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static uint64_t word_of(const struct tvp_worker *worker)
{
    return tvp_data_word(worker->trial->seed, worker->index, TVP_WORKERS_MAX);
}

static int fail(struct tvp_worker *worker)
{
    const struct small_files *file = state_of(worker)->file;

    return tvp_fail(worker, "io_descriptors: %s: %s", file->failed, small_files_reason(file));
}

static int setup(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    int error = 0;

    *state = (struct state){small_files_new(worker, sizeof(uint64_t), &error), 0, 0};
    if (state->file == NULL)
        return tvp_fail(worker, "io_descriptors: no buffers: %s", plat_error_text(error));
    return small_files_make(state->file, 0, word_of(worker)) != 0 ? fail(worker) : 0;
}

/* 0, or a plat error. */
static int open_and_close(const struct state *state, uint64_t kind)
{
    int64_t ends[2] = {-1, -1};
    int error = 0;

    if (kind == A_PIPE)
        error = plat_channel_new(ends);
    else if ((ends[0] = plat_file_open(state->file->path, PLAT_FILE_READ)) < 0)
        error = (int)ends[0];
    for (unsigned end = 0; end < 2 && error == 0; end++)
        plat_handle_close(ends[end]);
    return error;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const uint64_t kind = ((const struct params *)worker->params)->kind;
    struct state *state = state_of(worker);

    for (; ops > 0 && state->error == 0; ops--) {
        tvp_block_begin(worker);
        state->error = open_and_close(state, kind);
        tvp_block_end(worker);
        state->done += state->error == 0;
    }
}

static int verify(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);

    if (state->error)
        return tvp_fail(worker, "io_descriptors: opening in op %" PRIu64 ": %s", state->done,
                        plat_error_text(state->error));
    if (state->done != worker->ops_total)
        return tvp_fail(worker, "io_descriptors: %" PRIu64 " ops were done, %" PRIu64 " asked for",
                        state->done, worker->ops_total);
    return small_files_take(state->file, 0, word_of(worker)) != 0 ? fail(worker) : 0;
}

static void teardown(struct tvp_worker *worker)
{
    small_files_free(state_of(worker)->file);
}

const struct tvp_workload tvp_workload_io_descriptors = {
    .name = "io_descriptors",
    .brief = "opens and closes descriptors",
    .op = "a descriptor opened and closed (file), or two (pipe)",
    .doc =
        "Threads share one table of descriptors and its lock, each process has its own. The file is the "
        "worker's own, in the run's tmp folder. Verified: every op got its descriptor, the ops are counted, "
        "and "
        "the file can still be opened, read and removed at the end; one that were not closed would soon meet "
        "the limit on open files.",
    .version = 1,
    .needs = TVP_NEEDS_TMP,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
