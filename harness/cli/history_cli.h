/* SPDX-License-Identifier: MIT */
/* The parts of `tvp history`. */
#ifndef TVP_HISTORY_CLI_H
#define TVP_HISTORY_CLI_H

#include <jansson.h>
#include <stdio.h>

#include "../stats/changepoint.h"
#include "../store/history.h"
#include "view.h"

#define HISTORY_DB           "results/history.db"
#define HISTORY_EFFECT_LEAST 0.01 /* of what is suspected, as of the detector */
#define HISTORY_SAME_POINT   5u   /* changes that are at most so many points apart are at the same point */

/* The command line of a subcommand. */
struct asked {
    const char *db;
    struct history_filter filter;
    const char *out;                     /* of plot */
    const char *format;                  /* of plot: figures; of import: files */
    const char *machine, *unit, *better; /* of import */
    const char *a, *b, *budget;          /* of check --confirm: images; time for each */
    uint64_t last;                       /* points; 0: all */
    int wait_ms, as_json, append, confirm, keep_image;
    char **words; /* what is no option */
    int word_count;
};
/* A subcommand; returns an exit code, its line said. */
typedef int history_command(const struct asked *asked);
history_command history_add, history_rebuild, history_import, history_list, history_show, history_plot,
    history_check;

/* ---- history_help.c: what --help prints ---- */
extern const char history_usage[];
/* Of the first subcommand among these words, or history_usage. */
const char *history_usage_of(int argc, char **argv);

/* Opens the history and says what is wrong; EXIT_OK or an exit code. history_close in any case. */
int history_open_said(struct history *history, const struct asked *asked, enum history_mode mode);
/* The exit code that belongs to a fault, with `error` said. */
int history_said(int fault, const char *error);

/* ---- history_identity.c ---- */
#define HISTORY_CLASS_MAX       400u
#define HISTORY_FINGERPRINT_MAX 800u
#define HISTORY_RUN_AT_FAULT    1
struct history_identity {
    char path[TVP_PATH_MAX]; /* as given, without slashes at its end */
    char key[40];            /* of the plan, which holds the run's name, and the machine when it began */
    char content[20];        /* of what was measured, which grows when the run is resumed */
};
/* 0, or HISTORY_RUN_AT_FAULT with one line in `error`, HISTORY_ERROR_MAX bytes. */
int history_identify(struct history_identity *out, const char *path, char *error);
/* From machine.json: the class, on which figures can be compared, and the fingerprint: what else may change.
 */
void history_machine_words(const json_t *machine, char class_name[HISTORY_CLASS_MAX],
                           char fingerprint[HISTORY_FINGERPRINT_MAX]);

/* ---- history_ratio.c ---- */
struct history_twin {
    char *name; /* of the cell whose twin it is; owned */
    const struct view_cell *cell;
};
/* What stands for the machine in a run; `view` was opened with its reference cells, and outlives it. */
struct history_ratios {
    const struct view *view;
    char *name; /* the pinned image's hash, or the weaker reference's cell and metric, or ""; owned */
    int pinned;
    struct history_twin *twins; /* by name; owned */
    size_t twin_count;
    const struct view_cell *weaker; /* NULL: none */
    double others; /* ns an op of all other workloads' cells, geometric mean: what the weaker reference itself
                      is held against; NaN: there are none */
};
/* 0, or -1: out of memory; history_ratios_end in both cases. Puts values of the references in order. */
int history_ratios_begin(struct history_ratios *ratios, const struct view *view);
void history_ratios_end(struct history_ratios *ratios);
/* The weaker reference's figure; NAN when it does not serve. */
double history_ratios_weaker(const struct history_ratios *ratios);
/* 1: a cell of the workload that is the weaker reference, by its name in the history. */
int history_is_reference_cell(const char *cell_name);
/* Fills in log_ratio and reference of a figure of a cell, whose name is export_cell_name's; leaves them when
 * there is no ratio. */
void history_ratios_take(const struct history_ratios *ratios, const struct view_cell *cell,
                         const char *cell_name, const struct view_series *series,
                         struct history_figure *figure);

/* ---- history_digest.c ---- */
/* Reads the run folder at `path` and puts it into the history, in one transaction. *added: 0 when it was
 * there already, which is not looked for with `anew`. 0, an enum history_fault, or
 * HISTORY_RUN_AT_FAULT.
 */
int history_digest(struct history *history, const char *path, int anew, int *added, int64_t *id, char *error);

