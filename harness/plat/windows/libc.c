/* SPDX-License-Identifier: MIT */
/* What libc.h promises. Beside that, fopen takes names in UTF-8, translates no line ends, and makes files
 * that no child inherits (the linker is asked to let fopen and fclose come here). */
#include "os.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libc.h"

#define STREAMS_MAX 32u

FILE *__wrap_fopen(const char *path, const char *mode);
int __wrap_fclose(FILE *file);
int __real_fclose(FILE *file);

struct tm *gmtime_r(const time_t *seconds, struct tm *out)
{
    return gmtime_s(out, seconds) == 0 ? out : NULL;
}

struct tm *localtime_r(const time_t *seconds, struct tm *out)
{
    return localtime_s(out, seconds) == 0 ? out : NULL;
}

time_t timegm(struct tm *utc)
{
    return _mkgmtime(utc);
}

static const char *read_number(const char *text, int digits, int *number)
{
    *number = 0;
    for (int i = 0; i < digits; i++, text++) {
        if (*text < '0' || *text > '9')
            return NULL;
        *number = *number * 10 + (*text - '0');
    }
    return text;
}

char *strptime(const char *text, const char *format, struct tm *out)
{
    static const char letters[] = "YmdHMS";
    int *const fields[] = {&out->tm_year, &out->tm_mon, &out->tm_mday,
                           &out->tm_hour, &out->tm_min, &out->tm_sec};
    static const int offsets[] = {-1900, -1, 0, 0, 0, 0};
    for (; *format != '\0' && text != NULL; format++) {
        if (*format != '%') {
            text = *text == *format ? text + 1 : NULL;
            continue;
        }
        const char *which = strchr(letters, *++format);
        if (which == NULL || *format == '\0')
            return NULL;
        text = read_number(text, *format == 'Y' ? 4 : 2, fields[which - letters]);
        *fields[which - letters] += offsets[which - letters];
    }
    return (char *)(uintptr_t)text;
}

char *stpcpy(char *to, const char *from)
{
    const size_t length = strlen(from);
    memcpy(to, from, length + 1);
    return to + length;
}

void *memmem(const void *in, size_t in_bytes, const void *wanted, size_t bytes)
{
    const char *at = in;
    for (; in_bytes >= bytes; at++, in_bytes--)
        if (memcmp(at, wanted, bytes) == 0)
            return (void *)(uintptr_t)at;
    return NULL;
}

char *strndup(const char *text, size_t most)
{
    const size_t length = strnlen(text, most);
    char *made = malloc(length + 1);
    if (made == NULL)
        return NULL;
    memcpy(made, text, length);
    made[length] = '\0';
    return made;
}

int unsetenv(const char *name)
{
    char entry[256];
    if ((size_t)snprintf(entry, sizeof entry, "%s=", name) >= sizeof entry)
        return -1;
    return _putenv(entry); /* an empty value takes the name away */
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
    wchar_t wide[PLAT_WIDE_ROOM], wide_mode[8];
    size_t length = 0;
    if (plat_wide(path, wide, PLAT_WIDE_ROOM) != 0) {
        errno = EINVAL;
        return NULL;
    }
    for (; *mode != '\0' && length < 5; mode++)
        if (*mode != 'e' && *mode != 'b')
            wide_mode[length++] = (wchar_t)*mode;
    wide_mode[length++] = L'b';
    wide_mode[length++] = L'N';
    wide_mode[length] = L'\0';
    return _wfopen(wide, wide_mode);
}

/* ---- streams into memory: a temporary file, read when it is closed ---- */

static struct stream {
    FILE *file;
    char **text;
    size_t *bytes;
} streams[STREAMS_MAX];

FILE *open_memstream(char **text, size_t *bytes)
{
    wchar_t folder[MAX_PATH + 1], path[MAX_PATH + 1];
    *text = NULL;
    *bytes = 0;
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (streams[i].file != NULL)
            continue;
        if (GetTempPathW(MAX_PATH, folder) == 0 || GetTempFileNameW(folder, L"tvp", 0, path) == 0)
            return NULL;
        FILE *file =
            _wfopen(path, L"w+bTDN"); /* in memory as long as there is room; deleted with its handle */
        streams[i] = (struct stream){file, text, bytes};
        return file;
    }
    return NULL;
}

static int collect(const struct stream *stream)
{
    const long length = ftell(stream->file);
    char *text = length >= 0 ? malloc((size_t)length + 1) : NULL;
    if (text == NULL)
        return EOF;
    rewind(stream->file);
    *stream->bytes = fread(text, 1, (size_t)length, stream->file);
    text[*stream->bytes] = '\0';
    *stream->text = text;
    return 0;
}

int __wrap_fclose(FILE *file)
{
    int failed = 0;
    for (size_t i = 0; i < STREAMS_MAX; i++)
        if (streams[i].file == file && file != NULL) {
            failed = ferror(file) ? EOF : collect(&streams[i]);
            streams[i] = (struct stream){NULL, NULL, NULL};
        }
    const int closed = __real_fclose(file);
    return failed ? failed : closed;
}
