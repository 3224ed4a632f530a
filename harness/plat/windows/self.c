/* SPDX-License-Identifier: MIT */
/* Where the running program lies, and how such files are named. */
#include "os.h"

int plat_self_path(char *path, size_t room)
{
    wchar_t wide[PLAT_WIDE_ROOM];
    DWORD length = GetModuleFileNameW(NULL, wide, PLAT_WIDE_ROOM);
    if (length == 0)
        return plat_error_last();
    return length < PLAT_WIDE_ROOM ? plat_narrow_path(wide, path, room) : -PLAT_EINVAL;
}

const char *plat_program_suffix(void)
{
    return ".exe";
}
