/* SPDX-License-Identifier: MIT */
/* Reading another process' memory: process_vm_readv. */
#include "../posix/error.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

int plat_peek_allow(void)
{
    /* Yama lets a process read its descendants alone, but for whom they name; a kernel without it needs no
     * leave. */
    if (prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0) == 0 || errno == EINVAL)
        return 0;
    return plat_error_of(errno);
}

int plat_peek(int64_t pid, void *to, uint64_t address, uint64_t bytes)
{
    uint64_t had = 0;
    while (had < bytes) {
        const struct iovec here = {(char *)to + had, (size_t)(bytes - had)};
        const struct iovec there = {(char *)(uintptr_t)address + had, (size_t)(bytes - had)};
        const ssize_t got = process_vm_readv((pid_t)pid, &here, 1, &there, 1, 0);
        if (got <= 0)
            return got == 0 ? -PLAT_EIO : plat_error_of(errno);
        had += (uint64_t)got;
    }
    return 0;
}

const char *plat_peek_unsupported(void)
{
    const char from = 1;
    char to = 0;
    if (plat_peek(getpid(), &to, (uintptr_t)&from, 1) == 0 && to == from)
        return NULL;
    return "process_vm_readv is not allowed here";
}
