/* SPDX-License-Identifier: MIT */
/* Waiting on a word that threads or processes share: a futex without the private flag, so that both
 * pay the same. */
#include "../posix/error.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

PLAT_START_PATH void plat_wait(uint32_t *word, uint32_t expected, uint64_t timeout_ns)
{
    struct timespec limit = {(time_t)(timeout_ns / 1000000000u), (long)(timeout_ns % 1000000000u)};
    syscall(SYS_futex, word, FUTEX_WAIT, expected, timeout_ns != 0 ? &limit : NULL, NULL, 0);
}

void plat_wake_all(uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}
