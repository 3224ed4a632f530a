/* SPDX-License-Identifier: MIT */
/* Timers that are due when they say: Windows looks at them every 15.6 ms otherwise. */
#include "os.h"

#define FINEST_100NS 5000u

typedef LONG(WINAPI *set_resolution)(ULONG wanted, BOOLEAN set, ULONG *got);

void plat_timers_sharpen(void)
{
    ULONG got;
    set_resolution set = (set_resolution)(void *)plat_ntdll("NtSetTimerResolution");
    if (set != NULL)
        set(FINEST_100NS, TRUE, &got);
}
