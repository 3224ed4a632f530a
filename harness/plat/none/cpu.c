/* SPDX-License-Identifier: MIT */
/* No binding to processors, and no telling which one runs the caller. */
#include "../../api/plat.h"

int plat_cpu_now(void)
{
    return -PLAT_ENOTSUP;
}

int plat_cpu_pin(uint32_t cpu)
{
    (void)cpu;
    return -PLAT_ENOTSUP;
}

const char *plat_cpu_pin_unsupported(void)
{
    return "this system binds no thread to a CPU";
}

int plat_cpu_is_pinned(uint32_t cpu)
{
    (void)cpu;
    return -PLAT_ENOTSUP;
}
