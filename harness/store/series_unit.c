/* SPDX-License-Identifier: MIT */
/* Units as benchmark tools write them, and which way is better. */
#include <math.h>
#include <string.h>

#include "../core/registry.h"
#include "series_parts.h"

static const struct {
    const char *word;
    double ns;
} times[] = {{"ns", 1},          {"nsec", 1},      {"us", 1e3},   {"usec", 1e3}, {"\xc2\xb5s", 1e3},
             {"\xce\xbcs", 1e3}, {"ms", 1e6},      {"msec", 1e6}, {"s", 1e9},    {"sec", 1e9},
             {"second", 1e9},    {"seconds", 1e9}, {"min", 6e10}};

/* Nanoseconds in a unit of time, and in *rest what follows it ("/iter"); 0: it is none. */
static double time_ns(const char *unit, const char **rest)
{
    const size_t length = strcspn(unit, "/ ");
    *rest = unit + length;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (strlen(times[i].word) == length && strncmp(times[i].word, unit, length) == 0)
            return times[i].ns;
    return 0;
}

double series_unit_factor(const char *from, const char *to)
{
    const char *from_rest, *to_rest;
    const double from_ns = time_ns(from, &from_rest), to_ns = time_ns(to, &to_rest);
    if (from_ns <= 0 || to_ns <= 0 || strcmp(from_rest, to_rest) != 0)
        return NAN;
    return from_ns / to_ns;
}

static int ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), cut = strlen(end);
    return length >= cut && strcmp(text + length - cut, end) == 0;
}

const char *series_unit_better(const char *unit)
{
    static const char *const rates[] = {"/s", "/sec", "/second", "per second", "per_second"};
    const char *rest;
    if (!unit)
        return NULL;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        if (ends_with(unit, rates[i]))
            return "higher";
    return time_ns(unit, &rest) > 0 ? "lower" : NULL;
}

/* ---- tvp's own metrics ---- */

static const struct tvp_metric *find_metric(const char *name)
{
    const struct tvp_metric *metric;
    for (uint32_t i = 0; (metric = metric_at(i, NULL)) != NULL; i++)
        if (strcmp(metric->name, name) == 0)
            return metric;
    return NULL;
}

const char *series_metric_better(const char *name)
{
    static const char *const words[] = {
        [TVP_NEITHER] = "neither", [TVP_LOWER_IS_BETTER] = "lower", [TVP_HIGHER_IS_BETTER] = "higher"};
    const struct tvp_metric *metric = find_metric(name);
    if (!metric)
        return strcmp(name, "op_ns") == 0 ? "lower" : NULL;
    return words[metric->better];
}

const char *series_metric_unit(const char *name)
{
    const struct tvp_metric *metric = find_metric(name);
    return metric ? metric->unit : strcmp(name, "op_ns") == 0 ? "ns" : NULL;
}
