/* SPDX-License-Identifier: MIT */
/* What a sample of OpenMetrics is called: as the file calls it, but that in tvp's own exports the cell has
 * the name, and what is told of others beside them is known. */
#include <stdio.h>
#include <string.h>

#include "series_openmetrics.h"

static const struct {
    const char *ends, *unit, *own; /* of a name; of its values; what the metric's own name ends with */
} units[] = {{"_seconds", "s", "_ns"},
             {"_bytes", "bytes", "_bytes"},
             {"_per_second", "/s", "_per_s"},
             {"_ratio", "ratio", ""},
             {"", "", ""}};
enum { UNITS = sizeof units / sizeof *units };

static int is_named(const struct series_sample *sample, const char *name)
{
    return strlen(name) == sample->name_bytes && strncmp(sample->name, name, sample->name_bytes) == 0;
}

/* The value of a label, its escapes resolved; "" when it is not there. */
static void label_of(const struct series_sample *sample, const char *name, char *out, size_t room)
{
    char start[64];
    size_t used = 0;
    out[0] = '\0';
    for (int comma = 0; comma < 2; comma++) {
        snprintf(start, sizeof start, "%c%s=\"", comma ? ',' : '{', name);
        const char *at = memmem(sample->labels, sample->labels_bytes, start, strlen(start));
        if (!at)
            continue;
        const char *end = sample->labels + sample->labels_bytes;
        for (at += strlen(start); at < end && *at != '"' && used + 1 < room; at++) {
            if (*at == '\\' && at + 1 < end)
                at++;
            out[used++] = *at;
        }
        out[used] = '\0';
        return;
    }
}

void series_sample_run(const struct series_sample *sample, char *time, char *commit, size_t room)
{
    if (is_named(sample, "tvp_run_begin_timestamp_seconds"))
        snprintf(time, room, "%s", sample->value);
    if (is_named(sample, "tvp_run_info"))
        label_of(sample, "commit", commit, room);
}

/* Which unit the name ends with, and in *stem how long it is without. */
static size_t unit_of(const char *name, size_t *stem)
{
    size_t i = 0;
    const size_t length = strlen(name);
    while (strlen(units[i].ends) > length ||
           strcmp(name + length - strlen(units[i].ends), units[i].ends) != 0)
        i++;
    *stem = length - strlen(units[i].ends);
    return i;
}

/* 1: the first `stem` bytes of the name end so. */
static int stem_ends(const char *name, size_t stem, const char *end)
{
    return stem >= strlen(end) && strncmp(name + stem - strlen(end), end, strlen(end)) == 0;
}

/* Of tvp's own export. */
static int own_names(const struct series_sample *sample, struct series_names *names)
{
    size_t stem, unit = unit_of(names->metric, &stem);
    char own[SERIES_NAME_MAX];
    if (strncmp(names->metric, "tvp_run_", 8) == 0 || stem_ends(names->metric, stem, "_low") ||
        stem_ends(names->metric, stem, "_high") || stem_ends(names->metric, strlen(names->metric), "_trials"))
        return 0;
    label_of(sample, "cell", names->name, SERIES_NAME_MAX);
    snprintf(own, sizeof own, "%.*s%s", (int)(stem - 4), names->metric + 4, units[unit].own);
    names->better = series_metric_better(own);
    return names->name[0] != '\0';
}

int series_sample_names(const struct series_sample *sample, const char *unit, struct series_names *names)
{
    size_t stem;
    if (sample->name_bytes >= sizeof names->metric)
        return 0;
    snprintf(names->metric, sizeof names->metric, "%.*s", (int)sample->name_bytes, sample->name);
    size_t which = unit_of(names->metric, &stem);
    snprintf(names->unit, sizeof names->unit, "%s",
             strcmp(unit, "seconds") == 0 ? "s"
             : *unit                      ? unit
                                          : units[which].unit);
    if (strncmp(names->metric, "tvp_", 4) == 0 && memmem(sample->labels, sample->labels_bytes, "cell=\"", 6))
        return own_names(sample, names);
    if (strncmp(names->metric, "tvp_run_", 8) == 0 ||
        stem_ends(names->metric, strlen(names->metric), "_info") ||
        stem_ends(names->metric, strlen(names->metric), "_created"))
        return 0;
    snprintf(names->name, sizeof names->name, "%.*s%.*s", (int)sample->name_bytes, sample->name,
             (int)(sample->labels_bytes < SERIES_NAME_MAX ? sample->labels_bytes : SERIES_NAME_MAX),
             sample->labels);
    names->metric[0] = '\0';
    names->better = series_unit_better(names->unit);
    return 1;
}
