/* SPDX-License-Identifier: MIT */
/* IPC throughput: worker 2k sends messages to worker 2k + 1, who only receives. */
#include "ipc_work.h"

static const struct tvp_param list[] = {{"transport", TVP_PARAM_CHOICE,
                                         offsetof(struct ipc_params, transport), "pipe",
                                         IPC_CHOICES "|process_vm_readv", 0, 0, "what a message goes by"},
                                        {"bytes", TVP_PARAM_SIZE, offsetof(struct ipc_params, bytes), "64K",
                                         NULL, IPC_LEAST, IPC_MOST, "bytes of a message"},
                                        {.name = NULL}};

static int give(struct tvp_worker *worker)
{
    struct ipc_state *state = ipc_state_of(worker);

    if (ipc_say(worker, state->done) != 0)
        return -1;
    state->done++;
    return 0;
}

static int take(struct tvp_worker *worker)
{
    struct ipc_state *state = ipc_state_of(worker);

    if (ipc_hear(worker, state->done) != 0)
        return -1;
    state->done++;
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    const int gives = ipc_speaks_first(worker);

    ipc_run(worker, ops, gives ? give : take, !gives && ipc_is_long(worker));
}

static int verify(struct tvp_worker *worker)
{
    return ipc_verify(worker, take);
}

const struct tvp_workload tvp_workload_ipc_transfer = {
    .name = "ipc_transfer",
    .brief = "IPC throughput: one worker of each pair sends, the other receives",
    .op = "a message sent (even worker) or received whole into memory of its own (odd worker); marked and "
          "checked once a 4 KiB",
    .doc =
        "Workers 2k and 2k+1 are a pair; the sender runs ahead as far as the channel holds. pipe, "
        "socketpair and tcp (loopback) are the kernel's own; eventfd, futex and spin are ways to wait for a "
        "ring of 32 KiB in the trial's shared mapping, which costs a copy in and a copy out; with "
        "process_vm_readv the receiver fetches the message from the sender's memory, which waits on a futex "
        "meanwhile. What spin costs, cpu_user_ns tells. ops_per_s counts a message at both of its ends: "
        "bytes a second are ops_per_s x bytes / 2; latency_*_ns are the receivers', from one message to the "
        "next, of 16 KiB or more. Verified: every message is the right one, in order, and as many came as "
        "were "
        "sent.",
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
