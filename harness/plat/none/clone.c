/* SPDX-License-Identifier: MIT */
/* No tasks but threads and processes. */
#include "../../api/plat_models.h"

const char *plat_clone_refused(void)
{
    return "this system has no clone";
}

int plat_ground_new(struct plat_ground *ground)
{
    (void)ground;
    return -PLAT_ENOTSUP;
}

void plat_ground_free(struct plat_ground *ground)
{
    (void)ground;
}

int plat_clone(struct plat_task *task, struct plat_ground *ground, plat_thread_body body, void *argument)
{
    (void)task;
    (void)ground;
    (void)body;
    (void)argument;
    return -PLAT_ENOTSUP;
}
