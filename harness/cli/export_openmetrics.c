/* SPDX-License-Identifier: MIT */
/* OpenMetrics text 1.0, kept to what Prometheus' older text format reads too: gauges only. A metric becomes
 * families of its median, the ends of its interval and the number of trials, in base units; a cell becomes
 * labels. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/map.h"
#include "export.h"

#define STEM_MAX 128u

struct writer {
    const struct export_set *set;
    FILE *to;
    char stamp[32]; /* what ends a sample: "" or " SECONDS" */
};

static void put_escaped(FILE *to, const char *text)
{
    for (; *text; text++) {
        if (*text == '\\' || *text == '"')
            fputc('\\', to);
        if (*text == '\n')
            fputs("\\n", to);
        else
            fputc(*text == '\r' ? ' ' : *text, to);
    }
}

static void put_label(FILE *to, const char *before, const char *name, const char *value)
{
    fprintf(to, "%s%s=\"", before, name);
    put_escaped(to, value);
    fputc('"', to);
}

static void put_sample_end(const struct writer *writer, double value)
{
    char number[NUMBER_TEXT_MAX];
    number_text(number, value);
    fprintf(writer->to, " %s%s\n", number, writer->stamp);
}

/* ---- names ---- */

struct unit {
    const char *ours, *ends, *base; /* of a metric; the end of its name that says so; the base unit */
    double divisor;
    int said; /* 1: there is a UNIT line */
};

static const struct unit units[] = {{"ns", "_ns", "_seconds", 1e9, 1},
                                    {"bytes", "_bytes", "_bytes", 1, 1},
                                    {"ops/s", "_per_s", "_per_second", 1, 0},
                                    {"starts/s", "_per_s", "_per_second", 1, 0},
                                    {"ratio", "", "_ratio", 1, 1},
                                    {"", "", "", 1, 0}};

static const struct unit *unit_of(const struct export_series *series)
{
    const struct unit *unit = units;
    while (*unit->ours && strcmp(unit->ours, series->unit) != 0)
        unit++;
    return unit;
}

/* tvp_ and the metric's name without its unit, in characters that are allowed. */
static void stem_of(const struct export_series *series, char stem[STEM_MAX])
{
    const char *ends = unit_of(series)->ends;
    snprintf(stem, STEM_MAX, "tvp_%s", series->metric);
    size_t length = strlen(stem), cut = strlen(ends);
    if (cut && length > cut && strcmp(stem + length - cut, ends) == 0)
        stem[length - cut] = '\0';
    for (char *at = stem; *at; at++)
        if (!(*at >= 'a' && *at <= 'z') && !(*at >= '0' && *at <= '9'))
            *at = '_';
}

/* ---- families ---- */

struct part {
    const char *infix, *suffix, *help;
    double (*value)(const struct stats_interval *median); /* NaN: none */
};

static double median_value(const struct stats_interval *median)
{
    return median->estimate;
}

static double low_value(const struct stats_interval *median)
{
    return median->kind == STATS_INTERVAL ? median->low : NAN;
}

static double high_value(const struct stats_interval *median)
{
    return median->kind == STATS_INTERVAL ? median->high : NAN;
}

static double trials_value(const struct stats_interval *median)
{
    return (double)median->count;
}

static const struct part parts[] = {{"", "", "Median over trials", median_value},
                                    {"_low", "", "Low end of the 95 % interval of the median", low_value},
                                    {"_high", "", "High end of the 95 % interval of the median", high_value},
                                    {"", "_trials", "Trials behind the median", trials_value}};

static int same_metric(const struct export_series *a, const struct export_series *b)
{
    return strcmp(a->metric, b->metric) == 0;
}

static void put_labels(FILE *to, const struct export_series *series, const char *params)
{
    char workers[16];
    snprintf(workers, sizeof workers, "%" PRIu32, series->cell->workers);
    put_label(to, "{", "cell", series->cell_name);
    put_label(to, ",", "workload", series->cell->workload);
    put_label(to, ",", "model", series->cell->model);
    put_label(to, ",", "sharing", series->cell->sharing);
    put_label(to, ",", "workers", workers);
    put_label(to, ",", "placement", series->cell->placement);
    put_label(to, ",", "params", params);
    fputc('}', to);
}

static void put_head(const struct writer *writer, const struct export_series *first, const struct part *part,
                     const char *name)
{
    const struct unit *unit = unit_of(first);
    fprintf(writer->to, "# TYPE %s gauge\n", name);
    if (unit->said && !*part->suffix)
        fprintf(writer->to, "# UNIT %s %s\n", name, unit->base + 1);
    fprintf(writer->to, "# HELP %s %s of ", name, part->help);
    put_escaped(writer->to, first->metric);
    if (*first->brief)
        fputs(": ", writer->to);
    put_escaped(writer->to, first->brief);
    fputs(".\n", writer->to);
}

