/* SPDX-License-Identifier: MIT */
/* A part of plat.h, by its rules: code that is loaded into a running program (library.c). */
#ifndef TVP_PLAT_LIBRARY_H
#define TVP_PLAT_LIBRARY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Why none can be loaded; NULL: they can. */
const char *plat_library_unsupported(void);
/* Loads the shared library at that path, for the rest of the program's life, all of its symbols resolved.
 * NULL, with the system's own words in `why`: there is none, it is no library for this machine, or it wants
 * what nobody has. */
void *plat_library_open(const char *path, char *why, size_t room);
/* Where a symbol of it lies, or NULL. */
void *plat_library_symbol(void *library, const char *name);

#ifdef __cplusplus
}
#endif

#endif
