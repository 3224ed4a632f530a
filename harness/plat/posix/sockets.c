/* SPDX-License-Identifier: MIT */
/* Sockets where one call does it. */
#include "sockets.h"

#include <sys/socket.h>

int plat_socket_new(int nonblocking)
{
    return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | (nonblocking ? SOCK_NONBLOCK : 0), 0);
}

int plat_socket_accept(int listener)
{
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

int plat_socket_poll(struct pollfd *watched, unsigned count, const struct timespec *limit)
{
    return ppoll(watched, count, limit, NULL);
}
