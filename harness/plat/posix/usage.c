/* SPDX-License-Identifier: MIT */
/* What the kernel accounts to the calling thread. */
#include "error.h"

#include <errno.h>
#include <sys/resource.h>

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
