/* SPDX-License-Identifier: MIT */
/* `tvp history check`: the change points of every series, and whether the last one that code made is a
 * regression. */
#include <string.h>

#include "cli.h"
#include "history_tell.h"
#include "table.h"

struct checking {
    const struct asked *asked;
    const struct history_runs *runs;
    struct history_judge judge;
    struct history_doubts doubts; /* with --confirm */
    struct history_telling telling;
    size_t series, too_few, changes, failing, suspected;
    size_t pinned, weaker, by_value; /* series by their reference */
    size_t left_out;                 /* points */
};

static int tell_json(const struct checking *checking, const struct history_series *series,
                     const struct history_judgement *judgement, const struct history_change *failing)
{
    json_t *line = history_series_json(series);
    int bad =
        !line ||
        json_object_set_new(line, "judged",
                            json_string(judgement->too_few    ? "no"
                                        : judgement->by_ratio ? "ratio"
                                                              : "value")) ||
        json_object_set_new(line, "reference",
                            judgement->by_ratio
                                ? json_string(judgement->pinned ? HISTORY_PINNED : HISTORY_WEAKER)
                                : json_null()) ||
        json_object_set_new(line, "failing", json_boolean(failing != NULL)) ||
        json_object_set_new(line, "suspect",
                            judgement->has_suspect
                                ? history_change_json(checking->runs, series, &judgement->suspect)
                                : json_null()) ||
        json_object_set_new(line, "changepoints", history_changes_json(checking->runs, series, judgement)) ||
        json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(17)) != 0 || putchar('\n') == EOF;
    json_decref(line);
    return bad ? -1 : 0;
}

static void count(struct checking *checking, const struct history_series *series,
                  const struct history_judgement *judgement)
{
    checking->series++;
    checking->too_few += (size_t)judgement->too_few;
    if (!judgement->too_few)
        ++*(judgement->pinned     ? &checking->pinned
            : judgement->by_ratio ? &checking->weaker
                                  : &checking->by_value);
    checking->left_out += judgement->too_few ? 0 : series->count - judgement->judged;
    checking->changes += judgement->count;
}

static int check_series(void *context, const struct history_series *series)
{
    struct checking *checking = context;
    struct history_judgement judgement;
    int bad = history_judge(&checking->judge, series, &judgement);
    if (!bad) {
        const struct history_change *failing = history_failing(&judgement, series, checking->asked->last);
        const int suspicious = history_is_suspicious(&judgement, series);
        count(checking, series, &judgement);
        checking->failing += failing != NULL;
        checking->suspected += (size_t)suspicious;
        if (checking->asked->as_json)
            bad = tell_json(checking, series, &judgement, failing);
        const struct history_change *change = checking->asked->as_json ? NULL : judgement.changes;
        for (size_t i = 0; change && i < judgement.count; i++, change++)
            bad |= history_tell_later(&checking->telling, series, change,
                                      failing == change ? TOLD_FAIL : TOLD_NOTHING);
        if (suspicious && !checking->asked->as_json)
            bad |= history_tell_later(&checking->telling, series, &judgement.suspect, TOLD_SUSPECT);
        if (checking->asked->confirm && failing)
            bad |= history_doubt_add(&checking->doubts, checking->runs, series, failing, 1);
        if (checking->asked->confirm && suspicious)
            bad |= history_doubt_add(&checking->doubts, checking->runs, series, &judgement.suspect, 0);
    }
    history_judgement_free(&judgement);
    return bad ? 1 : 0;
}

static void tell_count(size_t count, const char *what)
{
    char text[300];
    snprintf(text, sizeof text, "%zu %s", count, what);
    if (count)
        table_text(stdout, text, 0, 2, TABLE_WIDTH);
}

static void tell_all(struct checking *checking)
{
    char text[80];
    history_tell(&checking->telling);
    printf("%zu series, %zu change points\n", checking->series, checking->changes);
    tell_count(checking->failing,
               "fail: the last change that code made is for the worse, or which way is better is not known");
    tell_count(checking->suspected,
               checking->asked->confirm
                   ? "suspected (?): the last points look worse, but are too few to be sure"
                   : "suspected (?): the last points look worse, but are too few to be sure: "
                     "--confirm measures again");
    tell_count(checking->pinned, "judged by the ratio to a pinned image");
    tell_count(checking->weaker,
               "judged by the ratio to cpu_hash of the same run: weaker than a pinned image "
               "(`tvp run --reference`)");
    tell_count(checking->by_value,
               "judged by the value itself: no reference tells the machine's moves from the code's");
    snprintf(text, sizeof text, "points left out: no reference, or one that fewer than %u points have",
             STATS_CHANGEPOINT_POINTS_MIN);
    tell_count(checking->left_out, text);
    snprintf(text, sizeof text, "not judged: fewer than %u points", STATS_CHANGEPOINT_POINTS_MIN);
    tell_count(checking->too_few, text);
}

int history_check(const struct asked *asked)
{
    struct history history;
    struct history_runs runs = {0};
    struct checking checking = {.asked = asked, .runs = &runs, .judge.runs = &runs};
    char error[HISTORY_ERROR_MAX];
    int code = history_open_said(&history, asked, HISTORY_READ);
    int fault = code == EXIT_OK ? history_load_runs(&history, &runs, error) : 0;
    if (code == EXIT_OK && !fault)
        fault = history_each_series(&history, &runs, &asked->filter, check_series, &checking, error);
    if (fault < 0)
        code = history_said(fault, error);
    else if (fault > 0)
        code = cli_error(EXIT_TVP, "out of memory");
    else if (code == EXIT_OK && checking.series == 0)
        code = cli_error(EXIT_USAGE, "%s has no series that was asked for", asked->db);
    if (code == EXIT_OK) {
        if (!asked->as_json)
            tell_all(&checking);
        code = checking.failing ? EXIT_REGRESSION : EXIT_OK;
    }
    const int confirm = asked->confirm && (code == EXIT_OK || code == EXIT_REGRESSION);
    history_tell_free(&checking.telling);
    history_judge_free(&checking.judge);
    history_free_runs(&runs);
    history_close(&history); /* not held while others might add to it */
    if (confirm)
        code = history_confirm(asked, &checking.doubts);
    history_doubts_free(&checking.doubts);
    return code;
}
