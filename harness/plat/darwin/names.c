/* SPDX-License-Identifier: MIT */
/* What the facts about a machine call macOS and its definitions. */
#include "../bsd/names.h"

const char *plat_os_name(void)
{
    return "macOS";
}

const char *plat_libc_name(void)
{
    return "libSystem";
}

const char *plat_working_set_source(void)
{
    return "proc_pid_rusage: ri_phys_footprint; ri_resident_size beyond it";
}
