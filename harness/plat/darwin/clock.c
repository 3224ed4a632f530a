/* SPDX-License-Identifier: MIT */
/* The clock: CLOCK_MONOTONIC counts microseconds here; this one counts the processor's ticks, is the same for
 * all processes, and stands still while the machine sleeps. */
#include <errno.h>
#include <time.h>

#include "../../api/plat.h"

PLAT_START_PATH uint64_t plat_now_ns(void)
{
    return clock_gettime_nsec_np(CLOCK_UPTIME_RAW);
}

void plat_sleep_ns(uint64_t ns)
{
    struct timespec left = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
    while (nanosleep(&left, &left) == -1 && errno == EINTR)
        ;
}
