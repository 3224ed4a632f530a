/* SPDX-License-Identifier: MIT */
/* No programs as workers that know a descriptor by its number. */
#include "../../api/plat.h"
#include "../../api/plat_command.h"

const char *plat_command_unsupported(void)
{
    return "programs of this system inherit no descriptors by number";
}

int plat_command_runnable(const char *path)
{
    (void)path;
    return -PLAT_ENOTSUP;
}

int64_t plat_handle_copy(int64_t handle)
{
    (void)handle;
    return -PLAT_ENOTSUP;
}

int plat_handle_as(int64_t handle, int64_t number)
{
    (void)handle;
    (void)number;
    return -PLAT_ENOTSUP;
}

int plat_variable_set(const char *name, const char *value)
{
    (void)name;
    (void)value;
    return -PLAT_ENOTSUP;
}

int plat_group_end(int64_t leader)
{
    (void)leader;
    return -PLAT_ENOTSUP;
}
