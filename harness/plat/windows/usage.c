/* SPDX-License-Identifier: MIT */
/* What the system accounts to the calling thread: its time on a CPU, in ticks of the scheduler. Page faults
 * and switches it counts for whole processes, or not at all. */
#include "os.h"

static int64_t ns_of(const FILETIME *time)
{
    return ((int64_t)time->dwHighDateTime << 32 | time->dwLowDateTime) * 100;
}

int plat_usage_thread(struct plat_usage *usage)
{
    FILETIME made, ended, system, user;
    *usage = (struct plat_usage){-1, -1, -1, -1, -1, -1};
    if (!GetThreadTimes(GetCurrentThread(), &made, &ended, &system, &user))
        return plat_error_last();
    usage->user_ns = ns_of(&user);
    usage->system_ns = ns_of(&system);
    return 0;
}
