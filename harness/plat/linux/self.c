/* SPDX-License-Identifier: MIT */
/* Where the running program lies. */
#include <errno.h>
#include <unistd.h>

#include "../../api/plat.h"
#include "../posix/error.h"

int plat_self_path(char *path, size_t room)
{
    ssize_t length = readlink("/proc/self/exe", path, room);
    if (length < 0)
        return plat_error_of(errno);
    if ((size_t)length >= room)
        return -PLAT_EINVAL;
    path[length] = 0;
    return 0;
}
