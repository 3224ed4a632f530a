/* SPDX-License-Identifier: MIT */
/* The parts of `tvp history`. */
#ifndef TVP_HISTORY_CLI_H
#define TVP_HISTORY_CLI_H

#include <jansson.h>
#include <stdio.h>

#include "../stats/changepoint.h"
#include "../store/history.h"
#include "../store/series.h"

#define HISTORY_DB         "results/history.db"
#define HISTORY_SAME_POINT 5u /* changes that are at most so many points apart are at the same point */

/* The command line of a subcommand. */
struct asked {
    const char *db;
    struct history_filter filter;
    const char *out, *machine, *unit, *better; /* of plot; of import */
    uint64_t last;                             /* points; 0: all */
    int wait_ms, as_json, append;
    enum series_format import_format;
    char **words; /* what is no option */
    int word_count;
};
/* A subcommand; returns an exit code, its line said. */
typedef int history_command(const struct asked *asked);
history_command history_add, history_rebuild, history_import, history_list, history_show, history_check;

/* Opens the history and says what is wrong; EXIT_OK or an exit code. history_close in any case. */
int history_open_said(struct history *history, const struct asked *asked, enum history_mode mode);
/* The exit code that belongs to a fault, with `error` said. */
int history_said(int fault, const char *error);

/* ---- history_digest.c ---- */
/* Reads the run folder at `path` and puts it into the history, in one transaction. *added: 0 when it was
 * there already, which is not looked for with `anew`. 0, an enum history_fault, or 1: the folder is at fault.
 */
int history_digest(struct history *history, const char *path, int anew, int *added, int64_t *id, char *error);

/* ---- history_judge.c ---- */
enum history_cause { CAUSE_CODE, CAUSE_ENVIRONMENT };
struct history_change {
    size_t at; /* index of history_series.values */
    enum history_cause cause;
    char why[400];        /* it is the environment */
    double before, after; /* levels, in the metric's unit */
    double effect;        /* as a share of the level before; of the ratio where that was judged */
    int worse;            /* 1 worse, -1 better, 0 neither or not known */
};
struct history_judgement {
    struct history_change *changes; /* owned */
    size_t count;
    int by_ratio; /* 1: the ratio to the reference was judged, 0: the value itself */
    int too_few;  /* points to say anything */
};
/* Memory that judging one series leaves for the next. */
struct history_judge {
    const struct history_runs *runs;
    double *values, *ratios, *scratch;
    size_t *found, *others, room;
    uint32_t *reference_runs; /* of which the reference's changes are known */
    size_t reference_count, *reference_changes, reference_change_count;
};
/* 0, or -1: out of memory. Each judgement is freed by history_judgement_free. */
int history_judge(struct history_judge *judge, const struct history_series *series,
                  struct history_judgement *out);
void history_judgement_free(struct history_judgement *judgement);
void history_judge_free(struct history_judge *judge);
/* The last change that code made and that was not for the better, or that nobody knows which way is better
 * of; NULL: none that lies among the `last` points (0: all). */
const struct history_change *history_failing(const struct history_judgement *judgement,
                                             const struct history_series *series, uint64_t last);

/* ---- history_words.c ---- */
#define HISTORY_WORDS_MAX 256u
/* Printable ASCII, other bytes as '?'. */
void history_plain(char *out, size_t room, const char *text);
/* "2026-01-31 12:00" of a run's stamp, any other text as it is. */
void history_date(char out[HISTORY_WORDS_MAX], const char *time);
/* "8.95 us": a value of a unit that somebody else wrote. */
void history_value_words(char *out, size_t room, double value, const char *unit);
/* "code: 120 ns -> 130 ns (+8.3 %, worse), commit a -> b" */
void history_change_words(char *out, size_t room, const struct history_series *series,
                          const struct history_judgement *judgement, const struct history_change *change);
/* New references; NULL when out of memory. */
json_t *history_series_json(const struct history_series *series);
json_t *history_changes_json(const struct history_runs *runs, const struct history_series *series,
                             const struct history_judgement *judgement);

#endif
