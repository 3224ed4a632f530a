/* SPDX-License-Identifier: MIT */
/* No code is loaded into a running program. */
#include "../../api/plat_library.h"

#include <stdio.h>

void *plat_library_open(const char *path, char *why, size_t room)
{
    (void)path;
    snprintf(why, room, "this build of tvp can load none");
    return NULL;
}

void *plat_library_symbol(void *library, const char *name)
{
    (void)library;
    (void)name;
    return NULL;
}
