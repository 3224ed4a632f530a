/* SPDX-License-Identifier: MIT */
/* `tvp history list` and `show`: which runs there are, and series over time with their change points. */
#include <math.h>
#include <string.h>

#include "../store/lines.h"
#include "cli.h"
#include "history_cli.h"
#include "table.h"
#include "table_units.h"

static int write_json(json_t *json)
{
    int bad = !json || json_dumpf(json, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) != 0 ||
              putchar('\n') == EOF;
    json_decref(json);
    return bad ? cli_error(EXIT_TVP, "cannot write the history as JSON") : EXIT_OK;
}

/* ---- list ---- */

static void list_row(struct table *table, const struct history_row *row)
{
    char text[HISTORY_WORDS_MAX], trials[64];
    table_row(table);
    history_date(text, row->time);
    table_cell(table, 0, text);
    history_plain(text, sizeof text, row->name);
    table_cell(table, 1, text);
    history_plain(text, sizeof text, row->commit);
    table_cell(table, 2, text);
    snprintf(trials, sizeof trials, "%llu/%llu", (unsigned long long)row->trials_ok,
             (unsigned long long)row->trials);
    table_cell(table, 3, trials);
    history_plain(text, sizeof text, row->fingerprint);
    table_cell(table, 4, text);
}

static int list_table(const struct history_runs *runs)
{
    struct table table;
    table_begin(&table, "<date|<run|<commit|ok|<machine");
    for (size_t i = 0; i < runs->count; i++)
        list_row(&table, &runs->rows[i]);
    if (table_print(&table, stdout, 0) != 0)
        return cli_error(EXIT_TVP, "out of memory");
    return EXIT_OK;
}

static json_t *row_json(const struct history_row *row)
{
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:I,s:I,s:o,s:o}", "run", json_text(row->name),
                     "path", json_text(row->path), "time", json_text(row->time), "tvp", json_text(row->tvp),
                     "commit", json_text(row->commit), "image_hash", json_text(row->image), "label",
                     json_text(row->label), "machine", json_text(row->class_name), "fingerprint",
                     json_text(row->fingerprint), "trials", (json_int_t)row->trials, "trials_ok",
                     (json_int_t)row->trials_ok, "reference", json_text(row->reference), "reference_value",
                     isfinite(row->reference_value) ? json_real(row->reference_value) : json_null());
}

static int list_json(const struct history_runs *runs)
{
    json_t *list = json_array();
    for (size_t i = 0; i < runs->count; i++)
        json_array_append_new(list, row_json(&runs->rows[i]));
    return write_json(json_pack("{s:o}", "runs", list));
}

int history_list(const struct asked *asked)
{
    struct history history;
    struct history_runs runs = {0};
    char error[HISTORY_ERROR_MAX];
    int code = history_open_said(&history, asked, HISTORY_READ);
    int fault = code == EXIT_OK ? history_load_runs(&history, &runs, error) : 0;
    if (fault)
        code = history_said(fault, error);
    if (code == EXIT_OK)
        code = asked->as_json ? list_json(&runs) : list_table(&runs);
    history_free_runs(&runs);
    history_close(&history);
    return code;
}

/* ---- show ---- */

struct showing {
    const struct asked *asked;
    const struct history_runs *runs;
    struct history_judge judge;
    size_t shown;
};

static void value_row(struct table *table, const struct history_series *series, size_t i)
{
    const struct history_value *value = &series->values[i];
    char text[HISTORY_WORDS_MAX];
    table_row(table);
    history_date(text, value->time);
    table_cell(table, 0, text);
    history_plain(text, sizeof text, value->commit);
    table_cell(table, 1, text);
    history_value_words(text, sizeof text, value->median, series->unit);
    table_cell(table, 2, text);
    if (isfinite(value->low) && isfinite(value->high)) {
        const struct stats_interval interval = {value->median, value->low,    value->high, 0,
                                                value->trials, STATS_INTERVAL};
        units_deviation(text, sizeof text, &interval, 1);
        table_cell(table, 3, text);
    }
    snprintf(text, sizeof text, "%u", (unsigned)value->trials);
    table_cell(table, 4, text);
    if (isfinite(value->log_ratio)) {
        snprintf(text, sizeof text, "%.4f", exp(value->log_ratio - series->values[0].log_ratio));
        table_cell(table, 5, isfinite(series->values[0].log_ratio) ? text : "");
    }
}

