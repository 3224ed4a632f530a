/* SPDX-License-Identifier: MIT */
/* The bytes of a file of series, and which format they are in. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "series_parts.h"

int series_get(struct series_reader *reader)
{
    int letter;
    if (reader->ahead_count > 0) {
        letter = reader->ahead[0];
        memmove(reader->ahead, reader->ahead + 1, --reader->ahead_count);
    } else
        letter = getc_unlocked(reader->file);
    reader->line += letter == '\n';
    return letter;
}

int series_peek(struct series_reader *reader, size_t ahead)
{
    while (reader->ahead_count <= ahead) {
        int letter = getc_unlocked(reader->file);
        if (letter == EOF)
            return EOF;
        reader->ahead[reader->ahead_count++] = (unsigned char)letter;
    }
    return reader->ahead[ahead];
}

int series_comes(struct series_reader *reader, const char *text)
{
    for (size_t i = 0; text[i]; i++)
        if (series_peek(reader, i) != (unsigned char)text[i])
            return 0;
    return 1;
}

int series_skip_space(struct series_reader *reader)
{
    int letter;
    while ((letter = series_peek(reader, 0)) != EOF && isspace(letter))
        series_get(reader);
    return letter;
}

int series_fault(struct series_reader *reader, uint64_t line, const char *format, ...)
{
    va_list values;
    int used = snprintf(reader->error, SERIES_ERROR_MAX, "%.*s:%ju: ", (int)TVP_PATH_MAX - 1, reader->path,
                        (uintmax_t)line);
    va_start(values, format);
    vsnprintf(reader->error + used, SERIES_ERROR_MAX - (size_t)used, format, values);
    va_end(values);
    for (char *letter = reader->error + used; *letter; letter++)
        if ((unsigned char)*letter < ' ' || (unsigned char)*letter >= 0x7f)
            *letter = '?';
    return SERIES_AT_FAULT;
}

int series_at_end(struct series_reader *reader)
{
    return ferror(reader->file) ? series_fault(reader, reader->line, "cannot be read: %s", strerror(errno))
                                : 0;
}

/* Passes over a byte order mark; 0 when only a part of one is there. */
static int pass_mark(struct series_reader *reader)
{
    if (series_peek(reader, 0) != 0xef)
        return 1;
    int whole = series_comes(reader, "\xef\xbb\xbf");
    for (size_t i = 0; whole && i < 3; i++)
        series_get(reader);
    return whole;
}

static int read_any(struct series_reader *reader)
{
    if (!pass_mark(reader))
        return series_fault(reader, 1, "neither CSV nor JSON");
    int first = series_skip_space(reader);
    if (first == EOF) {
        int fault = series_at_end(reader);
        return fault ? fault : series_fault(reader, reader->line, "no figures: there is nothing in it");
    }
    return first == '{' || first == '[' ? series_json(reader) : series_csv(reader);
}

int series_read(FILE *file, const char *path, const struct series_options *options, struct series_set *set,
                char error[SERIES_ERROR_MAX])
{
    struct series_reader reader = {
        .file = file, .path = path, .options = options, .set = set, .line = 1, .error = error};
    error[0] = '\0';
    return read_any(&reader);
}
