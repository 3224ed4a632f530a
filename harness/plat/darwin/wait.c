/* SPDX-License-Identifier: MIT */
/* Waiting on a word that threads or processes share. The system's own, which its C++ library rests on, has no
 * header: operation 3 compares a 32-bit word in shared memory (UL_COMPARE_AND_WAIT_SHARED of xnu's
 * bsd/sys/ulock.h). */
#include "../posix/error.h"

#include <limits.h>

#define COMPARE_AND_WAIT_SHARED 3u
#define WAKE_ALL                0x100u

extern int __ulock_wait(uint32_t operation, void *address, uint64_t value, uint32_t timeout_us);
extern int __ulock_wake(uint32_t operation, void *address, uint64_t value);

/* In microseconds, 0: without end. */
PLAT_START_PATH void plat_wait(uint32_t *word, uint32_t expected, uint64_t timeout_ns)
{
    const uint64_t us = timeout_ns / 1000 + (timeout_ns % 1000 != 0);
    __ulock_wait(COMPARE_AND_WAIT_SHARED, word, expected, us < UINT32_MAX ? (uint32_t)us : UINT32_MAX);
}

void plat_wake_all(uint32_t *word)
{
    __ulock_wake(COMPARE_AND_WAIT_SHARED | WAKE_ALL, word, 0);
}
