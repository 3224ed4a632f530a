/* SPDX-License-Identifier: MIT */
/* What systems do in more than one step about sockets. -1 with errno on failure. */
#ifndef TVP_POSIX_SOCKETS_H
#define TVP_POSIX_SOCKETS_H

#include <poll.h>
#include <time.h>

/* A TCP socket that no image inherits; nonblocking: its calls do not wait. */
int plat_socket_new(int nonblocking);
/* A connection that waits at the listener; none of its calls waits, no image inherits it. */
int plat_socket_accept(int listener);
/* Until one of them has something to read; NULL: without end. Returns how many. */
int plat_socket_poll(struct pollfd *watched, unsigned count, const struct timespec *limit);

#endif
