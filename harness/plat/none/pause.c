/* SPDX-License-Identifier: MIT */
/* What a loop that waits for another CPU does between its looks. */
#include "../../api/plat.h"

void plat_cpu_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
