/* SPDX-License-Identifier: MIT */
/* OpenMetrics and Prometheus' older text: each sample is a figure of a series, of one moment unless it has a
 * time. Taken are gauges, quantiles and what has no type; counters only grow, and buckets are no figures. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "series_csv.h"
#include "series_openmetrics.h"

#define SAMPLE_BYTES_MAX ((size_t)1 << 20)

enum kind { TAKEN, SUMMARY, PASSED_OVER };

struct exposition {
    struct series_reader *reader;
    struct series_row line; /* its text is the whole of it */
    char family[SERIES_NAME_MAX], unit[64];
    enum kind kind;            /* of the family */
    char time[64], commit[64]; /* as tvp's own files say of all that follows */
    int ended;
};

/* The next line without its end; *more is 0 when there is none. */
static int next_line(struct exposition *x, int *more)
{
    struct series_row *line = &x->line;
    int letter, fault = 0;
    line->bytes = 0;
    line->line = x->reader->line;
    while (!fault && (letter = series_get(x->reader)) != EOF && letter != '\n') {
        if (letter == '\0')
            fault = series_fault(x->reader, line->line, "a NUL byte (a zero byte): this is no text");
        else if (line->bytes > SAMPLE_BYTES_MAX)
            fault = series_fault(x->reader, line->line, "a line of more than 1 MiB");
        else
            fault = series_row_put(line, (char)letter);
    }
    if (fault)
        return fault;
    *more = letter != EOF || line->bytes > 0;
    if (line->bytes > 0 && line->text[line->bytes - 1] == '\r')
        line->bytes--;
    fault = series_row_put(line, '\0');
    return fault ? fault : letter == EOF ? series_at_end(x->reader) : 0;
}

/* ---- comments ---- */

static enum kind kind_of(const char *type)
{
    static const char *const taken[] = {"gauge", "unknown", "untyped", ""};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(type, taken[i]) == 0)
            return TAKEN;
    return strcmp(type, "summary") == 0 ? SUMMARY : PASSED_OVER;
}

/* "# TYPE name gauge", "# UNIT name seconds", "# EOF"; all others say nothing to us. */
static void take_comment(struct exposition *x)
{
    char word[8], name[SERIES_NAME_MAX], what[64] = "";
    if (strcmp(x->line.text, "# EOF") == 0)
        x->ended = 1;
    if (sscanf(x->line.text, "# %7s %1023s %63s", word, name, what) < 2)
        return;
    if (strcmp(name, x->family) != 0) {
        memcpy(x->family, name, sizeof name);
        x->unit[0] = '\0';
        x->kind = TAKEN;
    }
    if (strcmp(word, "TYPE") == 0)
        x->kind = kind_of(what);
    else if (strcmp(word, "UNIT") == 0)
        memcpy(x->unit, what, sizeof what);
}

/* ---- samples ---- */

/* name{labels} value [time] [# exemplar]: cuts the line into these. 0 when it is something else. */
static int cut(char *at, struct series_sample *sample)
{
    int quoted = 0;
    sample->name = at;
    at += strcspn(at, "{ \t");
    sample->name_bytes = (size_t)(at - sample->name);
    sample->labels = at;
    if (*at == '{') {
        for (at++; *at && (quoted || *at != '}'); at++) {
            if (quoted && *at == '\\' && at[1])
                at++;
            else if (*at == '"')
                quoted = !quoted;
        }
        if (*at++ != '}')
            return 0;
    }
    sample->labels_bytes = (size_t)(at - sample->labels);
    char *rest = at + strspn(at, " \t");
    if (sample->name_bytes == 0 || rest == at)
        return 0;
    sample->value = rest;
    at = rest + strcspn(rest, " \t");
    sample->time = *at ? at + 1 + strspn(at + 1, " \t") : at;
    *at = '\0';
    sample->time[strcspn(sample->time, " \t")] = '\0';
    if (sample->time[0] == '#')
        sample->time[0] = '\0';
    return 1;
}

/* 1: a number, infinite or none counts as missing. */
static int value_of(const char *text, double *value)
{
    static const char *const infinite[] = {"Inf", "+Inf", "-Inf", "+NaN", "-NaN"};
    *value = NAN;
    for (size_t i = 0; i < sizeof infinite / sizeof *infinite; i++)
        if (strcmp(text, infinite[i]) == 0)
            return 1;
    return series_number(text, value) >= 0;
}

/* 1: it is the family's, itself or a part of it. */
static int is_of_family(const struct exposition *x, const struct series_sample *sample)
{
    static const char *const parts[] = {"",         "_total", "_count",  "_sum", "_bucket",
                                        "_created", "_info",  "_gcount", "_gsum"};
    const size_t length = strlen(x->family);
    if (sample->name_bytes < length || strncmp(x->family, sample->name, length) != 0)
        return 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strlen(parts[i]) == sample->name_bytes - length &&
            strncmp(parts[i], sample->name + length, strlen(parts[i])) == 0)
            return 1;
    return 0;
}

static int is_wanted(const struct exposition *x, const struct series_sample *sample)
{
    if (x->kind == SUMMARY)
        return sample->name_bytes == strlen(x->family) && sample->labels_bytes > 0;
    return x->kind == TAKEN;
}

static int take_sample(struct exposition *x)
{
    struct series_sample sample;
    struct series_names names;
    struct series_point point = {.time = x->time, .commit = x->commit};
    if (!cut(x->line.text, &sample) || !value_of(sample.value, &point.value))
        return series_fault(x->reader, x->line.line, "no sample: NAME{LABELS} VALUE is wanted");
    if (*sample.time && series_time_us(sample.time) == SERIES_NO_TIME)
        return series_fault(x->reader, x->line.line, "no time: %.40s", sample.time);
    series_sample_run(&sample, x->time, x->commit, sizeof x->time);
    if (!is_of_family(x, &sample)) { /* of no family: no type, no unit */
        x->family[0] = x->unit[0] = '\0';
        x->kind = TAKEN;
    }
    if (!is_wanted(x, &sample) || !series_sample_names(&sample, x->unit, &names))
        return 0;
    if (*sample.time)
        point.time = sample.time;
    point.name = names.name;
    point.metric = names.metric;
    point.unit = names.unit;
    point.better = names.better;
    x->reader->is_moment = !*sample.time;
    return series_take(x->reader, x->line.line, &point);
}

static int take_line(struct exposition *x)
{
    if (x->line.text[0] == '#')
        take_comment(x);
    else if (x->line.text[strspn(x->line.text, " \t")])
        return take_sample(x);
    return 0;
}

int series_openmetrics(struct series_reader *reader)
{
    struct exposition x = {.reader = reader};
    int more = 1, fault = 0;
    while (!fault && more && !x.ended)
        if ((fault = next_line(&x, &more)) == 0 && more)
            fault = take_line(&x);
    series_row_free(&x.line);
    return fault;
}
