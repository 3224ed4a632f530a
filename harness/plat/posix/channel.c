/* SPDX-License-Identifier: MIT */
/* One-way channels: pipes of the system's own capacity. */
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int plat_channel_new(int64_t ends[2])
{
    int pipe_ends[2];
    if (pipe(pipe_ends) == -1)
        return plat_error_of(errno);
    for (int i = 0; i < 2; i++) {
        fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
        ends[i] = pipe_ends[i];
    }
    return 0;
}

int plat_channel_write(int64_t end, const void *from, uint64_t bytes)
{
    const char *at = from;
    while (bytes > 0) {
        ssize_t put = write((int)end, at, bytes < (1u << 30) ? (size_t)bytes : (1u << 30));
        if (put == -1 && errno == EINTR)
            continue;
        if (put == -1)
            return plat_error_of(errno);
        at += put;
        bytes -= (uint64_t)put;
    }
    return 0;
}

int plat_channel_read(int64_t end, void *to, uint64_t bytes)
{
    char *at = to;
    while (bytes > 0) {
        ssize_t got = read((int)end, at, bytes < (1u << 30) ? (size_t)bytes : (1u << 30));
        if (got == -1 && errno == EINTR)
            continue;
        if (got == -1)
            return plat_error_of(errno);
        if (got == 0)
            return -PLAT_EPIPE;
        at += got;
        bytes -= (uint64_t)got;
    }
    return 0;
}

void plat_ignore_broken_channels(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
}

void plat_handle_close(int64_t handle)
{
    if (handle >= 0)
        close((int)handle);
}

int plat_handle_inherit(int64_t handle, int inherit)
{
    if (fcntl((int)handle, F_SETFD, inherit ? 0 : FD_CLOEXEC) == -1)
        return plat_error_of(errno);
    return (int)handle;
}
