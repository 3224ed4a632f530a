/* SPDX-License-Identifier: MIT */
/* What the workloads of pairs have in common. Worker 2k speaks first, worker 2k + 1 listens.
 *
 * Each op of one needs the other, and the harness lets a worker run untimed ops, a batch at a time, until
 * everybody is done: partners do unequal numbers of them. So the first one leaves when it likes, and its
 * verify sends a last message that says so. The second one serves until that has come: in run, where it has
 * nothing left to do then and passes over the rest of its (untimed) ops, or in verify, where it answers what
 * the other still wants. Neither ever waits for somebody who has gone. */
#ifndef IPC_WORK_H
#define IPC_WORK_H

#include <inttypes.h>

#include "ipc_link.h"

#define IPC_STEP  4096u /* each so many bytes of a message carry a word of their own */
#define IPC_LEAST 8u    /* bytes: one word */
#define IPC_MOST  (16u << 20)

struct ipc_params {
    uint64_t transport, bytes;
};

struct ipc_state {
    struct ipc_link link;
    unsigned char *out, *in; /* one message each, in one region that `out` owns */
    uint64_t region_bytes;
    uint64_t done, wrong; /* ops, and messages that were not what they had to be */
    uint64_t passed_over; /* ops after the partner has left */
    int ended;            /* the partner has left */
    int error;            /* the plat error of the first failure, or 0 */
};

static inline struct ipc_state *ipc_state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static inline int ipc_speaks_first(const struct tvp_worker *worker)
{
    return worker->index % 2 == 0;
}

/* The word that begins message `number` of worker `from`; UINT64_MAX: the one that says that it leaves. */
static inline uint64_t ipc_word(const struct tvp_trial *trial, uint32_t from, uint64_t number)
{
    return tvp_data_word(trial->seed, from, TVP_WORKERS_MAX + number);
}
#define IPC_LEAVES (UINT64_MAX - TVP_WORKERS_MAX)

static inline void ipc_compose(unsigned char *message, uint64_t bytes, uint64_t word)
{
    for (uint64_t at = 0; at + sizeof word <= bytes; at += IPC_STEP, word++)
        memcpy(message + at, &word, sizeof word);
}

/* 1: it carries the words that begin with `word`. */
static inline int ipc_holds(const unsigned char *message, uint64_t bytes, uint64_t word)
{
    uint64_t differs = 0, found;

    for (uint64_t at = 0; at + sizeof word <= bytes; at += IPC_STEP, word++) {
        memcpy(&found, message + at, sizeof found);
        differs |= found ^ word;
    }
    return differs == 0;
}

/* Sends message `number`; -1 with the error kept. */
static inline int ipc_say(struct tvp_worker *worker, uint64_t number)
{
    struct ipc_state *state = ipc_state_of(worker);
    const uint64_t bytes = ((const struct ipc_params *)worker->params)->bytes;

    ipc_compose(state->out, bytes, ipc_word(worker->trial, worker->index, number));
    tvp_block_begin(worker);
    state->error = ipc_send(&state->link, state->out, bytes);
    tvp_block_end(worker);
    return state->error != 0 ? -1 : 0;
}

/* Waits for message `number` of the partner, and looks whether it is that one, or its last. -1: there is
 * none. */
static inline int ipc_hear(struct tvp_worker *worker, uint64_t number)
{
    struct ipc_state *state = ipc_state_of(worker);
    const struct tvp_trial *trial = worker->trial;
    const uint64_t bytes = ((const struct ipc_params *)worker->params)->bytes;
    const uint32_t from = worker->index ^ 1u;

    tvp_block_begin(worker);
    state->error = ipc_receive(&state->link, state->in, bytes);
    tvp_block_end(worker);
    if (state->error != 0)
        return -1;
    if (ipc_holds(state->in, bytes, ipc_word(trial, from, number)))
        return 0;
    state->ended =
        !ipc_speaks_first(worker) && ipc_holds(state->in, bytes, ipc_word(trial, from, IPC_LEAVES));
    state->wrong += !state->ended;
    return state->ended ? -1 : 0;
}

static inline size_t ipc_shared_bytes(const void *params, uint32_t workers)
{
    return (workers + 1) / 2 * sizeof(struct ipc_pair);
}

/* 1: a message takes microseconds by its length alone, so that a look at the clock for each is little. */
static inline int ipc_is_long(const struct tvp_worker *worker)
{
    return ((const struct ipc_params *)worker->params)->bytes >= 4 * IPC_STEP;
}

static inline const char *ipc_refuses(const void *params)
{
    return ipc_link_refuses((enum ipc_transport)((const struct ipc_params *)params)->transport);
}

