/* SPDX-License-Identifier: MIT */
/* I/O wait and CPU: each op computes for a share of a given length, and waits for a server for the rest. */
#include <inttypes.h>

#include "delay_client.h"
#include "delay_server.h"
#include "mix_chain.h"

struct params {
    uint64_t length_ns, cpu;
};

static const struct tvp_param list[] = {
    {"length", TVP_PARAM_DURATION, offsetof(struct params, length_ns), "1ms", NULL, 1000, 1000000000,
     "of an op, ns: what is computed is planned for the nominal 4 ns a step"},
    {"cpu", TVP_PARAM_COUNT, offsetof(struct params, cpu), "50", NULL, 0, 100,
     "share of the length that is computed, percent; the rest is waited for"},
    {.name = NULL}};

struct state {
    int64_t connection;
    uint64_t chain; /* the last step's result */
    uint64_t done, wrong;
    int error; /* the plat error of the first failure, or 0 */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static int serve(struct tvp_trial *trial)
{
    const struct params *params = trial->params;
    struct delay_server server = {.trial = trial, .delay_ns = params->length_ns * (100 - params->cpu) / 100};

    return delay_serve(&server);
}

static int setup(struct tvp_worker *worker)
{
    struct delay_shared *shared = worker->trial->shared;
    struct state *state = state_of(worker);

    *state = (struct state){.connection = plat_tcp_connect(atomic_load(&shared->port), DELAY_PATIENCE_NS),
                            .chain = worker->index};
    if (state->connection < 0)
        return tvp_fail(worker, "io_mix: cannot reach the server: %s",
                        plat_error_text((int)state->connection));
    return 0;
}

static void wait_for_server(struct tvp_worker *worker)
{
    struct state *state = state_of(worker);
    struct delay_request request = {worker->index, state->done};
    uint64_t answer = 0;

    tvp_block_begin(worker);
    state->error = delay_ask(state->connection, &request, &answer);
    tvp_block_end(worker);
    state->wrong += state->error == 0 && answer != delay_answer(worker->trial, &request);
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const struct params *params = worker->params;
    struct state *state = state_of(worker);
    uint64_t begin_ns = tvp_op_begin(worker);

    for (; ops > 0 && state->error == 0; ops--) {
        state->chain = mix_chain(state->chain, mix_steps(params->length_ns, params->cpu));
        if (params->cpu < 100)
            wait_for_server(worker);
        state->done += state->error == 0;
        begin_ns = tvp_op_end(worker, begin_ns);
    }
}

static int verify(struct tvp_worker *worker)
{
    const struct params *params = worker->params;
    const struct state *state = state_of(worker);
    const char *why = plat_error_text(state->error);

    if (state->error)
        return tvp_fail(worker, "io_mix: no answer to request %" PRIu64 ": %s", state->done, why);
    if (state->wrong || state->done != worker->ops_total)
        return tvp_fail(worker, "io_mix: %" PRIu64 " ops asked for, %" PRIu64 " made, %" PRIu64 " wrong",
                        worker->ops_total, state->done, state->wrong);
    if (state->chain != mix_chain(worker->index, state->done * mix_steps(params->length_ns, params->cpu)))
        return tvp_fail(worker, "io_mix: what was computed in %" PRIu64 " ops is wrong", state->done);
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    plat_tcp_close(state_of(worker)->connection);
}

const struct tvp_workload tvp_workload_io_mix = {
    .name = "io_mix",
    .brief = "I/O wait and CPU in a given mix",
    .op = "steps of a chain for the CPU's share, then a request answered after the rest (none at 100 %)",
    .doc = "A step multiplies and shifts; their number is the same on every machine and under every model (4 "
           "ns each); cpu_user_ns / "
           "work_ns tells what share that is. The server is a process outside the measured family. Verified: "
           "the chain's result, every answer, the number of ops.",
    .version = 2,
    .needs = TVP_TELLS_LATENCY,
    .params = list,
    .params_bytes = sizeof(struct params),
    .shared_bytes = delay_shared_bytes,
    .serve = serve,
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
