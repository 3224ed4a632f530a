/* SPDX-License-Identifier: MIT */
/* A worker's side of io_request: one connection, one request at a time, nothing that waits forever. */
#ifndef DELAY_CLIENT_H
#define DELAY_CLIENT_H

#include <sys/time.h>

#include "delay_wire.h"

/* Connects to the server, of which each message is awaited for `patience_s` seconds. Returns a descriptor, or
 * -1 with errno set. */
static inline int delay_connect(uint32_t port, int patience_s)
{
    struct sockaddr_in server = delay_address(port);
    struct timeval patience = {.tv_sec = patience_s};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int error = connection < 0 || delay_send_at_once(connection) != 0 ||
                setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
                setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0;

    /* An interrupted connect goes on by itself. */
    while (!error && connect(connection, (const void *)&server, sizeof server) != 0 && errno != EISCONN)
        error = errno != EINTR && errno != EALREADY;
    if (!error || connection < 0)
        return connection;
    error = errno;
    close(connection);
    errno = error;
    return -1;
}

/* All of the request out, all of the answer in. 0 or an errno. */
static inline int delay_ask(int connection, const struct delay_request *request, uint64_t *answer)
{
    size_t sent = 0, had = 0;

    while (had < sizeof *answer) {
        ssize_t n = sent < sizeof *request
                        ? send(connection, (const char *)request + sent, sizeof *request - sent, MSG_NOSIGNAL)
                        : recv(connection, (char *)answer + had, sizeof *answer - had, 0);

        if (n == 0)
            return ECONNRESET;
        if (n < 0 && errno != EINTR)
            return errno == EAGAIN ? ETIMEDOUT : errno;
        if (n > 0 && sent < sizeof *request)
            sent += (size_t)n;
        else if (n > 0)
            had += (size_t)n;
    }
    return 0;
}

#endif
