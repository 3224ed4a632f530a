/* SPDX-License-Identifier: MIT */
/* No code is loaded into a running program. */
#include "../../api/plat_library.h"

#include <stdio.h>

const char *plat_library_unsupported(void)
{
    return "this build of tvp can load none";
}

void *plat_library_open(const char *path, char *why, size_t room)
{
    (void)path;
    snprintf(why, room, "%s", plat_library_unsupported());
    return NULL;
}

void *plat_library_symbol(void *library, const char *name)
{
    (void)library;
    (void)name;
    return NULL;
}
