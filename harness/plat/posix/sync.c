/* SPDX-License-Identifier: MIT */
/* A file's content brought to the disk. */
#include "error.h"

#include <errno.h>
#include <unistd.h>

int plat_file_sync_data(int64_t handle)
{
    return fdatasync((int)handle) != 0 ? plat_error_of(errno) : 0;
}
