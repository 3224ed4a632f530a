/* SPDX-License-Identifier: MIT */
/* Shared memory has a name of at most 31 bytes here; it exists for a moment. */
#include "../bsd/objects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../api/plat.h"

int plat_object_open(void)
{
    char name[31];
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        snprintf(name, sizeof name, "/tvp%lx.%llx.%u", (long)getpid(),
                 (unsigned long long)plat_now_ns() & 0xffffffff, attempt);
        int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (fd != -1) {
            shm_unlink(name);
            fcntl(fd, F_SETFD, FD_CLOEXEC);
        }
        if (fd != -1 || errno != EEXIST)
            return fd;
    }
    return -1;
}
