/* SPDX-License-Identifier: MIT */
/* I/O-bound: each op asks a server over a loopback TCP connection, which answers after a fixed delay. */
#include <inttypes.h>

#include "delay_client.h"
#include "delay_server.h"

struct params {
    uint64_t delay_ns;
};

static const struct tvp_param list[] = {{"delay", TVP_PARAM_DURATION, offsetof(struct params, delay_ns),
                                         "1ms", NULL, 0, 1000000000,
                                         "how long the server holds back an answer, ns"},
                                        {.name = NULL}};

struct state {
    int64_t connection;
    int error; /* the plat error of the first failure, or 0 */
    uint64_t done, wrong;
    uint64_t before; /* answers that workers before it in its place had: the server counts a place's */
};

static struct state *state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static int serve(struct tvp_trial *trial)
{
    const struct params *params = trial->params;
    struct delay_server server = {.trial = trial, .delay_ns = params->delay_ns};

    return delay_serve(&server);
}

static int setup(struct tvp_worker *worker)
{
    struct delay_shared *shared = worker->trial->shared;
    struct state *state = state_of(worker);

    *state = (struct state){.connection = plat_tcp_connect(atomic_load(&shared->port), DELAY_PATIENCE_NS),
                            .before = atomic_load(&shared->of[worker->index].answers)};
    if (state->connection < 0)
        return tvp_fail(worker, "io_request: cannot reach the server: %s",
                        plat_error_text((int)state->connection));
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct state *state = state_of(worker);
    uint64_t begin_ns = tvp_op_begin(worker);

    for (; ops > 0 && state->error == 0; ops--) {
        struct delay_request request = {worker->index, state->done};
        uint64_t answer;
        tvp_block_begin(worker);
        state->error = delay_ask(state->connection, &request, &answer);
        tvp_block_end(worker);
        if (state->error == 0) {
            state->wrong += answer != delay_answer(worker->trial, &request);
            state->done++;
            begin_ns = tvp_op_end(worker, begin_ns);
        }
    }
}

static int verify(struct tvp_worker *worker)
{
    const struct delay_shared *shared = worker->trial->shared;
    const struct state *state = state_of(worker);
    const uint64_t counted = atomic_load(&shared->of[worker->index].answers) - state->before;

    if (state->error)
        return tvp_fail(worker, "io_request: no answer to request %" PRIu64 ": %s", state->done,
                        plat_error_text(state->error));
    if (state->wrong)
        return tvp_fail(worker, "io_request: %" PRIu64 " wrong answers", state->wrong);
    if (state->done != worker->ops_total || counted != worker->ops_total)
        return tvp_fail(worker,
                        "io_request: %" PRIu64 " requests asked for, %" PRIu64 " made, %" PRIu64 " answered",
                        worker->ops_total, state->done, counted);
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    plat_tcp_close(state_of(worker)->connection);
}

const struct tvp_workload tvp_workload_io_request = {
    .name = "io_request",
    .brief = "I/O-bound: a request to a server with a fixed delay, over loopback TCP",
    .op = "a request of 16 bytes sent, and its answer of 8 received after the server's delay, one by one",
    .doc = "A connection for each worker, made off the clock. The server is a process of its own outside "
           "the measured family, under every model; it answers no earlier than the delay after a request. "
           "Verified: every answer is the right one for worker and number, and the server counted as many "
           "as were asked for.",
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
