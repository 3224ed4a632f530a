/* SPDX-License-Identifier: MIT */
/* The parts of `tvp claims`: claims as files of bench/claims, what they need measured, and what the figures
 * say of them. docs/claims.md has the files' grammar. */
#ifndef TVP_CLAIMS_H
#define TVP_CLAIMS_H

#include "../core/options.h"
#include "../store/lines.h"
#include "view.h"

#define CLAIMS_MAX      64u
#define CLAIM_LINES_MAX 40u /* of each kind */
#define CLAIM_RUNS_MAX  8u  /* --run */
#define CLAIM_OWN_MAX   16u /* runs in the claims' own folder */
#define CLAIM_FACTS_MAX 24u
#define CLAIM_PATH_MAX  (TVP_PATH_MAX + 80u) /* of what is in a folder of claims */

enum claim_figure_kind {
    CLAIM_MEDIAN,  /* over trials */
    CLAIM_RATIO,   /* of two cells in the same blocks */
    CLAIM_PER_MIB, /* the median, for each MiB of the cell's data */
    CLAIM_QUOTIENT /* of two figures, of two runs as may be */
};
/* What a claim is judged by: a figure with its interval, or what became of a case of a scenario. */
struct claim_figure {
    const char *name;
    enum claim_figure_kind kind;
    int is_other; /* of a run given by --run */
    const char *metric;
    const char *where, *against; /* NAME=VALUE words; `against` replaces those that it names, NAME=- drops
                                  * one; of a quotient the two figures' names */
    const char *label;           /* "" where a part says it */
    struct stats_interval value;
    char unit[16];
    char missing[REASON_MAX]; /* why there is none, or "" */
    char note[REASON_MAX];    /* why it has few trials, or "" */
};
struct claim_case {
    const char *name, *scenario, *key; /* a scenario's; or, `scenario` NULL, the trials of the cells that fit
                                        * NAME=VALUE words, `key` */
    int is_runtime;                    /* `scenario` NULL: what the record says of its runtime, `key` */
    int is_other;                      /* of a run, or a claims' folder, given by --run */
    char outcome[32], detail[512];     /* "" for none */
    char missing[REASON_MAX];
};

enum claim_answer { ANSWER_NO, ANSWER_YES, ANSWER_UNDECIDED, ANSWER_MISSING };
enum claim_operator { OPERATOR_LEAST, OPERATOR_MOST, OPERATOR_WITHIN, OPERATOR_IS, OPERATOR_ISNOT };
struct claim_part {
    const char *name; /* of a figure or a case */
    enum claim_operator compare;
    double bound, upper; /* upper: of OPERATOR_WITHIN, whose lower one `bound` is */
    const char *word;    /* of an outcome */
    const char *text;
    const struct claim_figure *figure; /* one of the two is set */
    const struct claim_case *one_case;
    enum claim_answer answer;
};

enum claim_verdict { CLAIM_HOLDS, CLAIM_IN_PART, CLAIM_FAILS, CLAIM_UNTESTED };
struct claim {
    char id[TVP_NAME_MAX];
    long order;
    const char *text;
    const char *needs, *system; /* what not all of it can be judged without, and the system that is of:
                                 * "Windows", "macOS", or "other" for any but this one; NULL: nothing */
    const char *runs[CLAIM_LINES_MAX];
    struct claim_figure figures[CLAIM_LINES_MAX];
    struct claim_case cases[CLAIM_LINES_MAX];
    struct claim_part parts[CLAIM_LINES_MAX];
    const char *scenarios[CLAIM_LINES_MAX];
    size_t run_count, figure_count, case_count, part_count, scenario_count;
    int run; /* which of claims.runs has its cells; -1: none */
    enum claim_verdict verdict;
    char why[REASON_MAX]; /* why not tested, or what it needs to be tested in full; else "" */
    char *file;           /* owned: the text that the pointers point into */
};

/* A run of the claims' own folder. */
struct claim_run {
    char path[CLAIM_PATH_MAX];
    char *suite; /* the lines that it was planned from; owned */
};
/* What was measured on, in words, for the head of a report. */
struct claim_fact {
    char name[16], text[400];
};

struct claims {
    struct claim *claims; /* owned, in their order */
    size_t count;
    const char *only, *out, *format; /* options; NULL for none */
    const char *others[CLAIM_RUNS_MAX];
    size_t other_count;
    const char *trials, *python; /* of what is to be measured; NULL: as it is there, else the usual ones */
    char folder[TVP_PATH_MAX];   /* where all of it is kept */
    int quiet;
    json_t *scenarios; /* {"NAME": [records]}; owned */
    struct claim_run runs[CLAIM_OWN_MAX];
    size_t run_count;
    struct claim_fact facts[CLAIM_FACTS_MAX];
    size_t fact_count;
    char system[16]; /* that of the runs in the folder: "Linux"; "" when there is none */
};

/* ---- claims_read.c ---- */
/* Reads the claims that `only` names (NULL: all). EXIT_OK, or another exit code with its line said. */
int claims_read(struct claims *claims);
void claims_free(struct claims *claims);

