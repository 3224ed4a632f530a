/* SPDX-License-Identifier: MIT */
/* No fork. */
#include "../../api/plat.h"

int plat_fork(struct plat_task *task)
{
    (void)task;
    return -PLAT_ENOTSUP;
}
