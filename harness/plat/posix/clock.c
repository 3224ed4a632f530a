/* SPDX-License-Identifier: MIT */
/* The one monotonic clock of the machine. */
#include "../../api/plat.h"

#include <errno.h>
#include <time.h>

PLAT_START_PATH uint64_t plat_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void plat_sleep_ns(uint64_t ns)
{
    struct timespec left = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
    while (nanosleep(&left, &left) == -1 && errno == EINTR)
        ;
}
