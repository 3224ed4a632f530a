/* SPDX-License-Identifier: MIT */
/* What a comparison has found, and the forms in which it is written: `tvp ab` and `tvp compare`. */
#ifndef TVP_REPORT_H
#define TVP_REPORT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "../stats/verdict.h"

enum report_verdict {
    REPORT_REGRESSED,
    REPORT_IMPROVED,
    REPORT_EQUIVALENT,
    REPORT_INCONCLUSIVE,
    REPORT_NOT_COMPARABLE,
    REPORT_VERDICTS
};
const char *report_verdict_name(enum report_verdict verdict); /* "REGRESSED", ..., "not comparable" */
enum report_verdict report_of(enum stats_verdict verdict);

/* One cell and metric. Figures that there are not are NaN, texts "". */
struct report_row {
    char *cell; /* for people; owned */
    char metric[32], beside[32], unit[16];
    double a, b;               /* the median over trials of each side */
    double beside_a, beside_b; /* the same of the metric beside */
    size_t n_a, n_b;
    double ratio, low, high; /* b : a; low may be 0, high infinite */
    double confidence;       /* of the interval, as a share */
    double p, detectable;    /* detectable: as a share */
    double threshold;        /* as a share */
    enum report_verdict verdict;
    char hint[160]; /* why there is no verdict */
};

struct report {
    char title_a[512], title_b[512]; /* what the sides are */
    char note[1024];                 /* one paragraph above all rows */
    struct report_row *rows;         /* owned */
    size_t count, room;
    uint64_t counts[REPORT_VERDICTS];
    uint64_t bad[2]; /* trials of each side that went wrong, and have no figures */
};

/* A new row, all figures NaN; its `cell` is a copy. NULL: out of memory. */
struct report_row *report_add(struct report *report, const char *cell, const char *metric, const char *unit);
/* Counts the verdicts; to be called when all rows are there. */
void report_count(struct report *report);
/* The exit code of a comparison: 3 with a regression, 4 with trials that went wrong, 5 with something
 * inconclusive when `require_verdict`; else `code`.
 */
int report_exit(const struct report *report, int require_verdict, int code);
void report_free(struct report *report);

enum report_format {
    REPORT_TEXT,
    REPORT_MD,
    REPORT_JSON,
    REPORT_JUNIT,
    REPORT_GITHUB,
    REPORT_GITLAB,
    REPORT_FORMATS
};
#define REPORT_FORMAT_WORDS "text, md, json, junit, github or gitlab"
/* REPORT_FORMATS when there is none of that name. */
enum report_format report_format_of(const char *name);
/* 0, or -1: out of memory. */
int report_write(const struct report *report, enum report_format format, FILE *to);
/* The parts of it. */
int report_text(const struct report *report, FILE *to);
int report_md(const struct report *report, FILE *to);
int report_json(const struct report *report, FILE *to);
int report_junit(const struct report *report, FILE *to);
int report_github(const struct report *report, FILE *to);
int report_gitlab(const struct report *report, FILE *to);

/* "+5.02 %" of a ratio; "-" when there is none, "x12.3" beyond threefold. */
#define REPORT_CHANGE_MAX 24u
void report_change(char out[REPORT_CHANGE_MAX], double ratio);
/* The same of a row, but as a factor, "x1.05", where it is not comparable: no verdict, and none to be read
 * into it. */
void report_row_change(char out[REPORT_CHANGE_MAX], const struct report_row *row);
/* "+4.8 .. +5.2 %", "unbounded" when it is, "" when there is none. */
#define REPORT_INTERVAL_MAX 48u
void report_interval(char out[REPORT_INTERVAL_MAX], const struct report_row *row);

#endif
