/* SPDX-License-Identifier: MIT */
/* Timers that are due when they say: Linux gathers wake-ups within 50 us otherwise. */
#include "../../api/plat.h"

#include <sys/prctl.h>

void plat_timers_sharpen(void)
{
    prctl(PR_SET_TIMERSLACK, 1ul);
}
