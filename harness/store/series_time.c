/* SPDX-License-Identifier: MIT */
/* Times as benchmark tools write them, and series in their order. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "series.h"

#define US_PER_S 1000000

/* Reads `digits` digits at *at, after an optional `before` (0: none): the number, or -1. */
static int number_at(const char **at, int digits, const char *before)
{
    const char *from = *at;
    int value = 0;
    if (*before && *from && strchr(before, *from))
        from++;
    for (int i = 0; i < digits; i++, from++) {
        if (!isdigit((unsigned char)*from))
            return -1;
        value = 10 * value + (*from - '0');
    }
    *at = from;
    return value;
}

/* Microseconds of ".25", which is passed over; 0 when there is none. */
static int64_t fraction_at(const char **at)
{
    int64_t us = 0, unit = US_PER_S / 10;
    if (**at != '.' && **at != ',')
        return 0;
    for (++*at; isdigit((unsigned char)**at); ++*at, unit /= 10)
        us += unit * (**at - '0');
    return us;
}

/* Seconds that a zone (Z, +HH:MM, -HHMM, nothing) is ahead of UTC; -1: it is something else. */
static int zone_at(const char *at, int64_t *seconds)
{
    *seconds = 0;
    at += strspn(at, " ");
    if (strcmp(at, "") == 0 || strcmp(at, "Z") == 0 || strcmp(at, "UTC") == 0 || strcmp(at, "GMT") == 0)
        return 0;
    if (*at != '+' && *at != '-')
        return -1;
    const int sign = *at++ == '-' ? -1 : 1;
    const int hours = number_at(&at, 2, ""), minutes = *at ? number_at(&at, 2, ":") : 0;
    if (hours < 0 || minutes < 0 || *at)
        return -1;
    *seconds = sign * (3600 * (int64_t)hours + 60 * (int64_t)minutes);
    return 0;
}

/* YYYY-MM-DD, with / or nothing between, and a time of day after "T", " " or "-". */
static int64_t calendar_us(const char *at)
{
    struct tm when = {0};
    int64_t us = 0, zone;
    const int year = number_at(&at, 4, ""), month = number_at(&at, 2, "-/"), day = number_at(&at, 2, "-/");
    if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
        return SERIES_NO_TIME;
    if (*at && strchr("T -", *at) && isdigit((unsigned char)at[1])) {
        when.tm_hour = number_at(&at, 2, "T -");
        when.tm_min = number_at(&at, 2, ":");
        when.tm_sec = *at == ':' || isdigit((unsigned char)*at) ? number_at(&at, 2, ":") : 0;
        us = fraction_at(&at);
    }
    if (when.tm_hour < 0 || when.tm_hour > 24 || when.tm_min < 0 || when.tm_min > 59 || when.tm_sec < 0 ||
        when.tm_sec > 60 || zone_at(at, &zone) != 0)
        return SERIES_NO_TIME;
    when.tm_year = year - 1900;
    when.tm_mon = month - 1;
    when.tm_mday = day;
    return ((int64_t)timegm(&when) - zone) * US_PER_S + us;
}

/* Seconds since 1970, or their 1e3, 1e6, 1e9 parts: by the size, from 1973 to 2128. */
static int64_t epoch_us(const char *text)
{
    static const double units[] = {1, 1e3, 1e6, 1e9};
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end || text[strspn(text, "0123456789.eE+")])
        return SERIES_NO_TIME;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (number >= 1e8 * units[i] && number < 5e9 * units[i])
            return (int64_t)llround(number / units[i] * US_PER_S);
    return SERIES_NO_TIME;
}

int64_t series_time_us(const char *text)
{
    int64_t us = calendar_us(text);
    return us == SERIES_NO_TIME ? epoch_us(text) : us;
}

void series_time_stamp(int64_t time_us, char out[SERIES_STAMP_MAX])
{
    struct tm when;
    time_t seconds = (time_t)(time_us / US_PER_S - (time_us % US_PER_S < 0));
    if (!gmtime_r(&seconds, &when) || strftime(out, SERIES_STAMP_MAX, "%Y%m%dT%H%M%SZ", &when) == 0)
        out[0] = '\0';
}

/* ---- order ---- */

struct timed {
    int64_t us;
    size_t at;
    struct series_value value;
};

static int by_time(const void *left, const void *right)
{
    const struct timed *a = left, *b = right;
    if (a->us != b->us)
        return a->us < b->us ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

int series_order(const struct series_set *set, struct series *series)
{
    int sorted = 1, known = 1;
    struct timed *timed = malloc((series->count + 1) * sizeof *timed);
    if (!timed)
        return -1;
    for (size_t i = 0; known && i < series->count; i++) {
        const struct series_value *value = &series->values[i];
        timed[i] = (struct timed){series_time_us(series_text_of(set, value->time)), i, *value};
        known = timed[i].us != SERIES_NO_TIME;
        sorted = sorted && (i == 0 || timed[i - 1].us <= timed[i].us);
    }
    if (known && !sorted) {
        qsort(timed, series->count, sizeof *timed, by_time);
        for (size_t i = 0; i < series->count; i++)
            series->values[i] = timed[i].value;
    }
    free(timed);
    return 0;
}
