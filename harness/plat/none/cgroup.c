/* SPDX-License-Identifier: MIT */
/* No control groups. */
#include "../../api/plat.h"

int plat_cgroup_home(const char *root, char *folder, size_t room)
{
    (void)root;
    if (room > 0)
        *folder = '\0';
    return -PLAT_ENOTSUP;
}

int plat_cgroup_make(const char *path)
{
    (void)path;
    return -PLAT_ENOTSUP;
}

int plat_cgroup_remove(const char *path, uint64_t patience_ns)
{
    (void)path;
    (void)patience_ns;
    return -PLAT_ENOTSUP;
}

int plat_cgroup_remove_all(const char *prefix, uint64_t patience_ns)
{
    (void)prefix;
    (void)patience_ns;
    return -PLAT_ENOTSUP;
}

void plat_cgroup_sweep(const char *home)
{
    (void)home;
}

int64_t plat_cgroup_bytes(const char *path)
{
    (void)path;
    return -PLAT_ENOTSUP;
}

int64_t plat_cgroup_kernel_bytes(const char *path)
{
    (void)path;
    return -PLAT_ENOTSUP;
}

int plat_cgroup_enter(const char *path)
{
    (void)path;
    return -PLAT_ENOTSUP;
}
