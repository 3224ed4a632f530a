/* SPDX-License-Identifier: MIT */
/* A worker's side of io_request: one request at a time, nothing that waits forever. */
#ifndef DELAY_CLIENT_H
#define DELAY_CLIENT_H

#include "delay_wire.h"

/* Ten times the longest delay: after that the server counts as dead. */
#define DELAY_PATIENCE_NS 10000000000u

/* All of the request out, all of the answer in. 0 or a plat error. */
static inline int delay_ask(int64_t connection, const struct delay_request *request, uint64_t *answer)
{
    size_t sent = 0, had = 0;

    while (had < sizeof *answer) {
        int64_t n = sent < sizeof *request
                        ? plat_tcp_send(connection, (const char *)request + sent, sizeof *request - sent)
                        : plat_tcp_receive(connection, (char *)answer + had, sizeof *answer - had);

        if (n == 0)
            return -PLAT_EPIPE;
        if (n < 0 && n != -PLAT_EINTR)
            return n == -PLAT_EAGAIN ? -PLAT_ETIMEDOUT : (int)n;
        if (n > 0 && sent < sizeof *request)
            sent += (size_t)n;
        else if (n > 0)
            had += (size_t)n;
    }
    return 0;
}

#endif
