/* SPDX-License-Identifier: MIT */
/* Nameless files, read and written at a place. */
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PATH_ROOM 2048u

/* Nameless from the start where the file system can do that, else from the moment after. */
int64_t plat_file_nameless(const char *folder)
{
    char path[PATH_ROOM];
    int file = -1;
#ifdef O_TMPFILE
    file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
    if (file < 0) {
        if ((size_t)snprintf(path, sizeof path, "%s/nameless.XXXXXX", folder) >= sizeof path)
            return -PLAT_EINVAL;
        file = mkostemp(path, O_CLOEXEC);
        if (file >= 0)
            unlink(path);
    }
    return file < 0 ? plat_error_of(errno) : file;
}

int64_t plat_file_read_at(int64_t handle, void *to, uint64_t bytes, uint64_t at)
{
    ssize_t got;
    do
        got = pread((int)handle, to, (size_t)bytes, (off_t)at);
    while (got < 0 && errno == EINTR);
    return got < 0 ? plat_error_of(errno) : got;
}

int64_t plat_file_write_at(int64_t handle, const void *from, uint64_t bytes, uint64_t at)
{
    ssize_t put;
    do
        put = pwrite((int)handle, from, (size_t)bytes, (off_t)at);
    while (put < 0 && errno == EINTR);
    return put < 0 ? plat_error_of(errno) : put;
}
