/* SPDX-License-Identifier: MIT */
/* A program's arguments, and other programs by their names. */
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void plat_program_open(int *argc, char ***argv)
{
    (void)argc; /* they are what they should be */
    (void)argv;
}

int plat_program_find(const char *name, char *path, size_t room)
{
    const char *at = getenv("PATH");
    while (at != NULL && *at != '\0') {
        size_t length = strcspn(at, ":");
        if (length > 0 && (size_t)snprintf(path, room, "%.*s/%s", (int)length, at, name) < room &&
            access(path, X_OK) == 0)
            return 0;
        at += length + (at[length] == ':');
    }
    return -PLAT_ENOENT;
}

const char *plat_program_suffix(void)
{
    return "";
}
