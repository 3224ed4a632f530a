/* SPDX-License-Identifier: MIT */
/* No limits are told. */
#include "../../api/plat.h"

int plat_cpus_allowed(uint32_t *cpus, uint32_t room)
{
    (void)cpus;
    (void)room;
    return -PLAT_ENOTSUP;
}

int plat_limits_read(const char *root, struct plat_limits *limits)
{
    (void)root;
    (void)limits;
    return -PLAT_ENOTSUP;
}
