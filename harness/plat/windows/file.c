/* SPDX-License-Identifier: MIT */
/* The files and folders of a run: made, locked, cut, synced, cleared. */
#include "os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SHARED_BY_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static int done(BOOL result)
{
    return result ? 0 : plat_error_last();
}

static HANDLE open_path(const char *path, DWORD access, DWORD how, DWORD flags)
{
    wchar_t wide[PLAT_WIDE_ROOM];
    if (plat_wide(path, wide, PLAT_WIDE_ROOM) != 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    return CreateFileW(wide, access, SHARED_BY_ALL, NULL, how, flags, NULL);
}

int64_t plat_file_open(const char *path, enum plat_file how)
{
    static const DWORD access[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE};
    static const DWORD makes[] = {OPEN_EXISTING, CREATE_ALWAYS, OPEN_ALWAYS};
    /* A folder can be opened for reading, as elsewhere. */
    HANDLE file = open_path(path, access[how], makes[how],
                            how == PLAT_FILE_READ ? FILE_FLAG_BACKUP_SEMANTICS : FILE_ATTRIBUTE_NORMAL);
    LARGE_INTEGER nothing = {0};
    if (file == INVALID_HANDLE_VALUE)
        return plat_error_last();
    /* A run has one writer: its place stays at the end. */
    if (how == PLAT_FILE_APPEND && !SetFilePointerEx(file, nothing, NULL, FILE_END)) {
        int error = plat_error_last();
        CloseHandle(file);
        return error;
    }
    return (int64_t)(intptr_t)file;
}

FILE *plat_file_stream(const char *path)
{
    return fopen(path, "rb");
}

int plat_file_cut(int64_t handle, uint64_t bytes)
{
    LARGE_INTEGER end = {.QuadPart = (LONGLONG)bytes};
    return done(SetFilePointerEx(plat_handle(handle), end, NULL, FILE_BEGIN) &&
                SetEndOfFile(plat_handle(handle)));
}

/* Only files are synced: folders are the file system's own journal here. */
int plat_file_sync(int64_t handle)
{
    BY_HANDLE_FILE_INFORMATION facts;
    if (handle < 0)
        return -PLAT_EINVAL;
    if (!GetFileInformationByHandle(plat_handle(handle), &facts) ||
        facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
        return 0;
    /* What was opened for reading alone has nothing of its own to be written. */
    int error = done(FlushFileBuffers(plat_handle(handle)));
    return error == -PLAT_EPERM ? 0 : error;
}

static int with_path(const char *path, BOOL(WINAPI *act)(const wchar_t *))
{
    wchar_t wide[PLAT_WIDE_ROOM];
    int error = plat_wide(path, wide, PLAT_WIDE_ROOM);
    return error != 0 ? error : done(act(wide));
}

int plat_file_remove(const char *path)
{
    return with_path(path, DeleteFileW);
}

int plat_file_make_runnable(const char *path)
{
    (void)path; /* its name says so */
    return 0;
}

int plat_file_move(const char *from, const char *to)
{
    wchar_t wide_from[PLAT_WIDE_ROOM], wide_to[PLAT_WIDE_ROOM];
    int error = plat_wide(from, wide_from, PLAT_WIDE_ROOM);
    if (error == 0)
        error = plat_wide(to, wide_to, PLAT_WIDE_ROOM);
    if (error != 0)
        return error;
    if (MoveFileExW(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING))
        return 0;
    error = plat_error_last();
    /* Replacing a folder is refused as if it were forbidden. */
    return error == -PLAT_EPERM && GetFileAttributesW(wide_to) != INVALID_FILE_ATTRIBUTES ? -PLAT_EEXIST
                                                                                          : error;
}

static BOOL WINAPI make_folder(const wchar_t *path)
{
    return CreateDirectoryW(path, NULL);
}

int plat_folder_make(const char *path)
{
    return with_path(path, make_folder);
}

int plat_folder_remove(const char *path)
{
    return with_path(path, RemoveDirectoryW);
}

static int is_dots(const wchar_t *name)
{
    return wcscmp(name, L".") == 0 || wcscmp(name, L"..") == 0;
}

/* The first entry of a folder that is none of its own, in *entry; INVALID_HANDLE_VALUE and 0 in *error when
 * there is none. */
static HANDLE first_entry(const wchar_t *path, WIN32_FIND_DATAW *entry, int *error)
{
    wchar_t all[PLAT_WIDE_ROOM];
    *error = -PLAT_EINVAL;
    if (swprintf(all, PLAT_WIDE_ROOM, L"%ls/*", path) < 0)
        return INVALID_HANDLE_VALUE;
    HANDLE list = FindFirstFileW(all, entry);
    if (list == INVALID_HANDLE_VALUE) {
        *error = GetLastError() == ERROR_FILE_NOT_FOUND ? 0 : plat_error_last();
        return list;
    }
    *error = 0;
    while (is_dots(entry->cFileName))
        if (!FindNextFileW(list, entry)) {
            FindClose(list);
            return INVALID_HANDLE_VALUE;
        }
    return list;
}

int plat_folder_is_empty(const char *path)
{
    wchar_t wide[PLAT_WIDE_ROOM];
    WIN32_FIND_DATAW entry;
    int error = plat_wide(path, wide, PLAT_WIDE_ROOM);
    HANDLE list = error == 0 ? first_entry(wide, &entry, &error) : INVALID_HANDLE_VALUE;
    if (list != INVALID_HANDLE_VALUE)
        FindClose(list);
    return error != 0 ? error : list == INVALID_HANDLE_VALUE;
}

/* Depth first; links (reparse points) are removed, not followed. */
static int clear_wide(const wchar_t *path)
{
    WIN32_FIND_DATAW entry;
    wchar_t below[PLAT_WIDE_ROOM];
    int error, result = 0;
    HANDLE list = first_entry(path, &entry, &error);
    if (list == INVALID_HANDLE_VALUE)
        return error;
    do {
        if (swprintf(below, PLAT_WIDE_ROOM, L"%ls/%ls", path, entry.cFileName) < 0) {
            result = -PLAT_EINVAL;
            continue;
        }
        const DWORD kind = entry.dwFileAttributes;
        int one = 0;
        if (kind & FILE_ATTRIBUTE_READONLY)
            SetFileAttributesW(below, kind & ~(DWORD)FILE_ATTRIBUTE_READONLY);
        if (kind & FILE_ATTRIBUTE_DIRECTORY && !(kind & FILE_ATTRIBUTE_REPARSE_POINT))
            one = clear_wide(below);
        if (one == 0)
            one = done(kind & FILE_ATTRIBUTE_DIRECTORY ? RemoveDirectoryW(below) : DeleteFileW(below));
        result = result != 0 ? result : one;
    } while (FindNextFileW(list, &entry));
    FindClose(list);
    return result;
}

int plat_folder_clear(const char *path)
{
    wchar_t wide[PLAT_WIDE_ROOM];
    int error = plat_wide(path, wide, PLAT_WIDE_ROOM);
    return error != 0 ? error : clear_wide(wide);
}

/* A mutex named after the folder's own number on its volume, whatever path leads there: gone with its last
 * handle. */
int64_t plat_folder_lock(const char *path)
{
    BY_HANDLE_FILE_INFORMATION facts;
    wchar_t name[96];
    HANDLE folder = open_path(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
    if (folder == INVALID_HANDLE_VALUE)
        return plat_error_last();
    int error = done(GetFileInformationByHandle(folder, &facts));
    CloseHandle(folder);
    if (error != 0)
        return error;
    swprintf(name, 96, L"Global\\tvp-run-%08lx-%08lx%08lx", facts.dwVolumeSerialNumber, facts.nFileIndexHigh,
             facts.nFileIndexLow);
    HANDLE lock = CreateMutexW(NULL, FALSE, name);
    if (lock == NULL)
        return GetLastError() == ERROR_ACCESS_DENIED ? -PLAT_EAGAIN : plat_error_last(); /* another user's */
    if (GetLastError() != ERROR_ALREADY_EXISTS)
        return (int64_t)(intptr_t)lock;
    CloseHandle(lock);
    return -PLAT_EAGAIN;
}

int plat_path_absolute(const char *path, char *out, size_t room)
{
    wchar_t wide[PLAT_WIDE_ROOM];
    HANDLE file = open_path(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
    if (file == INVALID_HANDLE_VALUE)
        return plat_error_last();
    DWORD length = GetFinalPathNameByHandleW(file, wide, PLAT_WIDE_ROOM, FILE_NAME_NORMALIZED);
    int error = length == 0 ? plat_error_last() : length >= PLAT_WIDE_ROOM ? -PLAT_EINVAL : 0;
    CloseHandle(file);
    return error != 0 ? error : plat_narrow_path(wide, out, room);
}

int plat_folder_make_private(const char *base, const char *prefix, char *path, size_t room)
{
    wchar_t wide[PLAT_WIDE_ROOM];
    char temporary[PLAT_WIDE_ROOM];
    if (base == NULL) {
        DWORD length = GetTempPathW(PLAT_WIDE_ROOM, wide);
        int error = length == 0 || length >= PLAT_WIDE_ROOM
                        ? plat_error_last()
                        : plat_narrow_path(wide, temporary, sizeof temporary);
        if (error != 0)
            return error;
        base = temporary;
        temporary[strlen(temporary) - (temporary[strlen(temporary) - 1] == '/')] = '\0';
    }
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        const uint64_t id = (plat_now_ns() ^ (uint64_t)plat_pid() << 40) * 0x9e3779b97f4a7c15u;
        if ((size_t)snprintf(path, room, "%s/%s%06x", base, prefix, (unsigned)(id >> 40)) >= room)
            return -PLAT_EINVAL;
        int error = plat_folder_make(path);
        if (error != -PLAT_EEXIST)
            return error;
    }
    return -PLAT_EEXIST;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

int plat_folder_names(const char *path, char ***names)
{
    wchar_t wide[PLAT_WIDE_ROOM];
    WIN32_FIND_DATAW entry;
    size_t count = 0, bytes = 0;
    int error = plat_wide(path, wide, PLAT_WIDE_ROOM);
    char one[MAX_PATH * 3], *text = NULL;
    HANDLE list = error == 0 ? first_entry(wide, &entry, &error) : INVALID_HANDLE_VALUE;
    if (list == INVALID_HANDLE_VALUE && error != 0)
        return error;
    for (int more = list != INVALID_HANDLE_VALUE; more; more = FindNextFileW(list, &entry)) {
        if (plat_narrow(entry.cFileName, one, sizeof one) != 0)
            continue;
        char *larger = realloc(text, bytes + strlen(one) + 1);
        if (larger == NULL) {
            error = -PLAT_ENOMEM;
            break;
        }
        text = larger;
        memcpy(text + bytes, one, strlen(one) + 1);
        bytes += strlen(one) + 1;
        count++;
    }
    if (list != INVALID_HANDLE_VALUE)
        FindClose(list);
    *names = error == 0 ? malloc(count * sizeof **names + bytes + 1) : NULL;
    if (*names != NULL) {
        char *at = (char *)(*names + count);
        if (bytes > 0)
            memcpy(at, text, bytes);
        for (size_t i = 0; i < count; i++, at += strlen(at) + 1)
            (*names)[i] = at;
        qsort(*names, count, sizeof **names, by_name);
    }
    free(text);
    return *names != NULL ? (int)count : error != 0 ? error : -PLAT_ENOMEM;
}

void plat_ignore_full_files(void)
{
    /* A full file is an error here, and no signal. */
}

void plat_utc_now(char text[17])
{
    SYSTEMTIME now;
    GetSystemTime(&now);
    snprintf(text, 17, "%04u%02u%02uT%02u%02u%02uZ", now.wYear % 10000u, now.wMonth % 100u, now.wDay % 100u,
             now.wHour % 100u, now.wMinute % 100u, now.wSecond % 100u);
}
