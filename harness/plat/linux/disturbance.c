/* SPDX-License-Identifier: MIT */
/* What the kernel tells of who disturbs whom: pressure on the CPUs, a thread's moves between them. */
#include "../posix/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The whole number behind `key` and what is no digit, in a file of /proc. Or a plat error. */
static int64_t number_in(const char *path, const char *key)
{
    char text[2048];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return plat_error_of(errno);
    ssize_t got = read(fd, text, sizeof text - 1);
    int error = got < 0 ? plat_error_of(errno) : -PLAT_EIO;
    close(fd);
    text[got > 0 ? got : 0] = '\0';
    const char *at = strstr(text, key);
    if (at == NULL)
        return error;
    at += strlen(key);
    at += strcspn(at, "0123456789\n");
    int64_t number = 0;
    if (*at < '0' || *at > '9')
        return -PLAT_EIO;
    for (; *at >= '0' && *at <= '9' && number < INT64_MAX / 10 - 1; at++)
        number = number * 10 + (*at - '0');
    return number;
}

int64_t plat_pressure_cpu_ns(void)
{
    /* "some avg10=0.60 avg60=13.36 avg300=25.19 total=194565069", the total in us */
    int64_t total = number_in("/proc/pressure/cpu", "total");
    return total < 0 ? total : total * 1000;
}

int64_t plat_migrations(void)
{
    /* Not a perf event: the machine's first one patches the scheduler, and each costs its thread's every
     * switch.
     */
    return number_in("/proc/thread-self/sched", "nr_migrations");
}
