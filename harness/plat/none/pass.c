/* SPDX-License-Identifier: MIT */
/* No handles in messages. */
#include "../../api/plat_models.h"

int plat_pass_new(int64_t ends[2])
{
    (void)ends;
    return -PLAT_ENOTSUP;
}

int plat_pass_send(int64_t end, const void *message, uint64_t bytes, const int64_t *handles, uint32_t count)
{
    (void)end;
    (void)message;
    (void)bytes;
    (void)handles;
    (void)count;
    return -PLAT_ENOTSUP;
}

int plat_pass_receive(int64_t end, void *message, uint64_t bytes, int64_t *handles, uint32_t room)
{
    (void)end;
    (void)message;
    (void)bytes;
    (void)handles;
    (void)room;
    return -PLAT_ENOTSUP;
}
