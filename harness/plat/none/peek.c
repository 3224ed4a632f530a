/* SPDX-License-Identifier: MIT */
/* No reading of another process' memory. */
#include "../../api/plat.h"

int plat_peek_allow(void)
{
    return -PLAT_ENOTSUP;
}

int plat_peek(int64_t pid, void *to, uint64_t address, uint64_t bytes)
{
    (void)pid;
    (void)to;
    (void)address;
    (void)bytes;
    return -PLAT_ENOTSUP;
}

const char *plat_peek_unsupported(void)
{
    return "this system has no process_vm_readv";
}