static int show_table(const struct showing *showing, const struct history_series *series,
                      const struct history_judgement *judgement)
{
    struct table table;
    const uint64_t last = showing->asked->last;
    size_t from = last && last < series->count ? series->count - last : 0, next = 0;
    char words[1024], head[4][HISTORY_WORDS_MAX];
    const char *const names[] = {series->cell, series->metric, series->kind, series->class_name};
    for (size_t i = 0; i < 4; i++)
        history_plain(head[i], sizeof head[i], names[i]);
    printf("%s%s  %s, %s\n%s\n", showing->shown ? "\n" : "", head[0], head[1], head[2], head[3]);
    if (from)
        printf("(%zu points before)\n", from);
    table_begin(&table, "<date|<commit|value|+-|n|ratio");
    for (size_t i = from; i < series->count; i++) {
        while (next < judgement->count && judgement->changes[next].at < i)
            next++;
        if (next < judgement->count && judgement->changes[next].at == i) {
            size_t used = (size_t)snprintf(words, sizeof words, "--- ");
            history_change_words(words + used, sizeof words - used, series, &judgement->changes[next]);
            table_note(&table, words);
        }
        value_row(&table, series, i);
    }
    return table_print(&table, stdout, 0);
}

static json_t *value_json(const struct showing *showing, const struct history_value *value)
{
    return json_pack(
        "{s:o,s:o,s:o,s:f,s:o,s:o,s:I,s:o,s:o}", "time", json_text(value->time), "run",
        value->run == HISTORY_NO_RUN ? json_null() : json_text(showing->runs->rows[value->run].name),
        "commit", json_text(value->commit), "value", value->median, "low",
        isfinite(value->low) ? json_real(value->low) : json_null(), "high",
        isfinite(value->high) ? json_real(value->high) : json_null(), "n", (json_int_t)value->trials,
        "log_ratio", isfinite(value->log_ratio) ? json_real(value->log_ratio) : json_null(), "reference",
        isfinite(value->reference) ? json_real(value->reference) : json_null());
}

/* One line a series: however many there are, memory does not grow with them. */
static int show_json(const struct showing *showing, const struct history_series *series,
                     const struct history_judgement *judgement)
{
    json_t *whole = history_series_json(series), *values = json_array();
    const uint64_t last = showing->asked->last;
    size_t from = last && last < series->count ? series->count - last : 0;
    int bad = !whole || !values;
    for (size_t i = from; !bad && i < series->count; i++)
        bad = json_array_append_new(values, value_json(showing, &series->values[i])) != 0;
    bad =
        bad ||
        json_object_set_new(whole, "changepoints", history_changes_json(showing->runs, series, judgement)) ||
        json_object_set(whole, "values", values) ||
        json_dumpf(whole, stdout, JSON_COMPACT | JSON_REAL_PRECISION(17)) != 0 || putchar('\n') == EOF;
    json_decref(values);
    json_decref(whole);
    return bad ? -1 : 0;
}

static int show_series(void *context, const struct history_series *series)
{
    struct showing *showing = context;
    struct history_judgement judgement;
    int bad = history_judge(&showing->judge, series, &judgement);
    if (!bad)
        bad = showing->asked->as_json ? show_json(showing, series, &judgement)
                                      : show_table(showing, series, &judgement);
    history_judgement_free(&judgement);
    showing->shown++;
    return bad ? 1 : 0;
}

int history_show(const struct asked *asked)
{
    struct history history;
    struct history_runs runs = {0};
    struct showing showing = {.asked = asked, .runs = &runs, .judge.runs = &runs};
    char error[HISTORY_ERROR_MAX];
    int code = history_open_said(&history, asked, HISTORY_READ);
    int fault = code == EXIT_OK ? history_load_runs(&history, &runs, error) : 0;
    if (code == EXIT_OK && !fault)
        fault = history_each_series(&history, &runs, &asked->filter, show_series, &showing, error);
    if (fault < 0)
        code = history_said(fault, error);
    else if (fault > 0)
        code = cli_error(EXIT_TVP, "out of memory");
    else if (code == EXIT_OK && showing.shown == 0)
        code = cli_error(EXIT_USAGE, "%s has no series that was asked for", asked->db);
    history_judge_free(&showing.judge);
    history_free_runs(&runs);
    history_close(&history);
    return code;
}
