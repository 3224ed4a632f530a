/* SPDX-License-Identifier: MIT */
/* Compute-bound, with branches that cannot be foretold: heapsort of fresh random numbers. */
#include <inttypes.h>

#include "../../harness/api/tvp.h"
#include "heap_sort.h"
#include "random.h"

struct params {
    uint64_t count;
};

static const struct tvp_param list[] = {{"count", TVP_PARAM_COUNT, offsetof(struct params, count), "4096",
                                         NULL, 2, 1u << 24, "numbers of 8 bytes that an op sorts"},
                                        {.name = NULL}};

struct state {
    uint64_t *numbers, next; /* what comes next of the random numbers */
    uint64_t sorted, wrong;  /* ops */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static uint64_t count_of(const struct tvp_worker *worker)
{
    return ((const struct params *)worker->params)->count;
}

static int setup(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    int error = 0;

    *state = (struct state){.next = tvp_data_word(worker->trial->seed, worker->index, TVP_WORKERS_MAX)};
    state->numbers = plat_region_new(count_of(worker) * sizeof *state->numbers, PLAT_PAGES_4K, &error);
    return state->numbers != NULL ? 0 : tvp_fail(worker, "cpu_sort: no room: %s", plat_error_text(error));
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct state *state = state_of(worker);
    const uint64_t count = count_of(worker);

    for (; ops > 0; ops--) {
        uint64_t before = 0, after = 0, unsorted = 0;
        for (uint64_t i = 0; i < count; i++)
            before += state->numbers[i] = random_of(&state->next);
        sort(state->numbers, count);
        for (uint64_t i = 0; i < count; i++) {
            after += state->numbers[i];
            unsorted += i > 0 && state->numbers[i - 1] > state->numbers[i];
        }
        state->sorted++;
        state->wrong += before != after || unsorted != 0;
    }
}

static int verify(struct tvp_worker *worker)
{
    const struct state *state = state_of(worker);

    return state->wrong == 0 && state->sorted == worker->ops_total
               ? 0
               : tvp_fail(worker, "cpu_sort: %" PRIu64 " of %" PRIu64 " sorts are wrong", state->wrong,
                          state->sorted);
}

static void teardown(struct tvp_worker *worker)
{
    plat_region_free(state_of(worker)->numbers, count_of(worker) * sizeof(uint64_t));
}

const struct tvp_workload tvp_workload_cpu_sort = {
    .name = "cpu_sort",
    .brief = "compute-bound: sorting random numbers",
    .op = "`count` random numbers of 8 bytes made, sorted by heapsort, and checked",
    .doc = "Each worker has numbers of its own; nothing is shared under any model. Verified in each op: the "
           "numbers ascend, and their sum is as before.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