/* One family: of the metric of series `first`, all cells. 0, or -1: out of memory. */
static int put_family(const struct writer *writer, size_t first, const struct part *part)
{
    const struct export_set *set = writer->set;
    const struct unit *unit = unit_of(&set->series[first]);
    char stem[STEM_MAX], name[STEM_MAX + 40];
    double divisor = *part->suffix ? 1 : unit->divisor;
    int begun = 0;
    stem_of(&set->series[first], stem);
    snprintf(name, sizeof name, "%s%s%s%s", stem, part->infix, unit->base, part->suffix);
    for (size_t i = first; i < set->count; i++) {
        double value = part->value(&set->series[i].median);
        if (!same_metric(&set->series[first], &set->series[i]) || isnan(value))
            continue;
        char *params = export_cell_params(set->series[i].cell);
        if (!params)
            return -1;
        if (!begun)
            put_head(writer, &set->series[first], part, name);
        begun = 1;
        fputs(name, writer->to);
        put_labels(writer->to, &set->series[i], params);
        put_sample_end(writer, value / divisor);
        free(params);
    }
    return 0;
}

/* What becomes of series `i` is told with an earlier one: 1. No two metrics may have one name: -1 with
 * *error. */
static int told(const struct export_set *set, size_t i, char error[READER_ERROR_MAX])
{
    char stem[STEM_MAX], other[STEM_MAX];
    stem_of(&set->series[i], stem);
    for (size_t before = 0; before < i; before++) {
        if (same_metric(&set->series[before], &set->series[i]))
            return 1;
        stem_of(&set->series[before], other);
        if (strcmp(stem, other) == 0 && unit_of(&set->series[before]) == unit_of(&set->series[i])) {
            snprintf(error, READER_ERROR_MAX,
                     "export: %.80s and %.80s would have the same name in OpenMetrics",
                     set->series[before].metric, set->series[i].metric);
            return -1;
        }
    }
    return 0;
}

/* ---- of the run ---- */

static void put_run(const struct writer *writer)
{
    const struct view *view = writer->set->view;
    const struct reader *reader = &view->reader;
    int64_t seconds;
    fputs("# TYPE tvp_run_info gauge\n# HELP tvp_run_info The run and its machine.\ntvp_run_info",
          writer->to);
    put_label(writer->to, "{", "run", reader->name);
    put_label(writer->to, ",", "version", json_text_at(reader->head, "tvp", ""));
    put_label(writer->to, ",", "commit", json_text_at(reader->machine, "tvp.commit", ""));
    put_label(writer->to, ",", "machine", json_text_at(reader->machine, "machine", ""));
    put_label(writer->to, ",", "cpu", json_text_at(reader->machine, "cpu.model", ""));
    put_label(writer->to, ",", "os", json_text_at(reader->machine, "os.name", ""));
    put_label(writer->to, ",", "kernel", json_text_at(reader->machine, "os.kernel", ""));
    put_label(writer->to, ",", "libc", json_text_at(reader->machine, "libc.name", ""));
    put_label(writer->to, ",", "emulator", json_text_at(reader->machine, "emulator", ""));
    fputc('}', writer->to);
    put_sample_end(writer, 1);
    if (export_epoch(reader, &seconds)) {
        fputs("# TYPE tvp_run_begin_timestamp_seconds gauge\n# UNIT tvp_run_begin_timestamp_seconds seconds\n"
              "# HELP tvp_run_begin_timestamp_seconds When the run began, since 1970 UTC.\n"
              "tvp_run_begin_timestamp_seconds",
              writer->to);
        fprintf(writer->to, " %" PRId64 "%s\n", seconds, writer->stamp);
    }
    fputs("# TYPE tvp_run_trials gauge\n# HELP tvp_run_trials Trials of the run, by how they ended.\n",
          writer->to);
    for (uint32_t status = 0; status < STATUS_COUNT; status++) {
        if (!status_name(status) || !*status_name(status))
            continue;
        fputs("tvp_run_trials", writer->to);
        put_label(writer->to, "{", "status", status_name(status));
        fputc('}', writer->to);
        put_sample_end(writer, (double)view->statuses[status]);
    }
}

static int write_set(const struct export_set *set, FILE *to, char error[READER_ERROR_MAX])
{
    struct writer writer = {.set = set, .to = to};
    int64_t seconds;
    if (set->timestamps && !export_epoch(&set->view->reader, &seconds)) {
        snprintf(error, READER_ERROR_MAX, "export: --timestamps: the run does not say when it began");
        return -1;
    }
    if (set->timestamps)
        snprintf(writer.stamp, sizeof writer.stamp, " %" PRId64, seconds);
    put_run(&writer);
    for (size_t i = 0; i < set->count; i++) {
        int is = told(set, i, error);
        if (is < 0)
            return -1;
        for (size_t part = 0; !is && part < sizeof parts / sizeof *parts; part++) {
            if (put_family(&writer, i, &parts[part]) != 0) {
                snprintf(error, READER_ERROR_MAX, "out of memory");
                return -1;
            }
        }
    }
    fputs("# EOF\n", to);
    return 0;
}

const struct export_format export_format_openmetrics = {
    .write = write_set,
    .metrics = "enter_ns|enter_cold_ns,ops_per_s,memory_factor",
    .units = EXPORT_TIMES | EXPORT_BYTES | EXPORT_COUNTS | EXPORT_OTHERS,
    .timestamps = 1,
};
