/* SPDX-License-Identifier: MIT */
/* What of a run is portable: the status of each cell, and the metrics that owe nothing to the machine. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../store/lines.h"
#include "portable.h"

/* Where a metric's value holds. */
enum holds { ON_ANY, ON_SYSTEM, ON_PLATFORM };
static const struct portable_metric {
    const char *name;
    uint32_t kind;    /* of the trials that tell it */
    double tolerance; /* as a share; a value of 0 has none */
    enum holds holds;
} portable_metrics[] = {
    {"ops", TVP_KIND_TIME, 0, ON_ANY},
    /* three trials of 32 MiB agree within 0.2 %; beside them lie some 100 KiB of libraries */
    {"memory_factor", TVP_KIND_MEMORY, 0.02, ON_SYSTEM},
    {"allocations", TVP_KIND_TIME, 0.1, ON_SYSTEM},
    {"syscalls", TVP_KIND_TIME, 0.1, ON_PLATFORM},
};
#define METRICS (sizeof portable_metrics / sizeof *portable_metrics)

/* ---- platforms ---- */

static void add_lower(char platform[PORTABLE_PLATFORM_MAX], const char *text, size_t most)
{
    size_t used = strlen(platform);
    for (size_t i = 0; text[i] && i < most && used + 1 < PORTABLE_PLATFORM_MAX; i++)
        platform[used++] = (char)tolower((unsigned char)text[i]);
    platform[used] = '\0';
}

void portable_platform(const struct view *run, char platform[PORTABLE_PLATFORM_MAX])
{
    const char *emulator = json_text_at(run->reader.machine, "emulator", "");
    platform[0] = '\0';
    add_lower(platform, json_text_at(run->reader.machine, "os.name", "unknown"), 24);
    add_lower(platform, "/", 1);
    add_lower(platform, json_text_at(run->reader.machine, "os.arch", "unknown"), 24);
    if (*emulator) {
        add_lower(platform, "/", 1);
        add_lower(platform, emulator, strcspn(emulator, " /")); /* without its version */
    }
}

int portable_holds(const char *where, const char *platform)
{
    const size_t length = strlen(where), emulated = strcspn(platform, "/") + 1;
    if (strcmp(where, "any") == 0 || strcmp(where, platform) == 0)
        return 1;
    return strncmp(where, platform, length) == 0 && platform[length] == '/' &&
           strchr(platform + emulated, '/') == NULL;
}

static void where(enum holds holds, const char *platform, char text[PORTABLE_PLATFORM_MAX])
{
    const char *slash = strchr(platform, '/');
    const int emulated = slash && strchr(slash + 1, '/');
    const size_t length =
        holds == ON_SYSTEM && slash && !emulated ? (size_t)(slash - platform) : strlen(platform);
    snprintf(text, PORTABLE_PLATFORM_MAX, "%.*s", holds == ON_ANY ? 3 : (int)length,
             holds == ON_ANY ? "any" : platform);
}

/* ---- statuses ---- */

struct tally {
    uint64_t count[STATUS_COUNT]; /* of the records of a cell */
};

/* Wrong work is never noise, so one such trial speaks for the cell; of others the best does. */
static uint32_t cell_status(const struct view_cell *cell, const struct tally *tally)
{
    static const uint32_t order[] = {STATUS_CRASHED, STATUS_FAILED, STATUS_OK, STATUS_TIMEOUT,
                                     STATUS_INVALID};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (tally->count[order[i]])
            return order[i];
    return *cell->unsupported || tally->count[STATUS_UNSUPPORTED] ? STATUS_UNSUPPORTED : STATUS_COUNT;
}

static int tally_up(struct view *run, struct tally *tallies, char *error)
{
    struct record record;
    int more;
    reader_rewind(&run->reader);
    while ((more = reader_next(&run->reader, &record, error)) == 1) {
        tallies[record.cell].count[record.status]++;
        record_free(&record);
    }
    return more;
}

/* What a trial of this cell that ended so said of it. */
static const char *reason_of(const struct view *run, const struct view_cell *cell, uint32_t status)
{
    for (size_t i = 0; i < run->trouble_count; i++)
        if (run->troubles[i].cell == cell->id && run->troubles[i].status == status)
            return run->troubles[i].reason;
    return status == STATUS_UNSUPPORTED ? cell->unsupported : "";
}

/* ---- figures ---- */

