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

/* What is the same for all stands once. */
static int same_machine(const struct history_runs *runs)
{
    for (size_t i = 1; i < runs->count; i++)
        if (strcmp(runs->rows[0].fingerprint, runs->rows[i].fingerprint) != 0)
            return 0;
    return runs->count > 0;
}

static int list_table(const struct history_runs *runs)
{
    struct table table;
    const int same = same_machine(runs);
    table_begin(&table, "<date|<run|<commit|ok");
    for (size_t i = 0; i < runs->count; i++) {
        if (i == 0 || (!same && strcmp(runs->rows[i - 1].fingerprint, runs->rows[i].fingerprint) != 0)) {
            char text[HISTORY_WORDS_MAX], note[HISTORY_WORDS_MAX + 16];
            history_plain(text, sizeof text, runs->rows[i].fingerprint);
            snprintf(note, sizeof note, "on %s", text);
            table_note(&table, note);
        }
        list_row(&table, &runs->rows[i]);
    }
    return table_print(&table, stdout, TABLE_WIDTH) == 0 ? EXIT_OK : cli_error(EXIT_TVP, "out of memory");
}

/* Series that were imported: they have no run. */
struct imports {
    struct table table;
    json_t *json; /* NULL: as a table */
    size_t count;
};

static int list_import(void *context, const struct history_series *series)
{
    struct imports *imports = context;
    char cell[HISTORY_WORDS_MAX], metric[HISTORY_WORDS_MAX], from[HISTORY_WORDS_MAX] = "",
                                                             to[HISTORY_WORDS_MAX] = "", points[24];
    if (!series->imported)
        return 0;
    if (imports->json)
        return json_array_append_new(imports->json, history_series_json(series)) != 0;
    if (imports->count++ == 0)
        table_begin(&imports->table, "<imported|<metric|points|<from|<to");
    history_plain(cell, sizeof cell, series->cell);
    history_plain(metric, sizeof metric, series->metric);
    if (series->count) {
        history_date(from, series->values[0].time);
        history_date(to, series->values[series->count - 1].time);
    }
    snprintf(points, sizeof points, "%zu", series->count);
    table_row(&imports->table);
    const char *const texts[] = {cell, metric, points, from, to};
    for (size_t i = 0; i < 5; i++)
        table_cell(&imports->table, i, texts[i]);
    return 0;
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

static int list_json(const struct history_runs *runs, json_t *imported)
{
    json_t *list = json_array();
    for (size_t i = 0; i < runs->count; i++)
        json_array_append_new(list, row_json(&runs->rows[i]));
    return write_json(json_pack("{s:o,s:O}", "runs", list, "imported", imported));
}

static int list_all(const struct asked *asked, const struct history_runs *runs, struct imports *imports)
{
    if (asked->as_json)
        return list_json(runs, imports->json);
    int code = runs->count ? list_table(runs) : EXIT_OK;
    if (imports->count == 0)
        return code;
    if (runs->count)
        putchar('\n');
    return table_print(&imports->table, stdout, TABLE_WIDTH) == 0 ? code
                                                                  : cli_error(EXIT_TVP, "out of memory");
}

int history_list(const struct asked *asked)
{
    struct history history;
    struct history_runs runs = {0};
    char error[HISTORY_ERROR_MAX];
    int code = history_open_said(&history, asked, HISTORY_READ);
    const struct history_filter all = {.cell = NULL};
    struct imports imports = {.json = asked->as_json ? json_array() : NULL};
    int fault = code == EXIT_OK ? history_load_runs(&history, &runs, error) : 0;
    if (code == EXIT_OK && !fault)
        fault = history_each_series(&history, &runs, &all, list_import, &imports, error);
    if (fault < 0)
        code = history_said(fault, error);
    else if (fault > 0)
        code = cli_error(EXIT_TVP, "out of memory");
    if (code == EXIT_OK)
        code = list_all(asked, &runs, &imports);
    json_decref(imports.json);
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
    return table_print(&table, stdout, TABLE_WIDTH);
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
