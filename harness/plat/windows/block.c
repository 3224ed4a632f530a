/* SPDX-License-Identifier: MIT */
/* Files that are removed with their handle, read and written at a place. */
#include "os.h"

#include <stdio.h>

int64_t plat_file_nameless(const char *folder)
{
    char path[PLAT_WIDE_ROOM];
    wchar_t wide[PLAT_WIDE_ROOM];
    static LONG count;
    int length = snprintf(path, sizeof path, "%s/nameless-%lu-%ld", folder, GetCurrentProcessId(),
                          InterlockedIncrement(&count));
    int error = (size_t)length < sizeof path ? plat_wide(path, wide, PLAT_WIDE_ROOM) : -PLAT_EINVAL;
    if (error != 0)
        return error;
    HANDLE file = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE | DELETE, FILE_SHARE_DELETE, NULL,
                              CREATE_NEW, FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    return file == INVALID_HANDLE_VALUE ? plat_error_last() : (int64_t)(intptr_t)file;
}

static OVERLAPPED place(uint64_t at)
{
    return (OVERLAPPED){.Offset = (DWORD)at, .OffsetHigh = (DWORD)(at >> 32)};
}

static DWORD piece(uint64_t bytes)
{
    return bytes < 1u << 30 ? (DWORD)bytes : 1u << 30;
}

int64_t plat_file_read_at(int64_t handle, void *to, uint64_t bytes, uint64_t at)
{
    OVERLAPPED where = place(at);
    DWORD got = 0;
    if (ReadFile(plat_handle(handle), to, piece(bytes), &got, &where))
        return got;
    return GetLastError() == ERROR_HANDLE_EOF ? 0 : plat_error_last();
}

int64_t plat_file_write_at(int64_t handle, const void *from, uint64_t bytes, uint64_t at)
{
    OVERLAPPED where = place(at);
    DWORD put = 0;
    return WriteFile(plat_handle(handle), from, piece(bytes), &put, &where) ? (int64_t)put
                                                                            : plat_error_last();
}

int plat_file_sync_data(int64_t handle)
{
    return plat_file_sync(handle);
}
