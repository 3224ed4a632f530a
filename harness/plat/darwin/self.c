/* SPDX-License-Identifier: MIT */
/* Where the running program lies. */
#include "../posix/error.h"

#include <errno.h>
#include <limits.h>
#include <mach-o/dyld.h>
#include <stdlib.h>
#include <string.h>

int plat_self_path(char *path, size_t room)
{
    char raw[PATH_MAX], whole[PATH_MAX];
    uint32_t bytes = sizeof raw;
    if (_NSGetExecutablePath(raw, &bytes) != 0)
        return -PLAT_EINVAL;
    if (realpath(raw, whole) == NULL)
        return plat_error_of(errno);
    if (strlen(whole) >= room)
        return -PLAT_EINVAL;
    memcpy(path, whole, strlen(whole) + 1);
    return 0;
}
