/* SPDX-License-Identifier: MIT */
/* No command that images are started by. */
#include "../../api/plat.h"

int plat_wrapper_set(const char *command)
{
    (void)command;
    return -PLAT_ENOTSUP;
}
