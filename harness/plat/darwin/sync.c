/* SPDX-License-Identifier: MIT */
/* A file's content brought to the disk: fsync alone leaves it in the disk's own buffer here. */
#include "../posix/error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int plat_file_sync_data(int64_t handle)
{
    if (fcntl((int)handle, F_FULLFSYNC) == 0)
        return 0;
    return fsync((int)handle) != 0 ? plat_error_of(errno) : 0;
}
