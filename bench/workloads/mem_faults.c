/* SPDX-License-Identifier: MIT */
/* Bound by page faults: maps fresh memory, touches every page, and gives it back. */
#include <inttypes.h>

#include "../../harness/api/tvp.h"

struct params {
    uint64_t pages;
};

static const struct tvp_param list[] = {{"count", TVP_PARAM_COUNT, offsetof(struct params, pages), "16", NULL,
                                         1, 65536, "pages that an op maps, touches and gives back"},
                                        {.name = NULL}};

struct state {
    uint64_t done, unclean; /* ops; pages that were not zero */
    int error;              /* the plat error of the first failure, or 0 */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static int setup(struct tvp_worker *worker)
{
    *state_of(worker) = (struct state){0};
    return 0;
}

static void map_and_touch(struct tvp_worker *worker, struct state *state)
{
    const uint64_t page = worker->trial->page_bytes,
                   bytes = ((const struct params *)worker->params)->pages * page;
    volatile unsigned char *region = plat_region_new(bytes, PLAT_PAGES_4K, &state->error);

    if (region == NULL)
        return;
    for (uint64_t at = 0; at < bytes; at += page) {
        state->unclean += region[at] != 0;
        region[at] = 1;
    }
    plat_region_free((void *)region, bytes);
    state->done++;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct state *state = state_of(worker);

    for (; ops > 0 && state->error == 0; ops--)
        map_and_touch(worker, state);
}

static int verify(struct tvp_worker *worker)
{
    const struct state *state = state_of(worker);

    if (state->error != 0)
        return tvp_fail(worker, "mem_faults: no memory: %s", plat_error_text(state->error));
    if (state->done != worker->ops_total || state->unclean != 0)
        return tvp_fail(
            worker, "mem_faults: %" PRIu64 " of %" PRIu64 " ops done, %" PRIu64 " pages not zero at first",
            state->done, worker->ops_total, state->unclean);
    return 0;
}

const struct tvp_workload tvp_workload_mem_faults = {
    .name = "mem_faults",
    .brief = "bound by page faults: map, touch, unmap",
    .op = "`count` pages of anonymous memory mapped, each written to, and unmapped",
    .doc = "Shared under models of one address space: the address space, whose map all faults and mappings "
           "of its "
           "threads go through; between processes only the machine's memory. Verified: each page is zero at "
           "first "
           "and every op was done. The first fault on a page that is read before it is written may be two.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
};
