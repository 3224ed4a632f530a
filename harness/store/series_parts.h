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
    uint64_t line;             /* of the next byte, from 1 */
    int is_moment;             /* of the series that are met from now on */
    int given;                 /* 1: a series was given to set->whole */
    int is_script, not_finite; /* 1: an object is set by a script; the object had NaN or Infinity in it */
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
/* An error at this line, 0 for none, without what is not printable: SERIES_AT_FAULT. */
int series_fault(struct series_reader *reader, uint64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The fault for a file that does not go on: at its end there is nothing to say, so 0. */
int series_at_end(struct series_reader *reader);

/* ---- figures (series_set.c) ---- */

/* Adds it to its series in the reader's set; 0, SERIES_NO_MEMORY, or the fault at `line`. */
int series_take(struct series_reader *reader, uint64_t line, const struct series_point *point);
/* The same in another set, and of a series that is in none. Values in another unit of time than the series'
 * are converted. */
int series_take_into(struct series_reader *reader, struct series_set *set, uint64_t line,
                     const struct series_point *point);
int series_add(struct series_reader *reader, struct series_set *set, uint64_t line, struct series *series,
               const struct series_point *point);
/* 1: the set has a series of this name and metric. */
int series_known(const struct series_set *set, const char *name, const char *metric);
/* Gives one figure of each series of `groups`, the median of its values that are not missing, to `take`; 0,
 * or the fault that it returned. */
typedef int series_taker(void *context, const struct series_point *point);
int series_reduce_to(const struct series_set *groups, const char *time, const char *commit,
                     series_taker *take, void *context);
/* The same into the reader's set. */
int series_reduce(struct series_reader *reader, const struct series_set *groups, uint64_t line,
                  const char *time, const char *commit);
/* The median of a JSON array's numbers, the rest passed over; NaN: it has none. *failed: out of memory. */
double series_median_json(const json_t *array, int *failed);
/* 0, or -1: out of memory. */
int series_intern(struct series_texts *texts, const char *text, series_text *out);

/* ---- units and directions (series_unit.c) ---- */

/* What a value in unit `from` is to be multiplied by; NaN: it cannot be converted. */
double series_unit_factor(const char *from, const char *to);
/* "lower" of times, "higher" of rates, NULL of others. */
const char *series_unit_better(const char *unit);
/* Of a metric of tvp's own; NULL: this build does not know it. */
const char *series_metric_better(const char *metric);
const char *series_metric_unit(const char *metric);

/* ---- formats ---- */

/* A JSON object as a document of one format. */
struct series_form {
    enum series_format format;
    int (*is)(const json_t *object); /* 1: by what stands in it, it is */
    int (*read)(struct series_reader *reader, const json_t *object, uint64_t line);
};
extern const struct series_form series_form_tvp, series_form_gbench, series_form_pyperf,
    series_form_hyperfine, series_form_bencher, series_form_github, series_form_github_entry;

/* A number as CSV has it: 1; 0: a word for a missing one, *value is NaN; -1: something else. */
int series_number(const char *text, double *value);
int series_csv(struct series_reader *reader);
int series_json(struct series_reader *reader);
int series_openmetrics(struct series_reader *reader);
/* Object `number` of the file, from 0. */
int series_json_object(struct series_reader *reader, json_t *object, uint64_t line, uint64_t number);
/* The same for one that has its own array of values. */
int series_json_values(struct series_reader *reader, json_t *object, uint64_t line, uint64_t number);
const char *series_values_key(const struct series_reader *reader);

#endif
