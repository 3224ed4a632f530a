/* SPDX-License-Identifier: MIT */
/* No runtimes of other languages. */
#include "../../api/plat_runtime.h"

const char *plat_runtimes_unsupported(void)
{
    return "runtimes of other languages are played on Linux only: their workers reach the trial's mapping by "
           "/proc";
}

int plat_descendants(int64_t *pids, uint32_t room)
{
    (void)pids;
    (void)room;
    return -PLAT_ENOTSUP;
}

int plat_huge_pages_off(void)
{
    return -PLAT_ENOTSUP;
}

void plat_runtime_sweep(int64_t pid)
{
    (void)pid;
}

int plat_become(const char *path, char *const argv[], int64_t parent)
{
    (void)path;
    (void)argv;
    (void)parent;
    return -PLAT_ENOTSUP;
}

void plat_end_as(const struct plat_exit *how)
{
    plat_exit_now(how->code);
}
