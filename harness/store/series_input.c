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
    int used = snprintf(reader->error, SERIES_ERROR_MAX, "%.*s:", (int)TVP_PATH_MAX - 1, reader->path);
    if (line)
        used += snprintf(reader->error + used, SERIES_ERROR_MAX - (size_t)used, "%ju:", (uintmax_t)line);
    reader->error[used++] = ' ';
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

/* "name{": no column of CSV is called so. */
static int is_sample(struct series_reader *reader)
{
    size_t i = 0;
    int letter;
    while (i + 1 < SERIES_AHEAD_MAX && (letter = series_peek(reader, i)) != EOF &&
           (isalnum(letter) || letter == '_' || letter == ':'))
        i++;
    return i > 0 && series_peek(reader, i) == '{';
}

static int is_openmetrics(struct series_reader *reader)
{
    static const char *const starts[] = {"# TYPE ", "# HELP ", "# UNIT ", "# EOF"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (series_comes(reader, starts[i]))
            return 1;
    return is_sample(reader);
}

/* "window.BENCHMARK_DATA =" in front of an object: what github-action-benchmark keeps is a script. */
static int pass_assignment(struct series_reader *reader)
{
    const uint64_t line = reader->line;
    int letter;
    while ((letter = series_get(reader)) != EOF && letter != '=' && letter != '\n')
        continue;
    if (letter != '=' || series_skip_space(reader) != '{')
        return series_fault(reader, line, "a script that sets nothing to an object");
    return 0;
}

static int read_script(struct series_reader *reader)
{
    int fault = pass_assignment(reader);
    reader->is_script = 1;
    return fault ? fault : series_json(reader);
}

static int read_as(struct series_reader *reader, int first)
{
    const enum series_format format = reader->options->format;
    const int any = format == SERIES_ANY && !reader->options->column; /* only CSV and JSON have such */
    if (format == SERIES_CSV)
        return series_csv(reader);
    if (format == SERIES_OPENMETRICS || (any && is_openmetrics(reader)))
        return series_openmetrics(reader);
    if ((format == SERIES_GITHUB_ACTION || any) && series_comes(reader, "window."))
        return read_script(reader);
    if (format != SERIES_ANY || first == '{' || first == '[')
        return series_json(reader);
    return series_csv(reader);
}

static int read_any(struct series_reader *reader)
{
    const uint64_t before = reader->set->total;
    if (!pass_mark(reader))
        return series_fault(reader, 1, "neither CSV nor JSON");
    int first = series_skip_space(reader), fault;
    if (first == EOF) {
        fault = series_at_end(reader);
        return fault ? fault : series_fault(reader, reader->line, "no figures: there is nothing in it");
    }
    fault = read_as(reader, first);
    if (!fault && reader->set->total == before && !reader->given)
        fault = series_fault(reader, reader->line, "no figures in it");
    return fault;
}

int series_read(FILE *file, const char *path, const struct series_options *options, struct series_set *set,
                char error[SERIES_ERROR_MAX])
{
    struct series_reader reader = {
        .file = file, .path = path, .options = options, .set = set, .line = 1, .error = error};
    error[0] = '\0';
    return read_any(&reader);
}
