/* SPDX-License-Identifier: MIT */
/* A series that goes on where another one ended, without the figures that are there already. */
#include <math.h>
#include <stdlib.h>

#include "series_parts.h"

#define MOMENT_MAX 256u

/* A time that is understood, and the commit: what tells a figure. "": nothing does. */
static void moment_of(const char *time, const char *commit, char out[MOMENT_MAX])
{
    char stamp[SERIES_STAMP_MAX];
    const int64_t time_us = series_time_us(time);
    out[0] = '\0';
    if (time_us == SERIES_NO_TIME)
        return;
    series_time_stamp(time_us, stamp);
    snprintf(out, MOMENT_MAX, "%s %.200s", stamp, commit);
}

static int note_moments(struct series_texts *moments, const struct series_set *set,
                        const struct series *series)
{
    char moment[MOMENT_MAX];
    series_text text;
    for (size_t i = 0; i < series->count; i++) {
        moment_of(series_text_of(set, series->values[i].time), series_text_of(set, series->values[i].commit),
                  moment);
        if (series_intern(moments, moment, &text) != 0)
            return -1;
    }
    return 0;
}

static int take_new(struct series_set *first, const char *from, const struct series_set *set,
                    const struct series *series, struct series_texts *moments, char *error)
{
    const size_t known = moments->count;
    struct series_point point = {.name = series_text_of(set, series->name),
                                 .metric = series_text_of(set, series->metric),
                                 .unit = series_text_of(set, series->unit),
                                 .better = series_text_of(set, series->better)};
    int fault = 0;
    for (size_t i = 0; !fault && i < series->count; i++) {
        char moment[MOMENT_MAX];
        series_text text;
        point.value = series->values[i].value;
        point.time = series_text_of(set, series->values[i].time);
        point.commit = series_text_of(set, series->values[i].commit);
        moment_of(point.time, point.commit, moment);
        if (series_intern(moments, moment, &text) != 0)
            fault = SERIES_NO_MEMORY;
        else if (text == 0 || text >= known)
            fault = series_set_take(first, from, &point, error);
    }
    return fault;
}

int series_follow(struct series_set *first, const char *from, const struct series_set *set,
                  const struct series *series, char error[SERIES_ERROR_MAX])
{
    struct series_texts moments = {0};
    int fault =
        first->count > 0 && note_moments(&moments, first, &first->series[0]) != 0 ? SERIES_NO_MEMORY : 0;
    if (!fault)
        fault = take_new(first, from, set, series, &moments, error);
    if (fault == SERIES_NO_MEMORY)
        snprintf(error, SERIES_ERROR_MAX, "out of memory");
    free(moments.bytes);
    free(moments.at);
    free(moments.slots);
    return fault;
}
