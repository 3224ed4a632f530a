/* SPDX-License-Identifier: MIT */
/* Reads the file of thresholds. */
#include "thresholds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/nearest.h"
#include "../core/registry.h"

#define USUAL 0.01

static FILE *try_at(struct thresholds *thresholds, const char *folder, const char *below)
{
    if (!folder || (size_t)snprintf(thresholds->path, TVP_PATH_MAX, "%s%s", folder, below) >= TVP_PATH_MAX)
        return NULL;
    return fopen(thresholds->path, "r");
}

/* In the places where suites and figures are looked for. */
static FILE *open_usual(struct thresholds *thresholds)
{
    char self[TVP_PATH_MAX] = "";
    char *slash = plat_self_path(self, sizeof self) == 0 ? strrchr(self, '/') : NULL;
    if (slash)
        *slash = '\0';
    FILE *file = try_at(thresholds, getenv("TVP_DATADIR"), "/thresholds.txt");
    if (!file)
        file = try_at(thresholds, slash ? self : NULL, "/../results/baseline/thresholds.txt");
    if (!file)
        file = try_at(thresholds, slash ? self : NULL, "/../share/tvp/thresholds.txt");
    if (!file)
        file = try_at(thresholds, "results/baseline", "/thresholds.txt");
    if (!file)
        thresholds->path[0] = '\0';
    return file;
}

/* ---- names: metrics of this build, and the words for groups of them ---- */

static const char *const words[] = {"default", "exact", "op_ns"};
enum { WORDS = sizeof words / sizeof *words };

/* NULL past the end. */
static const char *name_at(size_t i)
{
    if (i < WORDS)
        return words[i];
    i -= WORDS;
    for (size_t p = 0; tvp_probes[p]; p++)
        for (const struct tvp_metric *metric = tvp_probes[p]->metrics; metric->name; metric++)
            if (i-- == 0)
                return metric->name;
    return NULL;
}

static const char *name_of(size_t i, const void *context)
{
    (void)context;
    return name_at(i);
}

/* NULL, or what is wrong with the name; `why` has room for it. */
static const char *check_name(const char *name, char why[160])
{
    size_t count = 0;
    for (const char *known; (known = name_at(count)); count++)
        if (strcmp(known, name) == 0)
            return NULL;
    const char *nearest = nearest_name(name, count, name_of, NULL);
    snprintf(why, 160, nearest ? "there is no metric %.40s (did you mean %s?)" : "there is no metric %.40s",
             name, nearest ? nearest : "");
    return why;
}

/* ---- lines ---- */

/* NULL, or what is wrong with the line; `why` has room for it. */
static const char *take_line(struct thresholds *thresholds, char *line, char why[160])
{
    char *rest = NULL, *end = NULL;
    line[strcspn(line, "#\r\n")] = '\0';
    char *name = strtok_r(line, " \t", &rest), *value = strtok_r(NULL, " \t", &rest);
    if (!name)
        return NULL;
    if (!value || strtok_r(NULL, " \t", &rest))
        return "not a metric and a percentage";
    double percent = strtod(value, &end);
    if (end == value || strcmp(end, "%") != 0 || !(percent >= 0 && percent <= 1000))
        return "not a percentage from 0% to 1000%";
    if (strlen(name) >= TVP_NAME_MAX || thresholds->count == THRESHOLDS_MAX)
        return "the name is too long, or there are too many lines";
    if (check_name(name, why))
        return why;
    struct threshold *row = &thresholds->rows[thresholds->count++];
    snprintf(row->metric, sizeof row->metric, "%s", name);
    row->share = percent / 100;
    return NULL;
}

int thresholds_read(struct thresholds *thresholds, const char *path, char error[THRESHOLDS_ERROR_MAX])
{
    char line[256], why[160];
    unsigned number = 0;
    *thresholds = (struct thresholds){.count = 0};
    FILE *file = path ? try_at(thresholds, path, "") : open_usual(thresholds);
    if (!file && path)
        snprintf(error, THRESHOLDS_ERROR_MAX, "--thresholds %.1000s: %s", path, strerror(errno));
    if (!file)
        return path ? -1 : 0;
    const char *fault = NULL;
    while (!fault && fgets(line, sizeof line, file)) {
        number++;
        fault =
            !strchr(line, '\n') && !feof(file) ? "the line is too long" : take_line(thresholds, line, why);
    }
    fclose(file);
    if (fault)
        snprintf(error, THRESHOLDS_ERROR_MAX, "%.1000s:%u: %s", thresholds->path, number, fault);
    return fault ? -1 : 0;
}

static const struct threshold *row_of(const struct thresholds *thresholds, const char *metric)
{
    for (size_t i = 0; i < thresholds->count; i++)
        if (strcmp(thresholds->rows[i].metric, metric) == 0)
            return &thresholds->rows[i];
    return NULL;
}

double thresholds_of(const struct thresholds *thresholds, const char *metric, int exact)
{
    const struct threshold *row = row_of(thresholds, metric);
    if (!row && exact)
        row = row_of(thresholds, "exact");
    if (!row)
        row = row_of(thresholds, "default");
    return row ? row->share : USUAL;
}
