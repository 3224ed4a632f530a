/* SPDX-License-Identifier: MIT */
/* Functions of POSIX that need no system behind them and that Windows' C library lacks. Included before every
 * source of a Windows build, so that plain C code stays the same everywhere; what needs the system is in
 * plat.h. */
#ifndef TVP_PLAT_WINDOWS_LIBC_H
#define TVP_PLAT_WINDOWS_LIBC_H

#include <stdio.h>
#include <time.h>

struct tm *gmtime_r(const time_t *seconds, struct tm *out);
struct tm *localtime_r(const time_t *seconds, struct tm *out);
time_t timegm(struct tm *utc);
/* Knows %Y %m %d %H %M %S alone. */
char *strptime(const char *text, const char *format, struct tm *out);
char *stpcpy(char *to, const char *from);
void *memmem(const void *in, size_t in_bytes, const void *wanted, size_t bytes);
char *strndup(const char *text, size_t most);
int unsetenv(const char *name);
/* The text is there after fclose; fflush does not make it. */
FILE *open_memstream(char **text, size_t *bytes);
#define getc_unlocked(file) getc(file)

#endif
