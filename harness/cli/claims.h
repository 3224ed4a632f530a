/* SPDX-License-Identifier: MIT */
/* The parts of `tvp claims`: claims as files of bench/claims, what they need measured, and what the figures
 * say of them. docs/claims.md has the files' grammar. */
#ifndef TVP_CLAIMS_H
#define TVP_CLAIMS_H

#include "../core/options.h"
#include "../store/lines.h"
#include "view.h"

#define CLAIMS_MAX      64u
#define CLAIM_LINES_MAX 16u /* of each kind */
#define CLAIM_RUNS_MAX  8u  /* --run */

/* What a claim is judged by: a figure with its interval, or what became of a case of a scenario. */
struct claim_figure {
    const char *name;
    int is_ratio, is_other; /* a ratio of two cells in the same blocks; of a run given by --run */
    const char *metric;
    const char *where,
        *against;      /* NAME=VALUE words; `against` replaces those that it names, NAME=- drops one */
    const char *label; /* "" where a part says it */
    struct stats_interval value;
    char unit[16];
    char missing[REASON_MAX]; /* why there is none, or "" */
};
struct claim_case {
    const char *name, *scenario, *key; /* of a scenario; or, `scenario` NULL, of a model's record: `key` */
    int is_other;
    char outcome[32], detail[512]; /* "" for none */
    char missing[REASON_MAX];
};

enum claim_answer { ANSWER_NO, ANSWER_YES, ANSWER_UNDECIDED, ANSWER_MISSING };
enum claim_operator { OPERATOR_LEAST, OPERATOR_MOST, OPERATOR_IS, OPERATOR_ISNOT };
struct claim_part {
    const char *name; /* of a figure or a case */
    enum claim_operator compare;
    double bound;
    const char *word; /* of an outcome */
    const char *text;
    const struct claim_figure *figure; /* one of the two is set */
    const struct claim_case *one_case;
    enum claim_answer answer;
};

enum claim_verdict { CLAIM_HOLDS, CLAIM_IN_PART, CLAIM_FAILS, CLAIM_UNTESTED };
struct claim {
    char id[TVP_NAME_MAX];
    long order;
    const char *text, *needs; /* needs: what it cannot be judged without; NULL: nothing but itself */
    const char *runs[CLAIM_LINES_MAX];
    struct claim_figure figures[CLAIM_LINES_MAX];
    struct claim_case cases[CLAIM_LINES_MAX];
    struct claim_part parts[CLAIM_LINES_MAX];
    const char *scenarios[CLAIM_LINES_MAX];
    size_t run_count, figure_count, case_count, part_count, scenario_count;
    enum claim_verdict verdict;
    char why[REASON_MAX]; /* why not tested */
    char *file;           /* owned: the text that the pointers point into */
};

struct claims {
    struct claim *claims; /* owned, in their order */
    size_t count;
    const char *only, *out, *format; /* options; NULL for none */
    const char *others[CLAIM_RUNS_MAX];
    size_t other_count;
    const char *trials, *python; /* of the run; python NULL: the usual one */
    char folder[TVP_PATH_MAX];   /* where all of it is kept */
    int quiet;
    json_t *scenarios; /* {"NAME": [records]}; owned */
};

/* ---- claims_read.c ---- */
/* Reads the claims that `only` names (NULL: all). EXIT_OK, or another exit code with its line said. */
int claims_read(struct claims *claims);
void claims_free(struct claims *claims);

/* ---- claims_measure.c ---- */
/* Runs what has not been run in the folder yet: one run of all cells that the claims name, interleaved, and
 * each scenario. EXIT_OK, or another exit code with its line said. */
int claims_measure(struct claims *claims);
/* claims_scenario.c: plays one scenario, or reads what it left before. */
int claims_scenario(struct claims *claims, const char *name);

/* ---- claims_figures.c ---- */
/* Fills figures and cases from the run in the folder, the runs given and the scenarios. */
int claims_figures(struct claims *claims);
/* ---- claims_judge.c ---- */
/* Fills answers and verdicts. */
void claims_judge(struct claims *claims);
const char *claim_verdict_name(enum claim_verdict verdict); /* "holds", "holds in part", ... */
const char *claim_answer_name(enum claim_answer answer);    /* "yes", "no", "undecided", "missing" */
/* As units_full has it; "-" where it is missing. */
void claim_figure_text(const struct claim_figure *figure, char *out, size_t room);
/* "at least 1.5" */
void claim_bound_text(const struct claim_part *part, char *out, size_t room);

/* ---- claims_report.c, claims_markdown.c ---- */
int claims_text(const struct claims *claims, FILE *to);
int claims_markdown(const struct claims *claims, FILE *to);
json_t *claims_json(const struct claims *claims);

#endif
