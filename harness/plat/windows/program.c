/* SPDX-License-Identifier: MIT */
/* The controller's arguments in UTF-8, its output without translated line ends, and other programs by their
 * names. */
#include "os.h"

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static UINT code_page_before;

static void give_back_code_page(void)
{
    SetConsoleOutputCP(code_page_before);
}

/* A backslash is a separator of paths and nothing else here, so that the rest of the program knows slashes
 * alone. */
static char *plain(const wchar_t *wide)
{
    const size_t room = 3 * wcslen(wide) + 1;
    char *text = malloc(room);
    if (text == NULL || plat_narrow(wide, text, room) != 0) {
        free(text);
        return NULL;
    }
    for (char *at = text; *at != '\0'; at++)
        if (*at == '\\')
            *at = '/';
    return text;
}

void plat_program_open(int *argc, char ***argv)
{
    int count = 0;
    wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), &count);
    char **made = wide != NULL ? calloc((size_t)count + 1, sizeof *made) : NULL;
    int whole = made != NULL;
    for (int i = 0; i < count && whole; i++)
        whole = (made[i] = plain(wide[i])) != NULL;
    LocalFree(wide);
    if (whole) {
        *argc = count;
        *argv = made;
    } else if (made != NULL) { /* they stay as the C library has them */
        for (int i = 0; i < count; i++)
            free(made[i]);
        free(made);
    }
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
    _setmode(_fileno(stderr), _O_BINARY);
    code_page_before = GetConsoleOutputCP();
    if (code_page_before != 0 && SetConsoleOutputCP(CP_UTF8))
        atexit(give_back_code_page);
}

int plat_program_find(const char *name, char *path, size_t room)
{
    wchar_t wide[PLAT_WIDE_ROOM], found[PLAT_WIDE_ROOM];
    if (plat_wide(name, wide, PLAT_WIDE_ROOM) != 0)
        return -PLAT_ENOENT;
    DWORD length = SearchPathW(NULL, wide, L".exe", PLAT_WIDE_ROOM, found, NULL);
    return length > 0 && length < PLAT_WIDE_ROOM ? plat_narrow_path(found, path, room) : -PLAT_ENOENT;
}
