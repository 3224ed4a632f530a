/* SPDX-License-Identifier: MIT */
/* JSON lines and the text that becomes them. */
#ifndef TVP_LINES_H
#define TVP_LINES_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define LINE_BYTES_MAX (64u << 20)

/* A file of lines, read one at a time. */
struct lines {
    FILE *file;
    char *text; /* the line read last, without its newline; owned */
    size_t room, bytes;
    uint64_t number; /* of that line, from 1 */
};
enum line_kind { LINE_END, LINE_WHOLE, LINE_TORN, LINE_BAD };

/* The next line: whole, torn (the file ends without a newline), or bad: too long, unreadable, no memory. */
enum line_kind lines_next(struct lines *lines);
void lines_close(struct lines *lines);

/* A text that grows. `failed` is set when memory ran out, and stays. */
struct text {
    char *start;
    size_t bytes, room;
    int failed;
};
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *text);

/* A file's text, of which more than `room` - 1 bytes are left out; free() it. NULL: it cannot be read. */
char *text_of_file(const char *path, size_t room);

/* A string value; what is no UTF-8 becomes '?'. */
json_t *json_text(const char *text);
/* A number; null for one that JSON has not: infinite, or none. */
json_t *json_number(double value);

#endif