static inline int ipc_prepare(struct tvp_trial *trial)
{
    const struct ipc_params *params = trial->params;
    const int error = ipc_link_make(trial, (enum ipc_transport)params->transport);

    return error < 0 ? tvp_fail_trial(trial, "%s: no channels for %u workers: %s", trial->workload->name,
                                      trial->workers, plat_error_text(error))
                     : 0;
}

/* The messages lie in pages that are touched. */
static inline int ipc_setup(struct tvp_worker *worker)
{
    const struct ipc_params *params = worker->params;
    const uint64_t page = worker->trial->page_bytes, each = (params->bytes + page - 1) / page * page;
    struct ipc_state *state = ipc_state_of(worker);
    int error = 0;

    *state = (struct ipc_state){.region_bytes = 2 * each};
    state->out = plat_region_new(state->region_bytes, PLAT_PAGES_4K, &error);
    if (state->out == NULL)
        return tvp_fail(worker, "%s: no room for messages of %" PRIu64 " bytes: %s",
                        worker->trial->workload->name, params->bytes, plat_error_text(error));
    memset(state->out, 0x5a, (size_t)state->region_bytes);
    state->in = state->out + each;
    error = ipc_link_take(&state->link, worker, (enum ipc_transport)params->transport);
    return error < 0 ? tvp_fail(worker, "%s: its channel cannot be used: %s", worker->trial->workload->name,
                                plat_error_text(error))
                     : 0;
}

static inline void ipc_teardown(struct tvp_worker *worker)
{
    ipc_disconnect(&ipc_state_of(worker)->link);
    plat_region_free(ipc_state_of(worker)->out, ipc_state_of(worker)->region_bytes);
}

/* `one`: an op of this worker; `tells`: its latency, too. Of the second one in run: those that are left when
 * the first one has gone are passed over. */
static inline void ipc_run(struct tvp_worker *worker, uint64_t ops, int (*one)(struct tvp_worker *),
                           int tells)
{
    struct ipc_state *state = ipc_state_of(worker);
    uint64_t begin_ns = tells ? tvp_op_begin(worker) : 0;

    for (; ops > 0 && state->error == 0 && !state->ended && one(worker) == 0; ops--)
        if (tells)
            begin_ns = tvp_op_end(worker, begin_ns);
    state->passed_over += ops;
}

static inline int ipc_leave(struct tvp_worker *worker, int (*one)(struct tvp_worker *))
{
    struct ipc_state *state = ipc_state_of(worker);

    if (state->error == 0 && ipc_speaks_first(worker))
        ipc_say(worker, IPC_LEAVES);
    while (!ipc_speaks_first(worker) && state->error == 0 && !state->ended)
        one(worker);
    return state->error;
}

/* Ends this worker's part, and says what went wrong. */
static inline int ipc_verify(struct tvp_worker *worker, int (*one)(struct tvp_worker *))
{
    struct ipc_state *state = ipc_state_of(worker);
    struct ipc_pair *pair = ipc_pair_of(worker->trial, worker->index);
    const char *name = worker->trial->workload->name;
    const uint64_t in_run = state->done;

    if (ipc_leave(worker, one) != 0)
        return tvp_fail(worker, "%s: in op %" PRIu64 ": %s", name, state->done,
                        plat_error_text(state->error));
    atomic_store(ipc_speaks_first(worker) ? &pair->ops : &pair->answered, state->done);
    if (state->wrong)
        return tvp_fail(worker, "%s: %" PRIu64 " of %" PRIu64 " messages came wrong", name, state->wrong,
                        state->done);
    if (in_run + state->passed_over != worker->ops_total || (state->passed_over && !state->ended))
        return tvp_fail(worker, "%s: %" PRIu64 " ops asked for, %" PRIu64 " made, %" PRIu64 " passed over",
                        name, worker->ops_total, in_run, state->passed_over);
    return 0;
}

/* What was said was heard, as often as it was said. */
static inline int ipc_check(struct tvp_trial *trial)
{
    for (uint32_t worker = 0; worker < trial->workers; worker += 2) {
        const struct ipc_pair *pair = ipc_pair_of(trial, worker);
        const uint64_t ops = atomic_load(&pair->ops), answered = atomic_load(&pair->answered);

        if (ops != answered || ops != tvp_worker_ops(trial, worker))
            return tvp_fail_trial(
                trial,
                "%s: worker %u was asked for %" PRIu64 " ops and made %" PRIu64 ", its partner saw %" PRIu64,
                trial->workload->name, worker, tvp_worker_ops(trial, worker), ops, answered);
    }
    return 0;
}

#endif
