/* SPDX-License-Identifier: MIT */
/* What the facts about a machine call FreeBSD and its definitions. */
#include "../bsd/names.h"

const char *plat_os_name(void)
{
    return "FreeBSD";
}

const char *plat_libc_name(void)
{
    return "FreeBSD libc";
}

const char *plat_working_set_source(void)
{
    return "kern.proc.vmmap: kve_private_resident, kve_resident";
}
