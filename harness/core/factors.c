/* SPDX-License-Identifier: MIT */
/* The table of factors, and where the libraries are that a fresh image can be made to load. */
#include "factors.h"

#include <stdio.h>
#include <string.h>

#include "../api/tvp.h"

enum { KIND_COUNTS, KIND_SIZES };

const struct factor factors[FACTOR_COUNT] = {
#define X(id, name_, argument, kind, scope, field, words, least, most_, help)                                \
    {.name = name_, .usual = least, .most = most_, .is_size = KIND_##kind == KIND_SIZES},
    FACTORS(X)
#undef X
};

const struct factor *factor_find(const char *name)
{
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        if (strcmp(factors[i].name, name) == 0)
            return &factors[i];
    return NULL;
}

/* The file of library `number` in `folder`. 1: it can be read. */
static int library_path(const char *folder, unsigned number, char path[TVP_PATH_MAX])
{
    int length = snprintf(path, TVP_PATH_MAX, "%s/libtvp-%03u.so", folder, number);
    FILE *file = length > 0 && (size_t)length < TVP_PATH_MAX ? plat_file_stream(path) : NULL;
    if (file)
        fclose(file);
    return file != NULL;
}

/* In lib/ beside the program that was built, or below the prefix of the one that was installed. */
static int library_folder(char folder[TVP_PATH_MAX])
{
    static const char *const below[] = {"/lib", "/../lib/tvp"};
    char self[TVP_PATH_MAX], path[TVP_PATH_MAX];
    char *slash = plat_self_path(self, sizeof self) == 0 ? strrchr(self, '/') : NULL;
    for (size_t i = 0; slash && i < sizeof below / sizeof *below; i++) {
        int length = snprintf(folder, TVP_PATH_MAX, "%.*s%s", (int)(slash - self), self, below[i]);
        if (length > 0 && (size_t)length < TVP_PATH_MAX && library_path(folder, 0, path))
            return 0;
    }
    return -1;
}

const char *factor_libraries(uint64_t count, char *list, size_t room)
{
    char folder[TVP_PATH_MAX], path[TVP_PATH_MAX];
    size_t used = 0;
    if (library_folder(folder) != 0)
        return "--libraries: there are no libraries beside tvp: run make";
    if (strpbrk(folder, " :"))
        return "--libraries: a path with blanks or colons cannot be preloaded: move tvp";
    for (unsigned i = 0; i < count; i++) {
        if (!library_path(folder, i, path))
            return "--libraries: there are not so many libraries beside tvp: run make";
        if (!list)
            continue;
        int length = snprintf(list + used, room - used, "%s%s", i ? ":" : "", path);
        if (length < 0 || (size_t)length >= room - used)
            return "--libraries: the path to tvp is too long to be preloaded so often";
        used += (size_t)length;
    }
    return NULL;
}
