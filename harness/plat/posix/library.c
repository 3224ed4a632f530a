/* SPDX-License-Identifier: MIT */
/* Shared libraries by dlopen. A static program (TVP_STATIC) has no dynamic linker to ask. */
#include "../../api/plat_library.h"

#include <stdio.h>

#ifdef TVP_STATIC
const char *plat_library_unsupported(void)
{
    return "this tvp is linked statically, and can load none";
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
#else
#include <dlfcn.h>

const char *plat_library_unsupported(void)
{
    return NULL;
}

void *plat_library_open(const char *path, char *why, size_t room)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *said = dlerror();
        snprintf(why, room, "%s", said != NULL ? said : "the dynamic linker does not say why");
    }
    return library;
}

void *plat_library_symbol(void *library, const char *name)
{
    return dlsym(library, name);
}
#endif
