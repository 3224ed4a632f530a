/* SPDX-License-Identifier: MIT */
/* Memory-bandwidth-bound: adds up all words of the dataset, page after page, over and over. */
#include <inttypes.h>
#include <string.h>

#include "../../harness/api/tvp.h"

struct state {
    uint64_t page, sum;
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static uint64_t round_ops(const void *params, uint64_t data_bytes, uint64_t page_bytes)
{
    return data_bytes > page_bytes ? data_bytes / page_bytes : 1;
}

static int setup(struct tvp_worker *worker)
{
    memset(state_of(worker), 0, sizeof(struct state));
    return 0;
}

/* A cache line a turn, in four sums so that the additions do not wait for each other. */
static uint64_t page_sum(const unsigned char *page, uint64_t bytes)
{
    const uint64_t *word = (const void *)page, *end = word + bytes / sizeof *word;
    uint64_t a = 0, b = 0, c = 0, d = 0;

    for (; word < end; word += 8) {
        a += word[0] + word[4];
        b += word[1] + word[5];
        c += word[2] + word[6];
        d += word[3] + word[7];
    }
    return a + b + c + d;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    uint64_t page_bytes = worker->trial->page_bytes, pages = worker->data_bytes / page_bytes;
    struct state state = *state_of(worker);

    for (; worker->data == NULL && ops > 0; ops--) { /* each page is asked for */
        state.sum += page_sum(tvp_data_page(worker, state.page), page_bytes);
        if (++state.page == pages)
            state.page = 0;
    }
    for (; ops > 0; ops--) {
        state.sum += page_sum(worker->data + state.page * page_bytes, page_bytes);
        if (++state.page == pages)
            state.page = 0;
    }
    *state_of(worker) = state;
}

static int verify(struct tvp_worker *worker)
{
    const struct tvp_trial *trial = worker->trial;
    uint64_t pages = worker->data_bytes / trial->page_bytes, slots = trial->page_bytes / sizeof(uint64_t);
    uint64_t passes = worker->ops_total / pages, rest = worker->ops_total % pages, expected = 0;

    for (uint64_t page = 0; page < pages; page++) {
        uint64_t sum = 0, visits = passes + (page < rest);

        for (uint64_t slot = TVP_WORKERS_MAX; visits > 0 && slot < slots; slot++)
            sum += tvp_data_word(trial->seed, page, slot);
        expected += sum * visits;
    }
    if (state_of(worker)->sum != expected)
        return tvp_fail(worker, "cpu_stream: the sum over %" PRIu64 " pages is wrong", worker->ops_total);
    return 0;
}

const struct tvp_workload tvp_workload_cpu_stream = {
    .name = "cpu_stream",
    .brief = "memory-bandwidth-bound: adds up the whole dataset",
    .op = "one page of the dataset read, all of its 8-byte words added up; writes nothing",
    .doc = "Whole passes over the dataset, in order; the place carries over from batch to batch. Verified: "
           "the sum must be that of the words that the seed gives, each as often as its page was visited. "
           "The dataset is reached as --sharing says; nothing else is shared. The dataset should be larger "
           "than the last cache.",
    .version = 1,
    .needs = TVP_NEEDS_DATA | TVP_ASKS_FOR_DATA,
    .round_ops = round_ops,
    .setup = setup,
    .run = run,
    .verify = verify,
};
