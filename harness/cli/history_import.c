/* SPDX-License-Identifier: MIT */
/* `tvp history import`: series that others measured. A series that was there is replaced, or goes on. */
#include <math.h>
#include <string.h>

#include "cli.h"
#include "history_cli.h"
#include "import.h"

#define IMPORT_AT_FAULT 1 /* a file is; above 0, so no enum history_fault */

struct importer {
    struct history history;
    const struct asked *asked;
    enum series_format format; /* asked for, or any */
    struct series_set set;     /* of all files */
    uint64_t figures;
};

/* What the file says, else what the user does. */
static const char *said(const struct series_set *set, series_text text, const char *asked)
{
    return text ? series_text_of(set, text) : asked ? asked : "";
}

static int put_values(struct importer *importer, const struct series_set *set, const struct series *series,
                      int64_t id, char *error)
{
    int fault = 0;
    for (size_t i = 0; !fault && i < series->count; i++) {
        const struct series_value *value = &series->values[i];
        const char *time = series_text_of(set, value->time);
        const int64_t time_us = series_time_us(time);
        char stamp[SERIES_STAMP_MAX];
        if (isnan(value->value))
            continue;
        if (time_us != SERIES_NO_TIME)
            series_time_stamp(time_us, stamp);
        const struct history_imported figure = {.ordinal = i,
                                                .value = value->value,
                                                .time = time_us != SERIES_NO_TIME ? stamp : time,
                                                .commit = series_text_of(set, value->commit)};
        fault = history_put_imported(&importer->history, id, &figure, error);
        importer->figures++;
    }
    return fault;
}

static int replace(struct importer *importer, const struct history_key *key, const struct series_set *set,
                   struct series *series, char *error)
{
    int64_t id;
    if (series_order(set, series) != 0) {
        snprintf(error, HISTORY_ERROR_MAX, "out of memory");
        return HISTORY_FAILED;
    }
    int fault = history_replace_imported(&importer->history, key, &id, error);
    return fault ? fault : put_values(importer, set, series, id, error);
}

/* ---- --append ---- */

struct there {
    struct series_set set; /* one series: what is in the history */
    struct series_point like;
    char *error;
};

static int take_there(void *context, const struct history_imported *figure)
{
    struct there *there = context;
    struct series_point point = there->like;
    point.value = figure->value;
    point.time = figure->time;
    point.commit = figure->commit;
    return series_set_take(&there->set, "--append", &point, there->error) ? IMPORT_AT_FAULT : 0;
}

/* Behind what the series has, in the unit that it has. */
static int append(struct importer *importer, struct history_key key, const struct series *series, char *error)
{
    const struct series_set *set = &importer->set;
    struct history_known known;
    int fault = history_find_imported(&importer->history, &key, &known, error);
    struct there there = {.like = {.name = key.cell,
                                   .metric = series_text_of(set, series->metric),
                                   .unit = known.unit,
                                   .better = known.better},
                          .error = error};
    if (!fault && known.id)
        fault = history_each_imported(&importer->history, known.id, take_there, &there, error);
    const size_t before = there.set.count ? there.set.series[0].count : 0;
    if (!fault && series_follow(&there.set, "--append", set, series, error) != 0)
        fault = IMPORT_AT_FAULT;
    if (*known.unit)
        key.unit = known.unit;
    if (!*key.better)
        key.better = known.better;
    if (!fault && there.set.count)
        fault = replace(importer, &key, &there.set, &there.set.series[0], error);
    importer->figures -= fault ? 0 : before;
    series_set_free(&there.set);
    return fault;
}

static int put_series(struct importer *importer, struct series *series, char *error)
{
    const struct asked *asked = importer->asked;
    const struct series_set *set = &importer->set;
    const struct history_key key = {asked->machine ? asked->machine : "imported",
                                    series_text_of(set, series->name),
                                    "import",
                                    series->metric ? series_text_of(set, series->metric) : "value",
                                    said(set, series->unit, asked->unit),
                                    said(set, series->better, asked->better)};
    return asked->append ? append(importer, key, series, error) : replace(importer, &key, set, series, error);
}

/* All of it or nothing. */
static int put_all(struct importer *importer)
{
    char error[HISTORY_ERROR_MAX];
    int fault = history_begin(&importer->history, error);
    for (size_t i = 0; !fault && i < importer->set.count; i++)
        fault = put_series(importer, &importer->set.series[i], error);
    if (!fault)
        fault = history_commit(&importer->history, error);
    if (!fault)
        return EXIT_OK;
    history_rollback(&importer->history);
    return fault == IMPORT_AT_FAULT ? cli_error(EXIT_USAGE, "%s", error) : history_said(fault, error);
}

/* ---- files ---- */

/* The file's name without folder and ending. */
static void name_of(const char *path, char *name, size_t room)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    snprintf(name, room, "%.*s", (int)(dot && dot > base ? dot - base : (ptrdiff_t)strlen(base)), base);
}

static int read_path(struct importer *importer, const char *path)
{
    char name[256];
    const struct series_options options = {.name = name, .format = importer->format};
    name_of(strcmp(path, "-") == 0 ? "input" : path, name, sizeof name);
    return import_read(path, &options, &importer->set);
}

int history_import(const struct asked *asked)
{
    struct importer importer = {.asked = asked};
    int code =
        asked->format ? import_format("history", "--format", asked->format, &importer.format) : EXIT_OK;
    for (int i = 0; i < asked->word_count && code == EXIT_OK; i++)
        code = read_path(&importer, asked->words[i]);
    if (code == EXIT_OK) {
        code = history_open_said(&importer.history, asked, HISTORY_WRITE);
        if (code == EXIT_OK)
            code = put_all(&importer);
        history_close(&importer.history);
    }
    if (code == EXIT_OK)
        printf("%s: %llu figures of %zu series imported\n", asked->db, (unsigned long long)importer.figures,
               importer.set.count);
    series_set_free(&importer.set);
    return code;
}
