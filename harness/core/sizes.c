/* SPDX-License-Identifier: MIT */
/* Numbers as users write them, read without overflow and written back. */
#include "sizes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char too_large[] = "is too large a number";

struct unit {
    const char *name;
    uint64_t factor;
};

/* Reads leading digits; *rest is what follows them. NULL, or why not. */
static const char *leading_digits(const char *text, uint64_t *value, const char **rest)
{
    uint64_t number = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        uint64_t digit = (uint64_t)(*at - '0');
        if (number > (UINT64_MAX - digit) / 10)
            return too_large;
        number = number * 10 + digit;
    }
    if (at == text)
        return "";
    *value = number;
    *rest = at;
    return NULL;
}

static const char *parse_with_units(const char *text, const struct unit *units, const char *otherwise,
                                    uint64_t *value)
{
    uint64_t number;
    const char *rest;
    const char *why = leading_digits(text, &number, &rest);
    if (why)
        return *why ? why : otherwise;
    for (; units->name; units++) {
        if (strcmp(rest, units->name) == 0) {
            if (number > UINT64_MAX / units->factor)
                return too_large;
            *value = number * units->factor;
            return NULL;
        }
    }
    return otherwise;
}

const char *parse_count(const char *text, uint64_t *value)
{
    static const struct unit units[] = {{"", 1}, {NULL, 0}};
    return parse_with_units(text, units, "is not a whole number", value);
}

const char *parse_size(const char *text, uint64_t *value)
{
    static const struct unit units[] = {
        {"", 1},           {"K", 1ull << 10}, {"k", 1ull << 10}, {"M", 1ull << 20}, {"m", 1ull << 20},
        {"G", 1ull << 30}, {"g", 1ull << 30}, {"T", 1ull << 40}, {"t", 1ull << 40}, {NULL, 0}};
    return parse_with_units(text, units, "is not a size such as 64K, 256M or 1G", value);
}

const char *parse_duration(const char *text, uint64_t *value)
{
    static const struct unit units[] = {{"ns", 1},
                                        {"us", 1000ull},
                                        {"ms", 1000000ull},
                                        {"s", 1000000000ull},
                                        {"m", 60000000000ull},
                                        {"h", 3600000000000ull},
                                        {NULL, 0}};
    if (strcmp(text, "0") == 0) {
        *value = 0;
        return NULL;
    }
    return parse_with_units(text, units, "is not a duration such as 500us, 100ms, 30s or 3m", value);
}

const char *parse_share(const char *text, uint64_t *value)
{
    static const char otherwise[] = "is not a percentage such as 2% or 0.5%";
    uint64_t whole, part = 0;
    const char *rest, *why = leading_digits(text, &whole, &rest);
    if (why)
        return *why ? why : otherwise;
    if (*rest == '.') {
        uint64_t unit = 10000;
        if (rest[1] < '0' || rest[1] > '9')
            return otherwise;
        for (rest++; *rest >= '0' && *rest <= '9' && unit > 1; rest++, unit /= 10)
            part += (uint64_t)(*rest - '0') * unit / 10;
    }
    if (*rest && strcmp(rest, "%") != 0)
        return otherwise;
    if (whole > 1000000)
        return too_large;
    *value = whole * 10000 + part;
    return NULL;
}

const char *parse_percent(const char *text, uint64_t *value)
{
    static const struct unit units[] = {{"", 1}, {"%", 1}, {NULL, 0}};
    uint64_t percent;
    const char *why = parse_with_units(text, units, "is not a percentage such as 10 or 10%", &percent);
    if (why)
        return why;
    if (percent > 100)
        return "is over 100 percent";
    *value = percent;
    return NULL;
}

const char *size_text(uint64_t bytes, char text[SIZE_TEXT_MAX])
{
    static const char letters[] = {0, 'K', 'M', 'G', 'T'};
    unsigned step = 0;
    while (bytes && bytes % 1024 == 0 && step + 1 < sizeof letters) {
        bytes /= 1024;
        step++;
    }
    char letter[2] = {letters[step], 0};
    snprintf(text, SIZE_TEXT_MAX, "%" PRIu64 "%s", bytes, letter);
    return text;
}

const char *size_rounded(uint64_t bytes, char text[SIZE_TEXT_MAX])
{
    static const char letters[] = {'B', 'K', 'M', 'G', 'T'};
    unsigned step = 0;
    double value = (double)bytes;
    while (value >= 1024 && step + 1 < sizeof letters) {
        value /= 1024;
        step++;
    }
    if (value >= 1000) /* 1023K would not fit three digits */
        snprintf(text, SIZE_TEXT_MAX, "%.0f%c", value, letters[step]);
    else
        snprintf(text, SIZE_TEXT_MAX, "%.3g%c", value, letters[step]);
    return text;
}

const char *duration_text(uint64_t ns, char text[SIZE_TEXT_MAX])
{
    static const struct unit units[] = {{"h", 3600000000000ull}, {"m", 60000000000ull}, {"s", 1000000000ull},
                                        {"ms", 1000000ull},      {"us", 1000ull},       {"ns", 1}};
    size_t i = 0;
    while (i < 5 && (ns == 0 || ns % units[i].factor != 0))
        i++;
    snprintf(text, SIZE_TEXT_MAX, "%" PRIu64 "%s", ns / units[i].factor, units[i].name);
    return text;
}

const char *share_text(uint64_t millionths, char text[SIZE_TEXT_MAX])
{
    int used = snprintf(text, SIZE_TEXT_MAX, "%" PRIu64, millionths / 10000);
    if (millionths % 10000) {
        used += snprintf(text + used, SIZE_TEXT_MAX - (size_t)used, ".%04" PRIu64, millionths % 10000);
        while (text[used - 1] == '0')
            used--;
    }
    snprintf(text + used, SIZE_TEXT_MAX - (size_t)used, "%%");
    return text;
}
