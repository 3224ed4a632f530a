/* SPDX-License-Identifier: MIT */
/* Open loop: requests leave by the clock, whether or not earlier ones were answered, and an op's latency runs
 * from when its request was meant to leave, so that a stalled server is seen by every request that it kept
 * waiting. */
#include "echo_client.h"

static const struct tvp_param list[] = {
    {"rate", TVP_PARAM_COUNT, offsetof(struct echo_params, rate), "1000", NULL, 1, 1000000,
     "requests a second that each worker means to send"},
    {"stall", TVP_PARAM_DURATION, offsetof(struct echo_params, stall_ns), "0s", NULL, 0, 10000000000,
     "how long the server holds still, once, ns; 0s: never"},
    {"stall_at", TVP_PARAM_COUNT, offsetof(struct echo_params, stall_at), "30", NULL, 1, UINT32_MAX,
     "after so many answers to worker 0; in a trial of fewer ops: never"},
    {.name = NULL}};

static int serve(struct tvp_trial *trial)
{
    const struct echo_params *params = trial->params;
    struct delay_server server = {.trial = trial, .stall_ns = params->stall_ns, .stall_at = params->stall_at};

    return delay_serve(&server);
}

static int setup(struct tvp_worker *worker)
{
    const int error = echo_connect(worker);

    return error < 0 ? tvp_fail(worker, "io_echo: cannot reach the server: %s", plat_error_text(error)) : 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct echo_state *state = echo_state_of(worker);
    const uint64_t target = state->done + ops;

    if (state->base_ns == 0)
        state->base_ns = plat_now_ns() + echo_phase_ns(worker);
    while (state->done < target && state->error == 0) {
        echo_send_due(worker, plat_now_ns());
        if (state->error == 0)
            echo_wait(worker);
        if (state->error == 0 && state->is_ready)
            echo_receive(worker, target - state->done);
    }
}

static int verify(struct tvp_worker *worker)
{
    const struct delay_shared *shared = worker->trial->shared;
    struct echo_state *state = echo_state_of(worker);
    const uint64_t done = state->done - state->drained;

    worker->latency = NULL;
    while (state->error == 0 &&
           state->done < state->sent) /* what left in time for ops that nobody asked for */
        echo_receive(worker, state->sent - state->done);
    state->drained = state->done - done;
    if (state->error)
        return tvp_fail(worker, "io_echo: no answer to request %" PRIu64 ": %s", state->done,
                        plat_error_text(state->error));
    if (state->wrong)
        return tvp_fail(worker, "io_echo: %" PRIu64 " wrong answers", state->wrong);
    if (done != worker->ops_total || atomic_load(&shared->of[worker->index].answers) != state->sent)
        return tvp_fail(worker,
                        "io_echo: %" PRIu64 " ops asked for, %" PRIu64 " made, %" PRIu64
                        " requests sent, %" PRIu64 " answered",
                        worker->ops_total, done, state->sent,
                        atomic_load(&shared->of[worker->index].answers));
    return 0;
}

static void teardown(struct tvp_worker *worker)
{
    plat_tcp_close(echo_state_of(worker)->connection);
}

const struct tvp_workload tvp_workload_io_echo = {
    .name = "io_echo",
    .brief = "open loop: requests over loopback TCP at a given rate, latency from the intended start",
    .op = "a request of 16 bytes that leaves by the clock, and its answer of 8 received; latency_*_ns count "
          "from "
          "when it was meant to leave",
    .doc =
        "A connection for each worker, made off the clock; the server is a process of its own outside the "
        "measured family, under every model, and answers at once. Request k of a worker leaves k/rate "
        "seconds "
        "after its first one, whatever became of those before it, so ops_per_s is the rate as long as the "
        "worker keeps up, and the figures to look at are latency_p50_ns to latency_p9999_ns. Verified: every "
        "answer is the right one for worker and number, and the server counted as many as were sent.",
    .version = 1,
    .needs = TVP_TELLS_LATENCY | TVP_ONE_LIFE,
    .params = list,
    .params_bytes = sizeof(struct echo_params),
    .shared_bytes = delay_shared_bytes,
    .serve = serve,
    .setup = setup,
    .run = run,
    .verify = verify,
    .teardown = teardown,
};
