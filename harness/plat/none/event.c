/* SPDX-License-Identifier: MIT */
/* No events that are handles. */
#include "../../api/plat.h"

int64_t plat_event_new(void)
{
    return -PLAT_ENOTSUP;
}

int plat_event_post(int64_t event)
{
    (void)event;
    return -PLAT_ENOTSUP;
}

int plat_event_await(int64_t event)
{
    (void)event;
    return -PLAT_ENOTSUP;
}

const char *plat_event_unsupported(void)
{
    return "this system has no eventfd";
}
