/* SPDX-License-Identifier: MIT */
/* A worker's side of io_echo: requests that leave by the clock, answers in the order of the requests. */
#ifndef ECHO_CLIENT_H
#define ECHO_CLIENT_H

#include <inttypes.h>

#include "delay_client.h"
#include "delay_server.h"

#define SECOND_NS 1000000000u
/* Of one worker: beyond that the next one waits for an answer, and its latency counts the wait. */
#define IN_FLIGHT_MAX 1024u

struct echo_params {
    uint64_t rate, stall_ns, stall_at;
};

struct echo_state {
    int64_t connection;
    uint64_t base_ns;    /* when request 0 was meant to leave; 0: not yet */
    uint64_t sent, done; /* requests, and answers to them */
    uint64_t drained;    /* of them, by verify */
    uint64_t wrong;
    int error;          /* the plat error of the first failure, or 0 */
    int is_ready;       /* something can be received */
    uint32_t have;      /* bytes of answers that came and were not looked at */
    uint64_t answer[8]; /* they */
};

static inline struct echo_state *echo_state_of(struct tvp_worker *worker)
{
    return (void *)worker->scratch;
}

static inline uint64_t echo_rate(const struct tvp_worker *worker)
{
    return ((const struct echo_params *)worker->params)->rate;
}

/* The workers' requests are spread over an interval. */
static inline uint64_t echo_phase_ns(const struct tvp_worker *worker)
{
    return SECOND_NS * worker->index / (echo_rate(worker) * worker->trial->workers);
}

/* When request `number` is meant to leave. */
static inline uint64_t echo_intended_ns(struct tvp_worker *worker, uint64_t number)
{
    const uint64_t rate = echo_rate(worker);

    return echo_state_of(worker)->base_ns + number / rate * SECOND_NS + number % rate * SECOND_NS / rate;
}

/* 0, or a plat error. */
static inline int echo_connect(struct tvp_worker *worker)
{
    struct delay_shared *shared = worker->trial->shared;
    struct echo_state *state = echo_state_of(worker);

    plat_timers_sharpen(); /* to leave when it is time */
    *state =
        (struct echo_state){.connection = plat_tcp_connect(atomic_load(&shared->port), DELAY_PATIENCE_NS)};
    return state->connection < 0 ? (int)state->connection : 0;
}

static inline void echo_send(struct tvp_worker *worker)
{
    struct echo_state *state = echo_state_of(worker);
    const struct delay_request request = {worker->index, state->sent};

    for (size_t sent = 0; sent < sizeof request && state->error == 0;) {
        const int64_t n =
            plat_tcp_send(state->connection, (const char *)&request + sent, sizeof request - sent);

        if (n > 0)
            sent += (size_t)n;
        else if (n != -PLAT_EINTR)
            state->error = n == -PLAT_EAGAIN ? -PLAT_ETIMEDOUT : n == 0 ? -PLAT_EPIPE : (int)n;
    }
    state->sent += state->error == 0;
}

static inline void echo_send_due(struct tvp_worker *worker, uint64_t now_ns)
{
    struct echo_state *state = echo_state_of(worker);

    while (state->error == 0 && state->sent - state->done < IN_FLIGHT_MAX &&
           echo_intended_ns(worker, state->sent) <= now_ns)
        echo_send(worker);
}

/* Until there is an answer, or the next request is due. */
static inline void echo_wait(struct tvp_worker *worker)
{
    struct echo_state *state = echo_state_of(worker);
    const int is_full = state->sent - state->done >= IN_FLIGHT_MAX;
    const uint64_t due_ns = echo_intended_ns(worker, state->sent), now_ns = plat_now_ns();
    const uint64_t patience_ns = is_full ? DELAY_PATIENCE_NS : due_ns > now_ns ? due_ns - now_ns : 0;
    unsigned char ready = 0;

    tvp_block_begin(worker);
    const int found = plat_tcp_wait(&state->connection, 1, &ready, patience_ns);
    tvp_block_end(worker);
    if (found < 0 && found != -PLAT_EINTR)
        state->error = found;
    if (found == 0 && is_full)
        state->error = -PLAT_ETIMEDOUT;
    state->is_ready = ready;
}

/* At most `most` answers: what is there, waiting for it if nothing is. */
static inline void echo_receive(struct tvp_worker *worker, uint64_t most)
{
    struct echo_state *state = echo_state_of(worker);
    const uint64_t room = sizeof state->answer / sizeof *state->answer;
    const uint64_t bytes = (most < room ? most : room) * sizeof *state->answer - state->have;
    const int64_t n = plat_tcp_receive(state->connection, (char *)state->answer + state->have, bytes);
    const uint64_t now_ns = plat_now_ns();

    if (n <= 0) {
        if (n != -PLAT_EINTR)
            state->error = n == 0 ? -PLAT_EPIPE : n == -PLAT_EAGAIN ? -PLAT_ETIMEDOUT : (int)n;
        return;
    }
    const uint64_t whole = (state->have + (uint64_t)n) / sizeof *state->answer;
    state->have = (uint32_t)((state->have + (uint64_t)n) % sizeof *state->answer);
    for (uint64_t i = 0; i < whole; i++, state->done++) {
        const struct delay_request request = {worker->index, state->done};
        const uint64_t intended_ns = echo_intended_ns(worker, state->done);

        state->wrong += state->answer[i] != delay_answer(worker->trial, &request);
        tvp_latency(worker, now_ns - intended_ns);
    }
    memmove(state->answer, (char *)state->answer + whole * sizeof *state->answer, state->have);
}

#endif