/* ---- claims_measure.c ---- */
/* Runs what has not been run in the folder yet: one run of all cells of the claims that no run there has,
 * interleaved, and each scenario. EXIT_OK, or another exit code with its line said. */
int claims_measure(struct claims *claims);
/* A folder's runs and their suites are numbered from 1. */
void claims_run_names(const char *folder, unsigned number, char run[CLAIM_PATH_MAX],
                      char suite[CLAIM_PATH_MAX]);
/* What a run's suite has behind the line's start: "" for none. */
void claims_run_line(const struct claim_run *run, const char *start, char *out, size_t room);
#define CLAIMS_TRIALS_USUAL "8"
#define CLAIMS_TRIALS_LINE  "all: --trials "
#define CLAIMS_PYTHON_LINE  "# --python "
/* 1: one of the claims has its cells in that run. */
int claims_use(const struct claims *claims, int run);
/* claims_scenario.c: plays one scenario, or reads what it left before. */
int claims_scenario(struct claims *claims, const char *name);
/* The records of a scenario that a folder of claims has: a new array, empty where it has none. */
json_t *claims_records(const char *folder, const char *name);

/* ---- claims_figures.c ---- */
/* Fills figures, cases and facts from the runs in the folder, the runs given and the scenarios. */
int claims_figures(struct claims *claims);

/* The figure of that name, or NULL. */
struct claim_figure *claim_figure_named(struct claim *claim, const char *name);
/* ---- claims_quotient.c: fills the figures that are quotients of two others, which are filled. ---- */
void claims_quotients(struct claim *claim);

/* ---- claims_status.c: what became of a run's trials, and what played them ---- */
struct claim_status {
    size_t ok, bad, unsupported; /* trials */
    char reason[REASON_MAX];     /* of the first that was not ok */
};
/* Of each of the run's cells (free() it), and the facts of what is measured on, those that are not there yet.
 * *runtime: what its first trial of one says of its runtime, a new reference, or NULL. NULL with *error. */
struct claim_status *claims_statuses(struct claims *claims, int is_other, const char *path, size_t cells,
                                     json_t **runtime, char error[READER_ERROR_MAX]);

/* ---- claims_facts.c: what was measured on, each fact once ---- */
void claims_machine_facts(struct claims *claims, int is_other, const struct reader *reader);
void claims_runtime_fact(struct claims *claims, const json_t *runtime);
/* Of the scenarios in claims->scenarios. */
void claims_scenario_facts(struct claims *claims);
/* What a scenario's records say of their interpreter, as a trial's `runtime`: a new reference, or NULL. */
json_t *claims_scenario_runtime(const json_t *records);
/* {"date": TEXT, "machine": ..., "system": ..., "tvp": ...} of a machine.json; `name`: of a folder that may
 * tell the date, or "". A new reference, or NULL. */
json_t *claims_machine_about(json_t *machine, const char *name);

/* ---- claims_judge.c ---- */
/* Fills answers and verdicts. */
void claims_judge(struct claims *claims);
const char *claim_verdict_name(enum claim_verdict verdict); /* "holds", "holds in part", ... */
const char *claim_answer_name(enum claim_answer answer);    /* "yes", "no", "undecided", "missing" */
const char *claim_figure_kind_name(enum claim_figure_kind kind);
/* The part that asks for it, or NULL. */
const struct claim_part *claim_part_of(const struct claim *claim, const struct claim_figure *figure);
/* The longest text of a figure, with its end. */
#define CLAIM_TEXT_MAX (REASON_MAX + 256u)
/* As units_full has it, with its quantity where it has no unit, and why it has few trials; "- (WHY)" where it
 * is missing. */
void claim_figure_text(const struct claim_figure *figure, char *out, size_t room);
/* Why it has no value, or few trials; "" for neither. */
const char *claim_figure_why(const struct claim_figure *figure);
/* "memory_factor", "ratio of ops_per_s" */
void claim_figure_quantity(const struct claim_figure *figure, char *out, size_t room);
/* "at least 1.5", "from 0.8 to 1.25" */
void claim_bound_text(const struct claim_part *part, char *out, size_t room);

/* ---- claims_report.c, claims_json.c, claims_markdown.c ---- */
/* The command that shows a claim again: with the interpreter and the trials that it was measured with. width:
 * of a line that follows `column` characters, broken with backslashes; 0: one line. */
void claims_again(const struct claims *claims, const struct claim *claim, FILE *to, size_t column,
                  size_t width);
int claims_text(const struct claims *claims, FILE *to);
/* `figures`: where they are, as the page names them; NULL: there are none. */
int claims_markdown(const struct claims *claims, const char *figures, FILE *to);
json_t *claims_json(const struct claims *claims);

/* ---- claims_picture.c: a figure of each claim that has ratios, FOLDER/figures/ID.svg ---- */
/* 1: this claim has one to draw. */
int claims_has_picture(const struct claim *claim);
/* EXIT_OK, or an exit code with its line said. */
int claims_draw(const struct claims *claims);

#endif
