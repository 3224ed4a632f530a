/* SPDX-License-Identifier: MIT */
/* A series that grows while it is read. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "cli.h"
#include "detect.h"

int detect_bad(struct detect *detect, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(detect->error, sizeof detect->error, format, values);
    va_end(values);
    for (char *letter = detect->error; *letter; letter++)
        if ((unsigned char)*letter < ' ' || (unsigned char)*letter >= 0x7f)
            *letter = '?';
    return EXIT_USAGE;
}

static int grow(struct detect_series *series)
{
    if (series->count < series->room)
        return 0;
    size_t room = series->room ? 2 * series->room : 256;
    double *values = realloc(series->values, room * sizeof *values);
    if (!values)
        return EXIT_TVP;
    series->values = values;
    uint32_t *place = realloc(series->place, room * sizeof *place);
    if (!place)
        return EXIT_TVP;
    series->place = place;
    series->room = room;
    return 0;
}

int detect_add(struct detect *detect, struct detect_series *series, double value)
{
    if (series->total == DETECT_VALUES_MAX)
        return detect_bad(detect, "a series of more than %u values", DETECT_VALUES_MAX);
    if (isnan(value)) {
        series->total++;
        return 0;
    }
    if (fabs(value) > STATS_CHANGEPOINT_VALUE_MAX)
        return detect_bad(detect, "value %zu of the series is out of range", series->total);
    if (grow(series) != 0)
        return EXIT_TVP;
    series->values[series->count] = value;
    series->place[series->count++] = (uint32_t)series->total++;
    return 0;
}

void detect_clear(struct detect_series *series)
{
    json_decref(series->id);
    json_decref(series->fields);
    free(series->values);
    free(series->place);
    *series = (struct detect_series){0};
}
