/* SPDX-License-Identifier: MIT */
/* IPC latency: workers 2k and 2k + 1 send a message to and fro. */
#include "ipc_work.h"

static const struct tvp_param list[] = {
    {"transport", TVP_PARAM_CHOICE, offsetof(struct ipc_params, transport), "pipe", IPC_CHOICES, 0, 0,
     "what a message goes by"},
    {"bytes", TVP_PARAM_SIZE, offsetof(struct ipc_params, bytes), "8", NULL, IPC_LEAST, IPC_MOST,
     "bytes of a message, the same in both directions"},
    {.name = NULL}};

/* An op of the even worker: a question, and its answer. */
static int ask(struct tvp_worker *worker)
{
    struct ipc_state *state = ipc_state_of(worker);

    if (ipc_say(worker, state->done) != 0 || ipc_hear(worker, state->done) != 0)
        return -1;
    state->done++;
    return 0;
}

/* An op of the odd one: a question heard, and answered. */
static int answer(struct tvp_worker *worker)
{
    struct ipc_state *state = ipc_state_of(worker);

    if (ipc_hear(worker, state->done) != 0 || ipc_say(worker, state->done) != 0)
        return -1;
    state->done++;
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const struct ipc_params *params = worker->params;
    const int asks = ipc_speaks_first(worker), wakes = params->transport != IPC_SPIN;

    ipc_run(worker, ops, asks ? ask : answer, asks && (wakes || ipc_is_long(worker)));
}

static int verify(struct tvp_worker *worker)
{
    return ipc_verify(worker, answer);
}

const struct tvp_workload tvp_workload_ipc_pingpong = {
    .name = "ipc_pingpong",
    .brief = "IPC latency: pairs of workers send a message to and fro",
    .op = "a round trip: of the even worker a message sent and its answer received, of the odd one a message "
          "received and answered; each message marked and checked once a 4 KiB",
    .doc = "Workers 2k and 2k+1 are a pair. pipe (two), socketpair and tcp (loopback) are the kernel's own; "
           "eventfd "
           "and futex wake the partner, the bytes go through a ring of 32 KiB in the trial's shared mapping; "
           "spin "
           "is that ring watched without sleeping (letting others run where workers share a CPU): it buys "
           "its speed "
           "with CPU time, which cpu_user_ns tells. The trial's parent makes the channels under every model: "
           "threads have the same handles, processes inherit them (tcp: partners connect). ops_per_s counts "
           "a round "
           "trip at both of its ends; latency_*_ns are the even workers' round trips, but for short messages "
           "by spin, of which the clock would be a fifth. Verified: every message is the right one, in "
           "order, and both ends count as many.",
    .version = 2,
    .needs = TVP_NEEDS_PAIRS | TVP_TELLS_LATENCY,
    .params = list,
    .params_bytes = sizeof(struct ipc_params),
    .refuses = ipc_refuses,
    .shared_bytes = ipc_shared_bytes,
    .prepare = ipc_prepare,
    .setup = ipc_setup,
    .run = run,
    .verify = verify,
    .teardown = ipc_teardown,
    .check = ipc_check,
};
