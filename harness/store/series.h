/* SPDX-License-Identifier: MIT */
/* Series of figures that others measured, read from files in the formats of several tools, which are known by
 * their content (docs/history.md). Nothing in a file is trusted; memory is bounded; an error is one line,
 * `FILE:LINE: what`. Nothing here is global: a buffer is read through fmemopen. */
#ifndef TVP_SERIES_H
#define TVP_SERIES_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../core/map.h"

#define SERIES_ERROR_MAX  (TVP_PATH_MAX + 400u)
#define SERIES_VALUES_MAX 1000000u /* of one series, missing ones too */
#define SERIES_TOTAL_MAX  4000000u /* of a set: 24 bytes each */
#define SERIES_VALUE_MAX  1e300    /* so that differences are finite */

/* 0 is well; the first has *error, the last is what `whole` asked for. */
enum series_fault { SERIES_AT_FAULT = 1, SERIES_NO_MEMORY, SERIES_STOPPED };

/* ---- what was read ---- */

/* A text that is there once however often it is said; 0 is "". */
typedef uint32_t series_text;
struct series_texts {
    char *bytes; /* one after the other, each ended by a NUL; owned, as all below */
    size_t used, room;
    size_t *at; /* of each text */
    size_t count, at_room;
    series_text *slots; /* by hash; 0: free */
    size_t slot_count;
};

struct series_value {
    double value; /* finite; NaN: missing */
    series_text time, commit;
};
/* Texts are "" where the file does not say. */
struct series {
    series_text name, metric, unit, better;
    int is_moment;               /* 1: a file holds one figure of it, as of one moment */
    struct series_value *values; /* owned */
    size_t count, room;
};
struct series_set {
    struct series *series; /* in the order in which they were first met; owned */
    size_t count, room;
    uint64_t total;            /* values of all */
    struct series_texts texts; /* also names the series: see series_find */
    uint32_t *by_text;         /* series number of a text that is a whole name, from 1; 0: none; owned */
    size_t by_text_room;
    /* A JSON object that has its own array of values is a series by itself: given to this as soon as it is
     * read, with the line at which it begins and, to be changed at will, the object; then it is forgotten.
     * What it returns, if not 0, ends the reading with SERIES_STOPPED. NULL: it is kept, like all others. */
    int (*whole)(void *context, struct series *series, json_t *object, uint64_t line);
    void *context;
};

/* One figure. Texts may be NULL or "". */
struct series_point {
    const char *name, *metric, *unit, *better, *time, *commit;
    double value; /* NaN: missing */
};
/* Adds it to its series, for those who have figures from elsewhere than a file: 0, or an enum series_fault
 * with *error, which begins with `from`:0. */
int series_set_take(struct series_set *set, const char *from, const struct series_point *point,
                    char error[SERIES_ERROR_MAX]);
/* Adds the values of a series of `set` behind those of the only series of `first`, or to an empty one, but
 * those of a time and commit that are there. 0, or an enum series_fault with *error. */
int series_follow(struct series_set *first, const char *from, const struct series_set *set,
                  const struct series *series, char error[SERIES_ERROR_MAX]);
/* What a text of this set is. */
const char *series_text_of(const struct series_set *set, series_text text);
/* Forgets the series' values; its name stays. */
void series_empty(struct series_set *set, struct series *series);
/* Back to what it was before it was filled. */
void series_set_free(struct series_set *set);

/* ---- times ---- */

#define SERIES_NO_TIME INT64_MIN
/* Microseconds since 1970, UTC: ISO 8601 and near relatives of it, a time without zone taken as UTC, or a
 * number of seconds, milliseconds, microseconds or nanoseconds that lies between 1973 and 2128.
 * SERIES_NO_TIME: it is something else. */
int64_t series_time_us(const char *text);
/* "20260131T120000Z", as run folders have it. */
#define SERIES_STAMP_MAX 24u
void series_time_stamp(int64_t time_us, char out[SERIES_STAMP_MAX]);
/* Puts the values into the order of their times when each of them has one; equal times stay as they are. 0,
 * or -1: out of memory. */
int series_order(const struct series_set *set, struct series *series);

/* ---- reading ---- */

/* The formats: an id, the name for users, what it is. */
#define SERIES_FORMATS(X)                                                                                    \
    X(CSV, "csv", "columns, or rows of named series; what `tvp export` writes")                              \
    X(JSON, "json", "series with `values`; what `tvp export` writes")                                        \
    X(GBENCH, "gbench", "google-benchmark's JSON")                                                           \
    X(PYPERF, "pyperf", "pyperf's JSON")                                                                     \
    X(HYPERFINE, "hyperfine", "hyperfine's JSON")                                                            \
    X(BENCHER, "bencher", "Bencher metric format")                                                           \
    X(GITHUB_ACTION, "github-action", "github-action-benchmark's entries, and its data.js")                  \
    X(OPENMETRICS, "openmetrics", "OpenMetrics or Prometheus text")

enum series_format {
    SERIES_ANY, /* as the content has it */
#define X(id, name, brief) SERIES_##id,
    SERIES_FORMATS(X)
#undef X
        SERIES_FORMATS_END
};
/* Its name for users; NULL for others. */
const char *series_format_name(enum series_format format);
/* The format of that name; SERIES_ANY: there is none. */
enum series_format series_format_find(const char *name);

struct series_options {
    const char *name;   /* of series that the file does not name */
    const char *column; /* the only column of CSV, or the array of JSON objects that is wanted; NULL */
    int one_column;     /* 1: of several columns one must have been asked for */
    enum series_format format;
};

/* Reads the whole of `file`, which need not be seekable, into `set`, which is zeroed or was filled by earlier
 * files: series of the same name go on. `path` is for messages. */
int series_read(FILE *file, const char *path, const struct series_options *options, struct series_set *set,
                char error[SERIES_ERROR_MAX]);

#endif
