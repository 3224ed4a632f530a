/* SPDX-License-Identifier: MIT */
/* What the history knows of how much sessions of BASE's series differ when nothing changed. */
#ifndef TVP_COMPARE_SESSIONS_H
#define TVP_COMPARE_SESSIONS_H

#include "../stats/difference.h"
#include "compare.h"
#include "history_cli.h"

#define COMPARE_SESSIONS_MOST 100u /* of one series: the newest */

/* One series: its sessions on the level that BASE is on, on BASE's kernel and libc, without NEW. */
struct compare_series {
    char *cell, *kind, *metric;            /* owned, as all below */
    struct stats_session *values, *ratios; /* logarithms; ratios to the reference that BASE and NEW have */
    size_t value_count, ratio_count;
};
struct compare_sessions {
    struct compare_series *series; /* by cell, kind, metric */
    size_t count, room;
    char trouble[HISTORY_ERROR_MAX]; /* why the usual history could not be read, or "" */
    /* while it is read */
    const struct history_runs *runs;
    struct history_judge judge;
    char fingerprint[HISTORY_FINGERPRINT_MAX];
    struct history_identity base, other;
    const char *reference; /* NULL: BASE and NEW have not the same */
    int pinned;
};

/* The two runs, as opened with their reference cells, and what stands for the machine in them. */
struct compare_pair {
    const struct view *a, *b;
    const char *a_path, *b_path;
    const struct history_ratios *a_ratios, *b_ratios;
};
/* Reads what there is of BASE's class of machines: of asked->db, else of HISTORY_DB where that is; nothing is
 * no error. 0, -1 or COMPARE_DB_FAULT with `error`; compare_sessions_close in both cases. */
int compare_sessions_open(struct compare_sessions *sessions, const struct compare_asked *asked,
                          const struct compare_pair *pair, char error[READER_ERROR_MAX]);
void compare_sessions_close(struct compare_sessions *sessions);
/* NULL: the history has no such series. */
const struct compare_series *compare_sessions_of(const struct compare_sessions *sessions, const char *cell,
                                                 const char *kind, const char *metric);

/* ---- compare_moves.c: 1, with the row's hint, where it has no verdict since ... ---- */
/* ... the weaker reference moved by more than what matters to the row: a ratio to it says nothing. */
int compare_reference_moved(const struct compare_pair *runs, int pinned, struct report_row *row);
/* ... it is one of the reference's own cells (`series`: its name in the history), which have no ratio, and
 * moved together with all others: the machine did, or all code. */
int compare_others_moved(const struct compare_pair *runs, int pinned, const char *series,
                         struct report_row *row);

#endif
