/* SPDX-License-Identifier: MIT */
/* The other side of io_request: a server on the loopback interface, one thread, that answers each request a
 * fixed time after it came in. Bounded by TVP_WORKERS_MAX connections; a broken one is closed. */
#ifndef DELAY_SERVER_H
#define DELAY_SERVER_H

#include <poll.h>
#include <time.h>

#include "delay_wire.h"

struct delay_line {
    int socket;
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
    int listener;
    uint32_t lines;
    struct delay_line line[TVP_WORKERS_MAX];
    struct pollfd watched[TVP_WORKERS_MAX + 1]; /* the lines, then the listener */
};

/* Listens on a port that the system chooses. 0 or an errno. */
static inline int delay_listen(struct delay_server *server)
{
    struct delay_shared *shared = server->trial->shared;
    struct sockaddr_in address = delay_address(0);
    socklen_t bytes = sizeof address;

    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->listener < 0 || bind(server->listener, (const void *)&address, sizeof address) != 0 ||
        listen(server->listener, TVP_WORKERS_MAX) != 0 ||
        getsockname(server->listener, (void *)&address, &bytes) != 0)
        return errno;
    atomic_store(&shared->port, ntohs(address.sin_port));
    return 0;
}

static inline void delay_accept(struct delay_server *server)
{
    int connection = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (connection < 0)
        return; /* gone again already: there is nobody to tell */
    if (delay_send_at_once(connection) != 0) {
        close(connection);
        return;
    }
    server->line[server->lines++] = (struct delay_line){.socket = connection};
}

/* The last line takes the place of line i. */
static inline void delay_drop(struct delay_server *server, uint32_t i)
{
    close(server->line[i].socket);
    server->line[i] = server->line[--server->lines];
}

/* Reads what came in. 0, or -1: the line is broken. */
static inline int delay_receive(struct delay_server *server, struct delay_line *line)
{
    ssize_t n = recv(line->socket, line->bytes + line->have, sizeof line->bytes - line->have, 0);

    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    if (n == 0)
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
    return send(line->socket, &answer, sizeof answer, MSG_NOSIGNAL) == sizeof answer ? 0 : -1;
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
 * Returns what ppoll does. */
static inline int delay_sleep(struct delay_server *server, uint64_t until_ns)
{
    uint64_t now_ns = plat_now_ns(), left_ns = until_ns > now_ns ? until_ns - now_ns : 0;
    struct timespec left = {.tv_sec = (time_t)(left_ns / 1000000000u),
                            .tv_nsec = (long)(left_ns % 1000000000u)};

    for (uint32_t i = 0; i < server->lines; i++)
        server->watched[i] =
            (struct pollfd){.fd = server->line[i].due_ns ? -1 : server->line[i].socket, .events = POLLIN};
    server->watched[server->lines] =
        (struct pollfd){.fd = server->lines < TVP_WORKERS_MAX ? server->listener : -1, .events = POLLIN};
    return ppoll(server->watched, server->lines + 1, until_ns == UINT64_MAX ? NULL : &left, NULL);
}

/* One turn: answer, sleep, read. 0, or an errno that leaves no sense in going on. */
static inline int delay_turn(struct delay_server *server)
{
    uint64_t next_ns = delay_reply_due(server);
    uint32_t watched = server->lines;
    int ready = delay_sleep(server, next_ns);

    if (ready <= 0)
        return ready == 0 || errno == EINTR ? 0 : errno;
    for (uint32_t i = watched; i-- > 0;)
        if (server->watched[i].revents && delay_receive(server, &server->line[i]) != 0)
            delay_drop(server, i);
    if (server->watched[watched].revents)
        delay_accept(server);
    return 0;
}

#endif
