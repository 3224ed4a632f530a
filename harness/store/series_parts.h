/* SPDX-License-Identifier: MIT */
/* What the readers of series share: bytes with their line, and one way to give a figure or an error. */
#ifndef TVP_SERIES_PARTS_H
#define TVP_SERIES_PARTS_H

#include "series.h"

#define SERIES_AHEAD_MAX 256u
#define SERIES_NAME_MAX  1024u

struct series_reader {
    FILE *file;
    const char *path;
    const struct series_options *options;
    struct series_set *set;
    uint64_t line; /* of the next byte, from 1 */
    unsigned char ahead[SERIES_AHEAD_MAX];
    size_t ahead_count;
    char *error;
};

/* ---- bytes (series_input.c) ---- */

/* The next byte, or EOF. */
int series_get(struct series_reader *reader);
/* The one after `ahead` more, which stays to be read; EOF. ahead < SERIES_AHEAD_MAX. */
int series_peek(struct series_reader *reader, size_t ahead);
/* 1: this text comes next; it stays. */
int series_comes(struct series_reader *reader, const char *text);
/* Passes over blanks and line ends; the first byte that is none stays: it, or EOF. */
int series_skip_space(struct series_reader *reader);
/* An error at this line, without what is not printable: SERIES_AT_FAULT. */
int series_fault(struct series_reader *reader, uint64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The fault for a file that does not go on: at its end there is nothing to say, so 0. */
int series_at_end(struct series_reader *reader);

/* ---- figures (series_set.c) ---- */

/* One figure. Texts may be NULL or "". */
struct series_point {
    const char *name, *metric, *unit, *better, *time, *commit;
    double value; /* NaN: missing */
};
/* Adds it to its series; 0, SERIES_NO_MEMORY, or the fault at `line`. */
int series_take(struct series_reader *reader, uint64_t line, const struct series_point *point);
/* The same into a series that is in no set. */
int series_add(struct series_reader *reader, uint64_t line, struct series *series,
               const struct series_point *point);
/* 0, or -1: out of memory. */
int series_intern(struct series_texts *texts, const char *text, series_text *out);

/* ---- formats ---- */

/* A number as CSV has it: 1; 0: a word for a missing one, *value is NaN; -1: something else. */
int series_number(const char *text, double *value);
int series_csv(struct series_reader *reader);
int series_json(struct series_reader *reader);
/* An object with `values`, or a bare array of numbers whose values come one by one. */
int series_json_object(struct series_reader *reader, json_t *object, uint64_t line, uint64_t number);

#endif
