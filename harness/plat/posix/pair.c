/* SPDX-License-Identifier: MIT */
/* Two-way channels: pairs of local sockets. */
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

int plat_pair_new(int64_t ends[2])
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

const char *plat_pair_unsupported(void)
{
    return NULL;
}
