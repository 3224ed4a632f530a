/* SPDX-License-Identifier: MIT */
/* `tvp history import`: series from CSV, JSON and JSON lines. A series that was there is replaced. */
#include "history_import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "history_cli.h"

/* A series of the file that is being read. */
struct known {
    char *name; /* owned */
    int64_t id;
    uint64_t next;
};
struct importer {
    struct history history;
    const struct asked *asked;
    struct known *known; /* sorted by name; owned */
    size_t count, room;
    uint64_t figures, series;
};

static void forget(struct importer *importer)
{
    for (size_t i = 0; i < importer->count; i++)
        free(importer->known[i].name);
    free(importer->known);
    importer->known = NULL;
    importer->count = importer->room = 0;
}

/* Where `name` is, or should be. */
static size_t place_of(const struct importer *importer, const char *name)
{
    size_t low = 0, high = importer->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(importer->known[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int out_of_memory(char *error)
{
    snprintf(error, HISTORY_ERROR_MAX, "out of memory");
    return HISTORY_FAILED;
}

static int insert(struct importer *importer, size_t place, const struct import_point *point, char *error)
{
    const struct asked *asked = importer->asked;
    const struct history_key key = {asked->machine ? asked->machine : "imported",
                                    point->name,
                                    "import",
                                    "value",
                                    *point->unit  ? point->unit
                                    : asked->unit ? asked->unit
                                                  : "",
                                    *point->better  ? point->better
                                    : asked->better ? asked->better
                                                    : ""};
    if (importer->count == importer->room) {
        size_t wider = importer->room ? 2 * importer->room : 64;
        struct known *moved = realloc(importer->known, wider * sizeof *moved);
        if (!moved)
            return out_of_memory(error);
        importer->known = moved;
        importer->room = wider;
    }
    struct known fresh = {.name = strdup(point->name)};
    int fault = fresh.name ? history_replace_imported(&importer->history, &key, &fresh.id, error)
                           : out_of_memory(error);
    if (fault) {
        free(fresh.name);
        return fault;
    }
    memmove(&importer->known[place + 1], &importer->known[place], (importer->count - place) * sizeof fresh);
    importer->known[place] = fresh;
    importer->count++;
    importer->series++;
    return 0;
}

int importer_take(struct importer *importer, const struct import_point *point, char *error)
{
    size_t place = place_of(importer, point->name);
    if (place == importer->count || strcmp(importer->known[place].name, point->name) != 0) {
        int fault = insert(importer, place, point, error);
        if (fault)
            return fault;
    }
    struct known *known = &importer->known[place];
    const struct history_imported figure = {.ordinal =
                                                point->ordinal == IMPORT_NEXT ? known->next : point->ordinal,
                                            .value = point->value,
                                            .time = point->time,
                                            .commit = point->commit};
    known->next = figure.ordinal + 1;
    importer->figures++;
    return history_put_imported(&importer->history, known->id, &figure, error);
}

/* ---- files ---- */

static void name_of(const char *path, char *name, size_t room)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
    snprintf(name, room, "%.*s", (int)(dot && dot > base ? dot - base : (ptrdiff_t)strlen(base)), base);
}

/* 1: JSON, by the first character that is no blank. */
static int is_json(FILE *file)
{
    int letter;
    do
        letter = getc(file);
    while (letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r');
    rewind(file);
    return letter == '{' || letter == '[';
}

/* All of a file or nothing of it. */
static int import_open(struct importer *importer, const struct import_file *from, char *error)
{
    int fault = history_begin(&importer->history, error);
    if (fault)
        return fault;
    const uint64_t before = importer->figures;
    fault = is_json(from->file) ? import_json(from, importer, error) : import_csv(from, importer, error);
    if (!fault && importer->figures == before) {
        snprintf(error, HISTORY_ERROR_MAX, "%.*s: no figures in it", (int)TVP_PATH_MAX, from->path);
        fault = IMPORT_AT_FAULT;
    }
    if (!fault)
        fault = history_commit(&importer->history, error);
    if (fault)
        history_rollback(&importer->history);
    forget(importer);
    return fault;
}

static int import_path(struct importer *importer, const char *path)
{
    char error[HISTORY_ERROR_MAX];
    struct import_file from = {.path = path, .file = fopen(path, "rb")};
    if (!from.file)
        return cli_error(EXIT_USAGE, "cannot read %s: %s", path, strerror(errno));
    name_of(path, from.name, sizeof from.name);
    int fault = import_open(importer, &from, error);
    fclose(from.file);
    return fault > 0 ? cli_error(EXIT_USAGE, "%s", error) : fault ? history_said(fault, error) : EXIT_OK;
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
