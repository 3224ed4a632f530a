/* SPDX-License-Identifier: MIT */
/* No fork and no vfork. */
#include "../../api/plat_models.h"

int plat_image_by_fork(struct plat_task *task, const char *path, char *const argv[])
{
    (void)task;
    (void)path;
    (void)argv;
    return -PLAT_ENOTSUP;
}

int plat_image_by_vfork(struct plat_task *task, const char *path, char *const argv[])
{
    (void)task;
    (void)path;
    (void)argv;
    return -PLAT_ENOTSUP;
}
