/* SPDX-License-Identifier: MIT */
/* Timers are as sharp as they are. */
#include "../../api/plat.h"

void plat_timers_sharpen(void)
{
}
