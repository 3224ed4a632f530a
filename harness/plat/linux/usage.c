/* SPDX-License-Identifier: MIT */
/* What the kernel accounts to the calling thread. */
#include "../posix/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static int64_t ns_of(const struct timeval *time)
{
    return (int64_t)time->tv_sec * 1000000000 + (int64_t)time->tv_usec * 1000;
}

int plat_usage_thread(struct plat_usage *usage)
{
    struct rusage raw;
    if (getrusage(RUSAGE_THREAD, &raw) == -1)
        return plat_error_of(errno);
    usage->user_ns = ns_of(&raw.ru_utime);
    usage->system_ns = ns_of(&raw.ru_stime);
    usage->minor_faults = raw.ru_minflt;
    usage->major_faults = raw.ru_majflt;
    usage->voluntary = raw.ru_nvcsw;
    usage->involuntary = raw.ru_nivcsw;
    return 0;
}

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
