/* SPDX-License-Identifier: MIT */
/* Waiting on a word that threads or processes share: _umtx_op without the private flag. */
#include "../posix/error.h"

#include <limits.h>
#include <sys/types.h>

#include <sys/umtx.h>
#include <time.h>

PLAT_START_PATH void plat_wait(uint32_t *word, uint32_t expected, uint64_t timeout_ns)
{
    struct timespec limit = {(time_t)(timeout_ns / 1000000000u), (long)(timeout_ns % 1000000000u)};
    _umtx_op(word, UMTX_OP_WAIT_UINT, expected, NULL, timeout_ns != 0 ? &limit : NULL);
}

void plat_wake_all(uint32_t *word)
{
    _umtx_op(word, UMTX_OP_WAKE, INT_MAX, NULL, NULL);
}
