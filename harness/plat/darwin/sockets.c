/* SPDX-License-Identifier: MIT */
/* No flags for new sockets here, and no poll by nanoseconds. */
#include "../posix/sockets.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <unistd.h>

static int prepared(int socket, int nonblocking)
{
    if (socket < 0)
        return -1;
    if (fcntl(socket, F_SETFD, FD_CLOEXEC) != -1 &&
        (!nonblocking || fcntl(socket, F_SETFL, O_NONBLOCK) != -1))
        return socket;
    close(socket);
    return -1;
}

int plat_socket_new(int nonblocking)
{
    return prepared(socket(AF_INET, SOCK_STREAM, 0), nonblocking);
}

int plat_socket_accept(int listener)
{
    return prepared(accept(listener, NULL, NULL), 1);
}

/* To the millisecond above: a server with a shorter delay polls again until it is over. */
int plat_socket_poll(struct pollfd *watched, unsigned count, const struct timespec *limit)
{
    int ms = -1;
    if (limit != NULL)
        ms = limit->tv_sec > INT_MAX / 2000
                 ? INT_MAX
                 : (int)(limit->tv_sec * 1000 + (limit->tv_nsec + 999999) / 1000000);
    return poll(watched, (nfds_t)count, ms);
}
