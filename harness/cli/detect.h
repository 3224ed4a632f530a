/* SPDX-License-Identifier: MIT */
/* What the parts of `tvp detect` share: a series as it was read, and where it came from. */
#ifndef TVP_DETECT_H
#define TVP_DETECT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../stats/changepoint.h"

/* Longer series are refused: memory stays bounded (about 100 bytes a value). */
#define DETECT_VALUES_MAX 1000000u
#define DETECT_ERROR_MAX  256u

enum detect_format { DETECT_JSON, DETECT_TEXT, DETECT_CSV };

struct detect {
    struct stats_changepoint_options options;
    enum detect_format format;
    const char *column; /* of CSV, or field of JSON; NULL: the only one, `values` */
    const char *path;   /* of the file being read */
    FILE *file;
    uint64_t line;                /* being read, from 1 */
    size_t written;               /* series, of all files */
    char error[DETECT_ERROR_MAX]; /* without file and line */
};

/* The present values of one series. Owned by whoever made it: detect_clear. */
struct detect_series {
    json_t *id;     /* owned */
    json_t *fields; /* what else stood beside the values, in its order; owned; NULL: nothing */
    double *values;
    uint32_t *place; /* index in the input of each present value */
    size_t count, room;
    size_t total; /* present or missing */
};

/* All of these return 0 or an exit code, the reason being in detect->error ("" when it was out of memory or
 * the output failed). */

/* Adds a value, or with NaN a missing one. */
int detect_add(struct detect *detect, struct detect_series *series, double value);
/* An error at detect->line; control characters of `format`'s result become '?'. Returns EXIT_USAGE. */
int detect_bad(struct detect *detect, const char *format, ...) __attribute__((format(printf, 2, 3)));
void detect_clear(struct detect_series *series);

/* Read the whole of detect->file, of which nothing but white space has been read, and print its series. */
int detect_json(struct detect *detect);
int detect_csv(struct detect *detect);

/* Finds the change points and prints the line of this series. */
int detect_print(struct detect *detect, const struct detect_series *series);

#endif
