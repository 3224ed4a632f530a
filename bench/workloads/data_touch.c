/* SPDX-License-Identifier: MIT */
/* Visits every page of the dataset in turn, reading one word of each and writing to a given share of them:
 * what memory multiplication is about. */
#include <inttypes.h>
#include <string.h>

#include "../../harness/api/tvp.h"

#define READ_SLOT TVP_WORKERS_MAX /* the first one that nobody writes */

struct state {
    uint64_t pages, chosen; /* how many there are, and how many of them are written */
    uint64_t page;          /* to be visited next */
    uint64_t turn;          /* page * chosen modulo pages: a page is chosen where the next one wraps */
    uint64_t sum;           /* of the words read */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static uint64_t round_ops(const void *params, uint64_t data_bytes, uint64_t page_bytes)
{
    return data_bytes > page_bytes ? data_bytes / page_bytes : 1;
}

/* round(pages * write_percent / 100) of them are written. */
static uint64_t chosen_of(const struct tvp_trial *trial, uint64_t pages)
{
    return (pages * trial->write_percent + 50) / 100;
}

static int setup(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    memset(state, 0, sizeof *state);
    state->pages = worker->data_bytes / worker->trial->page_bytes;
    state->chosen = chosen_of(worker->trial, state->pages);
    return 0;
}

/* The same as run(), of a worker that has to ask. */
static void run_asking(struct tvp_worker *worker, uint64_t ops)
{
    struct state *state = state_of(worker);
    for (; ops > 0; ops--) {
        state->sum += tvp_data_get(worker, state->page, READ_SLOT);
        state->turn += state->chosen;
        if (state->turn >= state->pages) {
            state->turn -= state->pages;
            tvp_data_count(worker, state->page);
        }
        if (++state->page == state->pages)
            state->page = 0;
    }
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    uint64_t page_bytes = worker->trial->page_bytes;
    struct state state = *state_of(worker);
    if (worker->data == NULL) {
        run_asking(worker, ops);
        return;
    }
    for (; ops > 0; ops--) {
        uint64_t *slot = (void *)(worker->data + state.page * page_bytes);
        state.sum += slot[READ_SLOT];
        state.turn += state.chosen;
        if (state.turn >= state.pages) {
            state.turn -= state.pages;
            slot[worker->index]++;
        }
        if (++state.page == state.pages)
            state.page = 0;
    }
    *state_of(worker) = state;
}

static int verify(struct tvp_worker *worker)
{
    const struct tvp_trial *trial = worker->trial;
    uint64_t pages = worker->data_bytes / trial->page_bytes, chosen = chosen_of(trial, pages);
    uint64_t passes = worker->ops_total / pages, rest = worker->ops_total % pages, expected = 0;
    for (uint64_t page = 0; page < pages; page++) {
        uint64_t visits = passes + (page < rest);
        int is_chosen = (page + 1) * chosen / pages > page * chosen / pages; /* evenly spread */
        uint64_t written = is_chosen ? visits : 0;
        uint64_t counted = tvp_data_get(worker, page, worker->index);
        if (counted != written)
            return tvp_fail(worker,
                            "data_touch: page %" PRIu64 " was written %" PRIu64 " times, not %" PRIu64, page,
                            counted, written);
        expected += visits * tvp_data_word(trial->seed, page, READ_SLOT);
    }
    if (state_of(worker)->sum != expected)
        return tvp_fail(worker, "data_touch: the sum of the words read in %" PRIu64 " visits is wrong",
                        worker->ops_total);
    return 0;
}

const struct tvp_workload tvp_workload_data_touch = {
    .name = "data_touch",
    .brief = "reads every page of the dataset, writes a share of them",
    .op = "one page visited: an 8-byte word of it read, and on a chosen page the worker's own 8-byte slot "
          "incremented",
    .doc = "Whole passes over the dataset, in order. --write says which share of the pages is chosen: "
           "evenly spread, the same pages for every worker, each worker writing a slot of its own, so that "
           "nothing races where pages are shared. Verified: the slot of every chosen page counts its "
           "visits, that of every other is zero, and the words read add up to what the seed gives.",
    .version = 1,
    .needs = TVP_NEEDS_DATA | TVP_WRITES_DATA | TVP_ASKS_FOR_DATA | TVP_ONE_LIFE,
    .round_ops = round_ops,
    .setup = setup,
    .run = run,
    .verify = verify,
};
