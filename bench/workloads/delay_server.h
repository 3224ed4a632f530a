/* SPDX-License-Identifier: MIT */
/* The other side of io_request, io_echo and io_mix: a server on the loopback interface, one thread, that
 * answers each request a fixed time after it came in. Bounded by TVP_WORKERS_MAX connections; a broken one is
 * closed. */
#ifndef DELAY_SERVER_H
#define DELAY_SERVER_H

#include "delay_wire.h"

struct delay_line {
    int64_t socket;
    uint32_t have;   /* bytes of the request that came in so far */
    uint64_t due_ns; /* when the answer is due; 0: no whole request yet */
    union {
        struct delay_request request;
        unsigned char bytes[sizeof(struct delay_request)];
    };
};

struct delay_server {
    struct tvp_trial *trial;
    uint64_t delay_ns;
    uint64_t stall_ns,
        stall_at; /* once: after so many answers to worker 0 it holds still so long; 0: never */
    int64_t listener;
    uint32_t lines;
    struct delay_line line[TVP_WORKERS_MAX];
    int64_t watched[TVP_WORKERS_MAX + 1]; /* the lines, then the listener */
    unsigned char ready[TVP_WORKERS_MAX + 1];
};

/* 0 or a plat error. */
static inline int delay_listen(struct delay_server *server)
{
    struct delay_shared *shared = server->trial->shared;
    uint32_t port = 0;

    server->listener = plat_tcp_listen(&port);
    atomic_store(&shared->port, port);
    return server->listener < 0 ? (int)server->listener : 0;
}

static inline void delay_accept(struct delay_server *server)
{
    int64_t connection = plat_tcp_accept(server->listener);

    if (connection >= 0) /* else it is gone again already: there is nobody to tell */
        server->line[server->lines++] = (struct delay_line){.socket = connection};
}

/* The last line takes the place of line i. */
static inline void delay_drop(struct delay_server *server, uint32_t i)
{
    plat_tcp_close(server->line[i].socket);
    server->line[i] = server->line[--server->lines];
}

/* Reads what came in. 0, or -1: the line is broken. */
static inline int delay_receive(struct delay_server *server, struct delay_line *line)
{
    int64_t n = plat_tcp_receive(line->socket, line->bytes + line->have, sizeof line->bytes - line->have);

    if (n == -PLAT_EAGAIN || n == -PLAT_EINTR)
        return 0;
    if (n <= 0)
        return -1;
    line->have += (uint32_t)n;
    if (line->have < sizeof line->bytes)
        return 0;
    line->due_ns = plat_now_ns() + server->delay_ns;
    return line->request.worker < server->trial->workers ? 0 : -1;
}

/* Counts before it sends: whoever has the answer finds it counted. 0, or -1: the line is broken. */
static inline int delay_reply(struct delay_server *server, struct delay_line *line)
{
    struct delay_shared *shared = server->trial->shared;
    uint64_t answer = delay_answer(server->trial, &line->request);

    atomic_fetch_add(&shared->of[line->request.worker].answers, 1);
    line->have = 0;
    line->due_ns = 0;
    return plat_tcp_send(line->socket, &answer, sizeof answer) == sizeof answer ? 0 : -1;
}

/* Answers what is due. Returns when the next answer is, or UINT64_MAX. Backwards, because delay_drop fills
 * the gap from the end. */
static inline uint64_t delay_reply_due(struct delay_server *server)
{
    uint64_t now_ns = plat_now_ns(), next_ns = UINT64_MAX;

    for (uint32_t i = server->lines; i-- > 0;) {
        struct delay_line *line = &server->line[i];

        if (line->due_ns != 0 && line->due_ns <= now_ns) {
            if (delay_reply(server, line) != 0)
                delay_drop(server, i);
        } else if (line->due_ns != 0 && line->due_ns < next_ns) {
            next_ns = line->due_ns;
        }
    }
    return next_ns;
}

/* Sleeps until somebody speaks or `until_ns`; a line that waits for its answer is not listened to.
 * Returns what plat_tcp_wait does. */
static inline int delay_sleep(struct delay_server *server, uint64_t until_ns)
{
    uint64_t now_ns = plat_now_ns(), left_ns = until_ns > now_ns ? until_ns - now_ns : 0;

    for (uint32_t i = 0; i < server->lines; i++)
        server->watched[i] = server->line[i].due_ns ? -1 : server->line[i].socket;
    server->watched[server->lines] = server->lines < TVP_WORKERS_MAX ? server->listener : -1;
    return plat_tcp_wait(server->watched, server->lines + 1, server->ready,
                         until_ns == UINT64_MAX ? UINT64_MAX : left_ns);
}

/* One turn: answer, sleep, read. 0, or a plat error that leaves no sense in going on. */
static inline int delay_turn(struct delay_server *server)
{
    uint64_t next_ns = delay_reply_due(server);
    uint32_t watched = server->lines;
    int found = delay_sleep(server, next_ns);

    if (found <= 0)
        return found == -PLAT_EINTR ? 0 : found;
    for (uint32_t i = watched; i-- > 0;)
        if (server->ready[i] && delay_receive(server, &server->line[i]) != 0)
            delay_drop(server, i);
    if (server->ready[watched])
        delay_accept(server);
    return 0;
}

static inline void delay_stall(struct delay_server *server)
{
    const struct delay_shared *shared = server->trial->shared;

    if (server->stall_ns == 0 || atomic_load(&shared->of[0].answers) < server->stall_at)
        return;
    plat_sleep_ns(server->stall_ns);
    server->stall_ns = 0;
}

static inline size_t delay_shared_bytes(const void *params, uint32_t workers)
{
    return sizeof(struct delay_shared) + workers * sizeof(struct delay_tally);
}

/* Until the process is killed, or there is no sense in going on: -1, with the reason told. */
static inline int delay_serve(struct delay_server *server)
{
    const char *name = server->trial->workload->name;
    int error = delay_listen(server);

    if (error)
        return tvp_fail_trial(server->trial, "%s: the server cannot listen: %s", name,
                              plat_error_text(error));
    tvp_serve_ready(server->trial);
    while (error == 0) {
        error = delay_turn(server);
        delay_stall(server);
    }
    return tvp_fail_trial(server->trial, "%s: the server cannot wait: %s", name, plat_error_text(error));
}

#endif
