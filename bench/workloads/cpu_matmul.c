/* SPDX-License-Identifier: MIT */
/* Compute-bound, with reuse of the caches: blocked multiplication of square matrices of doubles. */
#include <inttypes.h>

#include "../../harness/api/tvp.h"
#include "matrix_blocks.h"

struct params {
    uint64_t order;
};

static const struct tvp_param list[] = {{"order", TVP_PARAM_COUNT, offsetof(struct params, order), "256",
                                         NULL, BLOCK, 4096,
                                         "rows and columns of the matrices; rounded up to a multiple of 32"},
                                        {.name = NULL}};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static uint64_t bytes_of(const struct state *state)
{
    return (3 * state->order + 1) * state->order * sizeof(double);
}

static int setup(struct tvp_worker *worker)
{
    const struct params *params = worker->params;
    struct state *state = state_of(worker);
    int error = 0;

    *state = (struct state){.order = (params->order + BLOCK - 1) / BLOCK * BLOCK};
    state->blocks = state->order / BLOCK;
    state->a = plat_region_new(bytes_of(state), PLAT_PAGES_4K, &error);
    if (state->a == NULL)
        return tvp_fail(worker, "cpu_matmul: no room for the matrices: %s", plat_error_text(error));
    state->b = state->a + state->order * state->order;
    state->c = state->b + state->order * state->order;
    state->sums = state->c + state->order * state->order;
    /* Small whole numbers: every product and sum is exact. */
    for (uint64_t i = 0; i < state->order * state->order; i++) {
        state->a[i] = (double)(tvp_data_word(worker->trial->seed, i, TVP_WORKERS_MAX) % 8);
        state->b[i] = (double)(tvp_data_word(worker->trial->seed, i, TVP_WORKERS_MAX + 1) % 8);
    }
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct state *state = state_of(worker);
    const uint64_t n = state->blocks;

    for (; ops > 0; ops--) {
        multiply(state, state->at / n / n % n * BLOCK, state->at / n % n * BLOCK, state->at % n * BLOCK);
        state->at++;
    }
}

/* Row sums by the other order: c 1 = a (b 1), block by block, and all numbers whole. */
static int verify(struct tvp_worker *worker)
{
    const struct state *state = state_of(worker);
    const uint64_t order = state->order;

    if (state->at != worker->ops_total)
        return tvp_fail(worker, "cpu_matmul: %" PRIu64 " ops were done, %" PRIu64 " asked for", state->at,
                        worker->ops_total);
    for (uint64_t column = 0; column < state->blocks; column++) {
        for (uint64_t k = 0; k < order; k++)
            state->sums[k] = block_sum(state->b + k * order + column * BLOCK);
        for (uint64_t i = 0; i < order; i++)
            if (block_sum(state->c + i * order + column * BLOCK) != expected_sum(state, i, column))
                return tvp_fail(worker, "cpu_matmul: row %" PRIu64 " is wrong after %" PRIu64 " ops", i,
                                state->at);
    }
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    plat_region_free(state_of(worker)->a, bytes_of(state_of(worker)));
}

const struct tvp_workload tvp_workload_cpu_matmul = {
    .name = "cpu_matmul",
    .brief = "compute-bound: blocked matrix multiplication",
    .op = "the product of two blocks of 32 x 32 doubles, added to a third",
    .doc = "Each worker has matrices of its own; nothing is shared under any model. Verified: sums over the "
           "rows "
           "of each block, from the factors in another order; all numbers are whole, so that they are exact.",
    .version = 1,
    .params = list,
    .params_bytes = sizeof(struct params),
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