/* ---- history_judge.c ---- */
enum history_cause { CAUSE_CODE, CAUSE_ENVIRONMENT };
#define HISTORY_WHY_MAX 400u
struct history_change {
    size_t at, previous; /* index of history_series.values: the first point after, the last one before */
    enum history_cause cause;
    char why[HISTORY_WHY_MAX]; /* it is the environment */
    double before, after;      /* levels, in the metric's unit */
    double effect;             /* as a share of the level before */
    int of_ratio;              /* 1: ... of the ratio to the reference */
    int worse;                 /* 1 worse, -1 better, 0 neither or not known */
};
struct history_judgement {
    struct history_change *changes; /* owned */
    size_t count;
    struct history_change suspect; /* the last points look like a new level, but are too few to be sure */
    int has_suspect;
    size_t judged; /* points; the others have no reference, or one that too few have */
    int by_ratio;  /* 1: the ratio to the reference was judged, 0: the value itself */
    int pinned;    /* 1: ... and it is a pinned image */
    int too_few;   /* points to say anything */
};
/* Memory that judging one series leaves for the next. */
struct history_judge {
    const struct history_runs *runs;
    double *values, *ratios, *references, *scratch;
    size_t *found, *others, *places, room;
    uint32_t *groups, *stretches; /* a point's reference; those that are judged */
    size_t stretch_count;
    uint32_t *reference_runs; /* of which the weaker reference's changes are known */
    size_t reference_count, *reference_changes, reference_change_count;
};
/* 0, or -1: out of memory. Each judgement is freed by history_judgement_free. */
int history_judge(struct history_judge *judge, const struct history_series *series,
                  struct history_judgement *out);
void history_judgement_free(struct history_judgement *judgement);
void history_judge_free(struct history_judge *judge);
/* 1: there is a suspect, code made it, and it is not for the better. */
int history_is_suspicious(const struct history_judgement *judgement, const struct history_series *series);
/* The last change that code made and that was not for the better, or that nobody knows which way is better
 * of; NULL: none that lies among the `last` points (0: all). */
const struct history_change *history_failing(const struct history_judgement *judgement,
                                             const struct history_series *series, uint64_t last);

/* ---- history_confirm.c ---- */
/* What is to be measured again: a change that fails, or one that is suspected. Texts are owned. */
struct history_doubt {
    char *class_name, *cell, *metric, *before_image, *after_image, *label;
    struct history_change change;
    int imported, failing;
};
struct history_doubts {
    struct history_doubt *all; /* owned */
    size_t count, room;
};
/* 0, or -1: out of memory. */
int history_doubt_add(struct history_doubts *doubts, const struct history_runs *runs,
                      const struct history_series *series, const struct history_change *change, int failing);
void history_doubts_free(struct history_doubts *doubts);
/* Measures each again by `tvp ab` with the images that are kept beside the database, or --a and --b; says
 * what came of it. EXIT_OK: all are rejected, EXIT_REGRESSION: one is confirmed, or fails and could not be
 * measured again, EXIT_NO_VERDICT: undecided; or what went wrong. */
int history_confirm(const struct asked *asked, const struct history_doubts *doubts);
/* The folder of kept images that belongs to a database. */
void history_images_folder(const char *db, char folder[TVP_PATH_MAX]);

/* ---- history_words.c ---- */
#define HISTORY_WORDS_MAX 256u
/* Printable ASCII, other bytes as '?'. */
void history_plain(char *out, size_t room, const char *text);
/* "2026-01-31 12:00" of a run's stamp, any other text as it is. */
void history_date(char out[HISTORY_WORDS_MAX], const char *time);
/* "8.95 us": a value of a unit that somebody else wrote. */
void history_value_words(char *out, size_t room, double value, const char *unit);
/* "code: 120 ns -> 130 ns (+8.3 %, worse)" */
void history_effect_words(char *out, size_t room, const struct history_series *series,
                          const struct history_change *change);
/* "commit a -> b", "commit a on both sides", or "" */
void history_commit_words(char *out, size_t room, const struct history_series *series,
                          const struct history_change *change);
/* "code: 120 ns -> 130 ns (+8.3 %, worse), commit a -> b" */
void history_change_words(char *out, size_t room, const struct history_series *series,
                          const struct history_change *change);
/* New references; NULL when out of memory. */
json_t *history_series_json(const struct history_series *series);
json_t *history_changes_json(const struct history_runs *runs, const struct history_series *series,
                             const struct history_judgement *judgement);
json_t *history_change_json(const struct history_runs *runs, const struct history_series *series,
                            const struct history_change *change);

#endif
