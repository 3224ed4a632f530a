/* SPDX-License-Identifier: MIT */
/* Waiting for a CPU is not told. */
#include "../../api/plat.h"

int64_t plat_run_delay_open(void)
{
    return -PLAT_ENOTSUP;
}

int64_t plat_run_delay_ns(int64_t handle)
{
    (void)handle;
    return -PLAT_ENOTSUP;
}
