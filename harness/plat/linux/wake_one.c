/* SPDX-License-Identifier: MIT */
/* Waking one of those who wait on a word: the same futex as plat_wait's. */
#include "../../api/plat_models.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void plat_wake_one(uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}
