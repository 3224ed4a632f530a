/* SPDX-License-Identifier: MIT */
/* Two-way channels: pairs of local sockets, and both ends of a loopback connection. */
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>

#define PATIENCE_NS 10000000000u /* for a connection that is made within one process */

static int local_pair(int64_t ends[2])
{
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == -1)
        return plat_error_of(errno);
    for (int i = 0; i < 2; i++) {
        fcntl(sockets[i], F_SETFD, FD_CLOEXEC);
        ends[i] = sockets[i];
    }
    return 0;
}

/* Its sends and receives wait for as long as it takes. */
static int wait_always(int socket)
{
    const struct timeval forever = {0, 0};
    const int flags = fcntl(socket, F_GETFL);
    const int failed = flags == -1 || fcntl(socket, F_SETFL, flags & ~O_NONBLOCK) == -1 ||
                       setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof forever) != 0 ||
                       setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &forever, sizeof forever) != 0;
    return failed ? plat_error_of(errno) : 0;
}

static int connect_pair(int64_t listener, uint32_t port, int64_t ends[2])
{
    unsigned char ready;
    ends[0] = plat_tcp_connect(port, PATIENCE_NS);
    if (ends[0] < 0)
        return (int)ends[0];
    const int found = plat_tcp_wait(&listener, 1, &ready, PATIENCE_NS);
    ends[1] = found == 1 ? plat_tcp_accept(listener) : found == 0 ? -PLAT_ETIMEDOUT : found;
    int error = ends[1] < 0 ? (int)ends[1] : 0;
    for (int i = 0; i < 2 && error == 0; i++)
        error = wait_always((int)ends[i]);
    if (error != 0) {
        plat_tcp_close(ends[0]);
        plat_tcp_close(ends[1]);
    }
    return error;
}

int plat_pair_new(enum plat_pair kind, int64_t ends[2])
{
    uint32_t port = 0;
    if (kind == PLAT_PAIR_LOCAL)
        return local_pair(ends);
    const int64_t listener = plat_tcp_listen(&port);
    const int error = listener < 0 ? (int)listener : connect_pair(listener, port, ends);
    plat_tcp_close(listener);
    return error;
}

int plat_pair_take(int64_t end)
{
    (void)end; /* an inherited descriptor is as good as one's own */
    return 0;
}

const char *plat_pair_unsupported(enum plat_pair kind)
{
    (void)kind;
    return NULL;
}
