/* SPDX-License-Identifier: MIT */
/* Nothing is told of who waited for a CPU, or was moved to another. */
#include "../../api/plat.h"

int64_t plat_pressure_cpu_ns(void)
{
    return -PLAT_ENOTSUP;
}

int64_t plat_migrations(void)
{
    return -PLAT_ENOTSUP;
}
