/* SPDX-License-Identifier: MIT */
/* JSON lines read one at a time, and text that grows. */
#include "lines.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int grow(char **start, size_t *room, size_t needed)
{
    size_t wanted = *room > 0 ? *room : 1024;
    while (wanted < needed)
        wanted *= 2;
    if (wanted == *room)
        return 0;
    char *larger = realloc(*start, wanted);
    if (larger == NULL)
        return -1;
    *start = larger;
    *room = wanted;
    return 0;
}

enum line_kind lines_next(struct lines *lines)
{
    lines->bytes = 0;
    lines->number++;
    for (;;) {
        if (lines->bytes > LINE_BYTES_MAX || grow(&lines->text, &lines->room, lines->bytes + 1024) != 0)
            return LINE_BAD;
        /* fgets hides a NUL within a line, so bytes are taken one by one, from the stream's buffer. */
        int letter = 0;
        while (lines->bytes + 1 < lines->room && (letter = getc(lines->file)) != EOF && letter != '\n')
            lines->text[lines->bytes++] = (char)letter;
        lines->text[lines->bytes] = '\0';
        if (letter == '\n')
            return LINE_WHOLE;
        if (letter == EOF)
            return ferror(lines->file) ? LINE_BAD : lines->bytes > 0 ? LINE_TORN : LINE_END;
    }
}

void lines_close(struct lines *lines)
{
    if (lines->file != NULL)
        fclose(lines->file);
    free(lines->text);
    *lines = (struct lines){0};
}

void text_add(struct text *text, const char *format, ...)
{
    va_list values, again;
    if (text->failed)
        return;
    va_start(values, format);
    va_copy(again, values);
    int length = vsnprintf(NULL, 0, format, values);
    if (length < 0 || grow(&text->start, &text->room, text->bytes + (size_t)length + 1) != 0)
        text->failed = 1;
    else
        text->bytes += (size_t)vsnprintf(text->start + text->bytes, text->room - text->bytes, format, again);
    va_end(again);
    va_end(values);
}

void text_free(struct text *text)
{
    free(text->start);
    *text = (struct text){0};
}

char *text_of_file(const char *path, size_t room)
{
    FILE *file = fopen(path, "r");
    char *text = file ? calloc(1, room) : NULL;
    if (text)
        text[fread(text, 1, room - 1, file)] = '\0';
    if (file)
        fclose(file);
    return text;
}

json_t *json_text(const char *text)
{
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    size_t bytes = strlen(text);
    char *plain = malloc(bytes + 1);
    if (plain == NULL)
        return NULL;
    for (size_t i = 0; i <= bytes; i++)
        plain[i] = (text[i] & 0x80) ? '?' : text[i];
    value = json_string(plain);
    free(plain);
    return value;
}

json_t *json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}
