/* SPDX-License-Identifier: MIT */
/* results/history.db: figures of many runs, and series that were imported, in SQLite (docs/history.md). It is
 * an index: what it says about runs can be made again from their folders.
 *
 * Functions return 0, or an error of enum history_fault with one line in `error`, HISTORY_ERROR_MAX bytes. */
#ifndef TVP_HISTORY_H
#define TVP_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "../core/map.h"

#define HISTORY_SCHEMA    2 /* 1: without point.reference; still read, and brought up to 2 when written to */
#define HISTORY_ERROR_MAX (TVP_PATH_MAX + 400u)

enum history_fault {
    HISTORY_MISSING = -1,   /* there is no such file */
    HISTORY_CORRUPT = -2,   /* it is no database, or a broken one */
    HISTORY_LOCKED = -3,    /* another process did not let go of it in time */
    HISTORY_READ_ONLY = -4, /* it may not be written */
    HISTORY_FAILED = -5     /* anything else: a full disk, no memory, a newer tvp's */
};
enum history_mode { HISTORY_READ, HISTORY_WRITE /* makes it when it is not there */ };

struct sqlite3;
struct sqlite3_stmt;
enum history_statement {
    ADD_MACHINE,
    FIND_MACHINE,
    FIND_RUN,
    DROP_POINTS,
    DROP_RUN,
    ADD_RUN,
    FIND_SERIES,
    ADD_SERIES,
    SET_SERIES,
    ADD_POINT,
    DROP_IMPORTED,
    ADD_IMPORTED,
    HISTORY_STATEMENTS
};
struct history {
    struct sqlite3 *db;
    int schema; /* of the file */
    char path[TVP_PATH_MAX];
    struct sqlite3_stmt *statements[HISTORY_STATEMENTS]; /* prepared when first used */
};

/* `wait_ms`: how long to wait for another process that writes. history_close in any case. */
int history_open(struct history *history, const char *path, enum history_mode mode, int wait_ms, char *error);
void history_close(struct history *history);
/* Reads the whole file to see whether it is sound: 0 or HISTORY_CORRUPT. */
int history_verify(struct history *history, char *error);
/* Moves a broken database to PATH.broken, so that a new one can be made. */
int history_set_aside(const char *path, char *error);

/* ---- writing (history_write.c): between history_begin and history_commit or history_rollback ---- */

int history_begin(struct history *history, char *error);
int history_commit(struct history *history, char *error);
void history_rollback(struct history *history);

/* What is measured on one class belongs to one series; what else may change there is in the fingerprint. */
struct history_machine {
    const char *class_name, *fingerprint;
};
/* Text that is not known is "". */
struct history_run {
    const char *key;     /* tells it from all others */
    const char *name;    /* of the run */
    const char *path;    /* where its folder was */
    const char *content; /* hash of what was measured: a run that went on since has another one */
    const char *time;    /* when */
    const char *tvp, *commit, *image, *label;
    uint64_t trials, trials_ok;
    const char *reference; /* what stands for the machine: the hash of a pinned image, or a cell and metric of
                              the run itself */
    const char *reference_kind; /* HISTORY_PINNED or HISTORY_WEAKER */
    double reference_value;     /* of the latter, NAN: there is none */
};
#define HISTORY_PINNED "pinned"
#define HISTORY_WEAKER "weaker"
struct history_key {
    const char *class_name, *cell, *kind, *metric, *unit, *better;
};
struct history_figure {
    double median, low, high; /* low and high are NAN when there is no interval */
    double log_ratio;         /* to the reference; NAN when there is none */
    double reference;         /* what a pinned reference measured of this figure; NAN: nothing */
    uint64_t trials;          /* that it rests on */
};

#define HISTORY_THERE 2
/* HISTORY_THERE with its id: the run is there with this content; 0: it is not, or with another; or an error.
 */
int history_has_run(struct history *history, const char *key, const char *content, int64_t *id, char *error);
/* Adds the run; one of the same key is replaced, and its figures dropped. */
int history_put_run(struct history *history, const struct history_run *run,
                    const struct history_machine *machine, int64_t *id, char *error);
/* The series of this key, made when it is new. */
int history_put_series(struct history *history, const struct history_key *key, int64_t *id, char *error);
int history_put_figure(struct history *history, int64_t series, int64_t run,
                       const struct history_figure *figure, char *error);
/* Drops all runs but those of `keep`, and series of runs that have no figure any more. */
int history_keep_only(struct history *history, const int64_t *keep, size_t count, char *error);

/* One figure of a series that is not of runs. */
struct history_imported {
    uint64_t ordinal; /* its place in the series */
    double value;
    const char *time, *commit; /* "": not known */
};
/* An imported series of this key, now empty. */
int history_replace_imported(struct history *history, const struct history_key *key, int64_t *id,
                             char *error);
int history_put_imported(struct history *history, int64_t series, const struct history_imported *figure,
                         char *error);

/* ---- what was imported (history_imported.c) ---- */

struct history_known {
    int64_t id; /* 0: there is no such series */
    char unit[64], better[16];
};
/* The imported series of this key, whatever its unit and direction. */
int history_find_imported(struct history *history, const struct history_key *key, struct history_known *known,
                          char *error);
/* Calls `visit` for each of its figures, in their order, until it returns another value than 0, which is then
 * returned. */
typedef int history_imported_visit(void *context, const struct history_imported *figure);
int history_each_imported(struct history *history, int64_t series, history_imported_visit *visit,
                          void *context, char *error);

/* ---- reading (history_read.c) ---- */

/* Texts are owned by the list. */
struct history_row {
    int64_t id;
    char *key, *name, *path, *time, *tvp, *commit, *image, *label, *reference, *class_name, *fingerprint;
    int pinned; /* the reference is a pinned image */
    uint64_t trials, trials_ok;
    double reference_value;
};
struct history_runs {
    struct history_row *rows; /* in the order of time */
    size_t count, room;
};
int history_load_runs(struct history *history, struct history_runs *runs, char *error);
void history_free_runs(struct history_runs *runs);

#define HISTORY_NO_RUN UINT32_MAX
struct history_value {
    uint32_t run; /* index of history_runs.rows; HISTORY_NO_RUN: it was imported */
    uint32_t trials;
    double median, low, high, log_ratio; /* NAN: not there */
    double reference;          /* value of the reference, in the unit of what it measures; NAN: not there */
    const char *time, *commit; /* live as long as the series and the runs; "": not known */
};
struct history_series {
    int64_t id;
    int imported;
    char *class_name, *cell, *kind, *metric, *unit, *better; /* owned */
    struct history_value *values;                            /* in the order of the runs; owned */
    size_t count, room;
};
/* Words separated by commas, NULL for all: whole names of metrics, parts of cells' and of classes' names. */
struct history_filter {
    const char *metric, *cell, *machine;
    const char *class_name; /* only of this class, its whole name; NULL: all */
};
typedef int history_visit(void *context, const struct history_series *series);
/* Calls `visit` for each series that is wanted, by class, cell, kind and metric, until it returns another
 * value than 0, which is then returned. Memory is bounded, whatever the number of series is. */
int history_each_series(struct history *history, const struct history_runs *runs,
                        const struct history_filter *filter, history_visit *visit, void *context,
                        char *error);

#endif
