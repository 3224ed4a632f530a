/* SPDX-License-Identifier: MIT */
/* Shared by the files of this layer: the system's header, its errors as plat errors, texts in UTF-8 and in
 * the system's own. */
#ifndef TVP_PLAT_WINDOWS_OS_H
#define TVP_PLAT_WINDOWS_OS_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "../../api/plat.h"

#define PLAT_WIDE_ROOM 2048u

/* The exit code by which one process of ours ends another: no program uses it by itself. */
#define PLAT_KILLED 0xE0747670u

/* The negative plat error of a Windows error code; 0 of 0. plat_error_last: of GetLastError, never 0. */
int plat_error_of(DWORD os_error);
int plat_error_last(void);

/* 0, or -PLAT_EINVAL: no UTF-8, or too long. A path's separators may be slashes. */
int plat_wide(const char *text, wchar_t *wide, size_t room);
/* To UTF-8. plat_narrow_path makes slashes of its separators, and takes away the prefix of a path without
 * end. */
int plat_narrow(const wchar_t *wide, char *text, size_t room);
int plat_narrow_path(const wchar_t *wide, char *text, size_t room);

/* A function of ntdll; NULL when this system has none of that name. */
FARPROC plat_ntdll(const char *name);

static inline HANDLE plat_handle(int64_t handle)
{
    return (HANDLE)(intptr_t)handle;
}

/* The families of processes (death.c): what this process starts dies with it. Once is enough; 0, or a plat
 * error.
 */
int plat_family_open(void);
HANDLE plat_family_job(void);

/* Starting an image (start.c). `handles` are inherited, each once, and nothing else. */
#define PLAT_HANDLES_MAX 576u /* TVP_HANDLES_MAX and those of the harness */
struct plat_start {
    const char *path;
    char *const *argv;
    char *const *env;   /* NULL: the caller's */
    HANDLE standard[3]; /* NULL: none */
    HANDLE handles[PLAT_HANDLES_MAX];
    DWORD count;
    int64_t given; /* its plat_handle_given; -1: that of this process */
    DWORD flags;   /* of CreateProcess */
};
void plat_start_handle(struct plat_start *start, HANDLE handle);
int plat_start(const struct plat_start *start, PROCESS_INFORMATION *made);

/* How an exit code is told. */
struct plat_exit plat_exit_of(DWORD code);

#endif
