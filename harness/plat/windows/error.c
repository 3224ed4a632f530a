/* SPDX-License-Identifier: MIT */
/* The error domain, texts in two encodings, and functions that not every system has. */
#include "os.h"

#include <stdio.h>
#include <string.h>

int plat_error_of(DWORD os_error)
{
    switch (os_error) {
    case ERROR_SUCCESS:
        return 0;
    case ERROR_NOT_SUPPORTED:
    case ERROR_CALL_NOT_IMPLEMENTED:
    case ERROR_INVALID_FUNCTION:
        return -PLAT_ENOTSUP;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_PRIVILEGE_NOT_HELD:
        return -PLAT_EPERM;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_COMMITMENT_LIMIT:
        return -PLAT_ENOMEM;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_INVALID_DRIVE:
        return -PLAT_ENOENT;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
        return -PLAT_EEXIST;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return -PLAT_ENOSPC;
    case ERROR_MAX_THRDS_REACHED:
    case ERROR_NO_SYSTEM_RESOURCES:
        return -PLAT_EAGAIN;
    case ERROR_TOO_MANY_OPEN_FILES:
        return -PLAT_EMFILE;
    case ERROR_INVALID_PARAMETER:
    case ERROR_INVALID_HANDLE:
    case ERROR_BUFFER_OVERFLOW:
    case ERROR_INSUFFICIENT_BUFFER:
        return -PLAT_EINVAL;
    case ERROR_IO_DEVICE:
    case ERROR_CRC:
        return -PLAT_EIO;
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED:
        return -PLAT_EPIPE;
    case ERROR_TIMEOUT:
    case WAIT_TIMEOUT:
        return -PLAT_ETIMEDOUT;
    case ERROR_DIRECTORY:
        return -PLAT_ENOTDIR;
    case ERROR_FILENAME_EXCED_RANGE:
        return -PLAT_ENAMETOOLONG;
    case ERROR_WRITE_PROTECT:
        return -PLAT_EROFS;
    case ERROR_BUSY:
        return -PLAT_EBUSY;
    case ERROR_BAD_EXE_FORMAT:
        return -PLAT_ENOEXEC;
    default:
        return -PLAT_EOTHER;
    }
}

int plat_error_last(void)
{
    int error = plat_error_of(GetLastError());
    return error != 0 ? error : -PLAT_EOTHER;
}

int plat_wide(const char *text, wchar_t *wide, size_t room)
{
    return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, (int)room) > 0 ? 0
                                                                                             : -PLAT_EINVAL;
}

int plat_narrow(const wchar_t *wide, char *text, size_t room)
{
    return WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, (int)room, NULL, NULL) > 0 ? 0 : -PLAT_EINVAL;
}

int plat_narrow_path(const wchar_t *wide, char *text, size_t room)
{
    static const wchar_t endless[] = L"\\\\?\\", endless_share[] = L"\\\\?\\UNC\\";
    const int is_share = wcsncmp(wide, endless_share, 8) == 0;
    if (is_share)
        wide += 6;
    else if (wcsncmp(wide, endless, 4) == 0)
        wide += 4;
    int error = plat_narrow(wide, text, room);
    for (char *at = text; error == 0 && *at != '\0'; at++)
        if (*at == '\\')
            *at = '/';
    if (error == 0 && is_share)
        text[0] = '/'; /* "C\server\share" had a letter here */
    return error;
}

FARPROC plat_ntdll(const char *name)
{
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    return ntdll != NULL ? GetProcAddress(ntdll, name) : NULL;
}