/* 1: the number of ops was found by a pilot, so that it is this machine's. */
static int is_calibrated(const struct view *run, uint32_t cell)
{
    size_t i, c;
    json_t *pilot, *one;
    json_array_foreach(run->reader.pilots, i, pilot)
    {
        if (!json_is_number(json_object_get(pilot, "op_ns")))
            continue;
        json_array_foreach(json_object_get(pilot, "cells"), c, one)
        {
            if (json_is_integer(one) && json_integer_value(one) == (json_int_t)cell)
                return 1;
        }
    }
    return 0;
}

static json_t *figure(const struct view *run, const struct view_cell *cell,
                      const struct portable_metric *metric, const char *platform)
{
    const json_t *known = reader_metric(&run->reader, metric->name);
    const struct view_series *series = NULL;
    char holds[PORTABLE_PLATFORM_MAX];
    for (size_t i = 0; i < cell->series_count; i++)
        if (cell->series[i].kind == metric->kind &&
            strcmp(run->metrics[cell->series[i].metric].name, metric->name) == 0)
            series = &cell->series[i];
    if (!series)
        return json_null();
    const double value = view_median(series).estimate;
    where(metric->holds, platform, holds);
    return json_pack(
        "{s:o, s:o, s:f, s:s, s:s, s:s, s:I}", "value", isfinite(value) ? json_real(value) : json_null(),
        "reason", series->null_reason ? json_text(series->null_reason) : json_null(), "tolerance",
        value == 0 ? 0 : metric->tolerance, "unit", json_text_at(known, "unit", ""), "better",
        json_text_at(known, "better", "neither"), "for", holds, "trials", (json_int_t)series->count);
}

static json_t *figures(const struct view *run, const struct view_cell *cell, const char *platform)
{
    json_t *all = json_object();
    for (size_t i = 0; all && i < METRICS; i++) {
        if (strcmp(portable_metrics[i].name, "ops") == 0 && is_calibrated(run, cell->id))
            continue;
        json_t *one = figure(run, cell, &portable_metrics[i], platform);
        if (json_is_null(one))
            json_decref(one);
        else if (json_object_set_new(all, portable_metrics[i].name, one) != 0) {
            json_decref(all);
            return NULL;
        }
    }
    return all;
}

static json_t *cell_json(const struct view *run, const struct view_cell *cell, const struct tally *tally,
                         const char *platform)
{
    char holds[PORTABLE_PLATFORM_MAX];
    const uint32_t status = cell_status(cell, tally);
    const char *reason = reason_of(run, cell, status);
    where(ON_SYSTEM, platform, holds);
    return json_pack("{s:s, s:I, s:s, s:s, s:I, s:s, s:O, s:s, s:o, s:s, s:o}", "workload", cell->workload,
                     "version", (json_int_t)cell->version, "model", cell->model, "sharing", cell->sharing,
                     "workers", (json_int_t)cell->workers, "placement", cell->placement, "params",
                     cell->params, "status", status < STATUS_COUNT ? status_name(status) : "none", "reason",
                     *reason ? json_text(reason) : json_null(), "for", holds, "metrics",
                     figures(run, cell, platform));
}

static json_t *cells_json(struct view *run, char *error)
{
    char platform[PORTABLE_PLATFORM_MAX];
    json_t *cells = json_array();
    struct tally *tallies = calloc(run->cell_count + 1, sizeof *tallies);
    int failed = !cells || !tallies;
    snprintf(error, READER_ERROR_MAX, "out of memory");
    portable_platform(run, platform);
    if (!failed)
        failed = tally_up(run, tallies, error) != 0;
    for (size_t i = 0; !failed && i < run->cell_count; i++)
        failed = json_array_append_new(cells, cell_json(run, &run->cells[i], &tallies[i], platform)) != 0;
    free(tallies);
    if (!failed)
        return cells;
    json_decref(cells);
    return NULL;
}

json_t *portable_of_run(struct view *run, char error[READER_ERROR_MAX])
{
    if (json_is_object(json_object_get(run->reader.head, "ab"))) {
        snprintf(error, READER_ERROR_MAX, "%.900s is a run of `tvp ab`, of two builds: no baseline",
                 run->reader.path);
        return NULL;
    }
    json_t *cells = cells_json(run, error);
    return cells ? json_pack("{s:i, s:s, s:o, s:o}", "schema", PORTABLE_SCHEMA, "kind", "portable", "suite",
                             json_text(json_text_at(run->reader.head, "suite", "")), "cells", cells)
                 : NULL;
}
