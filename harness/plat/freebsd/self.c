/* SPDX-License-Identifier: MIT */
/* Where the running program lies. */
#include "../posix/error.h"

#include <errno.h>
#include <sys/types.h>

#include <sys/sysctl.h>

int plat_self_path(char *path, size_t room)
{
    int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, -1};
    size_t bytes = room;
    return sysctl(name, 4, path, &bytes, NULL, 0) == -1 ? plat_error_of(errno) : 0;
}
