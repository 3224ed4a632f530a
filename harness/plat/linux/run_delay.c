/* SPDX-License-Identifier: MIT */
/* How long a thread was runnable but did not run, as the scheduler counts it. */
#include "../posix/error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int64_t plat_run_delay_open(void)
{
    int fd = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    return fd == -1 ? plat_error_of(errno) : fd;
}

int64_t plat_run_delay_ns(int64_t handle)
{
    char text[96];
    ssize_t got = pread((int)handle, text, sizeof text - 1, 0);
    if (got <= 0)
        return got == 0 ? -PLAT_EIO : plat_error_of(errno);
    text[got] = '\0';
    /* "time on the CPU, time waiting for one, timeslices" */
    const char *at = text;
    while (*at >= '0' && *at <= '9')
        at++;
    if (*at++ != ' ' || *at < '0' || *at > '9')
        return -PLAT_EIO;
    int64_t delay_ns = 0;
    for (; *at >= '0' && *at <= '9'; at++)
        delay_ns = delay_ns * 10 + (*at - '0');
    return delay_ns;
}
