/* SPDX-License-Identifier: MIT */
/* Figures as people read them. */
#include "table_units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct scale {
    const char *unit;
    double step;          /* from one prefix to the next */
    const char *names[7]; /* ended by NULL */
};
static const struct scale scales[] = {
    {"ns", 1000, {" ns", " us", " ms", " s", NULL}},
    {"bytes", 1024, {" B", " KiB", " MiB", " GiB", " TiB", NULL}},
    {"ops/s", 1000, {" /s", " k/s", " M/s", " G/s", " T/s", NULL}},
    {"starts/s", 1000, {" /s", " k/s", " M/s", " G/s", " T/s", NULL}},
    {"count", 1000, {"", " k", " M", " G", " T", NULL}},
};

/* Three digits that count, but never fewer than the integer part has. */
static void three_digits(char *out, size_t room, double value)
{
    double size = fabs(value);
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    snprintf(out, room, "%.*f", decimals, value);
}

static void scaled(char *out, size_t room, double value, const struct scale *scale)
{
    int place = 0;
    /* 999.5 would be written 1000 */
    while (fabs(value) >= scale->step - (scale->step == 1000 ? 0.5 : 0) && scale->names[place + 1]) {
        value /= scale->step;
        place++;
    }
    if (place == 0 && value == floor(value))
        snprintf(out, room, "%.0f%s", value, scale->names[0]);
    else {
        char digits[UNITS_MAX];
        three_digits(digits, sizeof digits, value);
        snprintf(out, room, "%s%s", digits, scale->names[place]);
    }
}

/* As it would be given on the command line: 64M, 1G, 1536 */
static void size_text(char *out, size_t room, double value)
{
    static const char letters[] = "KMGT";
    int place = -1;
    while (value >= 1024 && fmod(value, 1024) == 0 && place < 3) {
        value /= 1024;
        place++;
    }
    snprintf(out, room, "%.0f%.1s", value, place < 0 ? "" : letters + place);
}

void units_readable(char *out, size_t room, double value, const char *unit)
{
    if (!isfinite(value)) {
        snprintf(out, room, "-");
        return;
    }
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        if (strcmp(scales[i].unit, unit) == 0) {
            scaled(out, room, value, &scales[i]);
            return;
        }
    }
    if (strcmp(unit, "size") == 0)
        size_text(out, room, value);
    else if (strcmp(unit, "%") == 0)
        snprintf(out, room, "%g %%", value);
    else if (strcmp(unit, "ratio") == 0)
        snprintf(out, room, fabs(value) < 1000 ? "%.*f" : "%.*e", fabs(value) < 9.9995 ? 3 : 2, value);
    else
        snprintf(out, room, "%.4g%s%s", value, *unit ? " " : "", unit);
}

double units_scale(double value, const char *unit, const char **name)
{
    double by = 1;
    *name = unit;
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        if (strcmp(scales[i].unit, unit) != 0)
            continue;
        int place = 0;
        for (; fabs(value) / by >= scales[i].step && scales[i].names[place + 1]; place++)
            by *= scales[i].step;
        *name = scales[i].names[place] + (scales[i].names[place][0] == ' ');
    }
    return by;
}

double units_share(const struct stats_interval *interval)
{
    if (interval->kind == STATS_NONE)
        return 0;
    double below = interval->estimate - interval->low, above = interval->high - interval->estimate;
    double wide = fmax(below, above);
    if (wide <= 0)
        return 0;
    return interval->estimate == 0 ? 1e9 : fabs(wide / interval->estimate);
}

void units_deviation(char *out, size_t room, const struct stats_interval *interval, int fine)
{
    const char *mark = interval->kind == STATS_RANGE ? "~" : "+-";
    double percent = 100 * units_share(interval);
    if (interval->kind == STATS_NONE)
        snprintf(out, room, "%s", "");
    else if (interval->count == 1)
        snprintf(out, room, "~"); /* one value has no spread */
    else if (percent > 99)
        snprintf(out, room, "%s>99%%", *mark == '~' ? mark : "");
    else if (fine && percent < 9.95)
        snprintf(out, room, "%s%.1f%%", mark, percent);
    else /* ceil may give -0, of which C libraries take either for the larger */
        snprintf(out, room, "%s%.0f%%", mark, percent > 1e-9 ? ceil(percent - 1e-9) : 0);
}

void units_full(char *out, size_t room, const struct stats_interval *interval, const char *unit)
{
    char middle[UNITS_MAX], low[UNITS_MAX], high[UNITS_MAX];
    units_readable(middle, sizeof middle, interval->estimate, unit);
    units_readable(low, sizeof low, interval->low, unit);
    units_readable(high, sizeof high, interval->high, unit);
    if (interval->kind == STATS_NONE)
        snprintf(out, room, "-");
    else if (interval->kind == STATS_RANGE)
        snprintf(out, room, "%s (%s .. %s)", middle, low, high);
    else
        snprintf(out, room, "%s [%s, %s]", middle, low, high);
}
