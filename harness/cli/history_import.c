/* SPDX-License-Identifier: MIT */
/* `tvp history import`: series that others measured. A series that was there is replaced. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "../store/series.h"
#include "cli.h"
#include "history_cli.h"

struct importer {
    struct history history;
    const struct asked *asked;
    uint64_t figures, series;
};

/* What the file says, else what the user does. */
static const char *said(const struct series_set *set, series_text text, const char *asked)
{
    return text ? series_text_of(set, text) : asked ? asked : "";
}

static int put_series(struct importer *importer, const struct series_set *set, const struct series *series,
                      char *error)
{
    const struct asked *asked = importer->asked;
    const struct history_key key = {asked->machine ? asked->machine : "imported",
                                    series_text_of(set, series->name),
                                    "import",
                                    "value",
                                    said(set, series->unit, asked->unit),
                                    said(set, series->better, asked->better)};
    int64_t id;
    int fault = history_replace_imported(&importer->history, &key, &id, error);
    for (size_t i = 0; !fault && i < series->count; i++) {
        const struct series_value *value = &series->values[i];
        const struct history_imported figure = {.ordinal = i,
                                                .value = value->value,
                                                .time = series_text_of(set, value->time),
                                                .commit = series_text_of(set, value->commit)};
        if (isnan(value->value))
            continue;
        fault = history_put_imported(&importer->history, id, &figure, error);
        importer->figures++;
    }
    importer->series++;
    return fault;
}

/* All of it or nothing. */
static int put_all(struct importer *importer, const struct series_set *set, char *error)
{
    int fault = history_begin(&importer->history, error);
    if (fault)
        return fault;
    for (size_t i = 0; !fault && i < set->count; i++)
        fault = put_series(importer, set, &set->series[i], error);
    if (!fault)
        fault = history_commit(&importer->history, error);
    if (fault)
        history_rollback(&importer->history);
    return fault;
}

/* The file's name without folder and ending. */
static void name_of(const char *path, char *name, size_t room)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    snprintf(name, room, "%.*s", (int)(dot && dot > base ? dot - base : (ptrdiff_t)strlen(base)), base);
}

static int import_path(struct importer *importer, const char *path)
{
    char error[HISTORY_ERROR_MAX], name[256];
    struct series_set set = {0};
    const struct series_options options = {.name = name};
    FILE *file = fopen(path, "rb");
    if (!file)
        return cli_error(EXIT_USAGE, "cannot read %s: %s", path, strerror(errno));
    name_of(path, name, sizeof name);
    int fault = series_read(file, path, &options, &set, error), code;
    fclose(file);
    if (fault)
        code = fault == SERIES_AT_FAULT ? cli_error(EXIT_USAGE, "%s", error)
                                        : cli_error(EXIT_TVP, "out of memory");
    else {
        fault = put_all(importer, &set, error);
        code = fault ? history_said(fault, error) : EXIT_OK;
    }
    series_set_free(&set);
    return code;
}

int history_import(const struct asked *asked)
{
    struct importer importer = {.asked = asked};
    int code = history_open_said(&importer.history, asked, HISTORY_WRITE);
    for (int i = 0; i < asked->word_count && code == EXIT_OK; i++)
        code = import_path(&importer, asked->words[i]);
    history_close(&importer.history);
    if (code == EXIT_OK)
        printf("%s: %llu figures of %llu series imported\n", asked->db, (unsigned long long)importer.figures,
               (unsigned long long)importer.series);
    return code;
}
