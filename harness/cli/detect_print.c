/* SPDX-License-Identifier: MIT */
/* The line that says where a series changed: JSON, text, or a row of CSV. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../store/lines.h"
#include "cli.h"
#include "detect.h"

/* A series, its values that are not missing, and what was found in them. */
struct finding {
    const json_t *id, *fields;
    double *values;
    uint32_t *place; /* index in the input of each value */
    size_t count, total;
    size_t *found, found_count;
    struct stats_segment *segments; /* found_count + 1; none when there is no value */
};

static size_t segment_count(const struct finding *finding)
{
    return finding->count > 0 ? finding->found_count + 1 : 0;
}

/* Where in the input value `i` stands; behind the last one: where the input ends. */
static size_t place_of(const struct finding *finding, size_t i)
{
    return i < finding->count ? finding->place[i] : finding->total;
}

static int take_values(struct finding *finding, const struct series *series)
{
    finding->values = malloc((series->count + 1) * sizeof *finding->values);
    finding->place = malloc((series->count + 1) * sizeof *finding->place);
    if (!finding->values || !finding->place)
        return EXIT_TVP;
    for (size_t i = 0; i < series->count; i++) {
        if (isnan(series->values[i].value))
            continue;
        finding->values[finding->count] = series->values[i].value;
        finding->place[finding->count++] = (uint32_t)i;
    }
    finding->total = series->count;
    return 0;
}

static int find(const struct detect *detect, struct finding *finding)
{
    double *scratch = malloc((2 * finding->count + 1) * sizeof *scratch);
    size_t found_count = 0;
    finding->found = malloc(stats_changepoint_room(finding->count) * sizeof *finding->found);
    int status = !scratch || !finding->found ||
                 stats_changepoints(finding->values, finding->count, &detect->options, finding->found,
                                    &found_count) != 0;
    finding->found_count = found_count;
    if (status == 0)
        finding->segments = malloc((finding->found_count + 1) * sizeof *finding->segments);
    for (size_t i = 0; finding->segments && i < segment_count(finding); i++)
        finding->segments[i] = stats_changepoint_segment(finding->values, finding->count, finding->found,
                                                         finding->found_count, i, scratch);
    free(scratch);
    return finding->segments ? 0 : EXIT_TVP;
}

static json_t *json_changes(const struct finding *finding)
{
    json_t *array = json_array();
    for (size_t i = 0; i < finding->found_count; i++)
        json_array_append_new(array, json_integer((json_int_t)place_of(finding, finding->found[i])));
    return array;
}

/* Without the last digit or two, which the arithmetic made up. */
static double rounded(double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", value);
    return strtod(text, NULL);
}

static json_t *json_segments(const struct finding *finding)
{
    json_t *array = json_array();
    for (size_t i = 0; i < segment_count(finding); i++) {
        const struct stats_segment *segment = &finding->segments[i];
        size_t from = i == 0 ? 0 : place_of(finding, segment->from);
        json_array_append_new(array, json_pack("{s:I, s:I, s:f, s:f, s:I}", "from", (json_int_t)from, "to",
                                               (json_int_t)place_of(finding, segment->to), "median",
                                               segment->median, "mad", rounded(segment->mad), "n",
                                               (json_int_t)(segment->to - segment->from)));
    }
    return array;
}

/* Whether all numbers in it are told apart by this many digits. */
static int digits_suffice(const json_t *value, int digits)
{
    char text[40];
    const char *key;
    size_t i;
    json_t *part;
    if (json_is_real(value)) {
        snprintf(text, sizeof text, "%.*g", digits, json_real_value(value));
        return strtod(text, NULL) == json_real_value(value);
    }
    json_array_foreach((json_t *)value, i, part) if (!digits_suffice(part, digits)) return 0;
    json_object_foreach((json_t *)value, key, part) if (!digits_suffice(part, digits)) return 0;
    return 1;
}

static int print_json_object(const json_t *object)
{
    int digits = digits_suffice(object, 15) ? 15 : digits_suffice(object, 16) ? 16 : 17;
    int failed = json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(digits));
    return failed || putchar('\n') == EOF ? EXIT_TVP : 0;
}

/* Ours first, then what stood beside the values, but what is named as ours is. */
static int print_json(const struct finding *finding)
{
    json_t *object = json_object();
    int failed = json_object_set(object, "id", (json_t *)(uintptr_t)finding->id) != 0 ||
                 json_object_set_new(object, "changepoints", json_changes(finding)) != 0 ||
                 json_object_set_new(object, "segments", json_segments(finding)) != 0;
    if (finding->total > finding->count)
        failed |= json_object_set_new(object, "missing",
                                      json_integer((json_int_t)(finding->total - finding->count)));
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)finding->fields, key, value)
    {
        if (!json_object_get(object, key))
            failed |= json_object_set(object, key, value);
    }
    int code = failed ? EXIT_TVP : print_json_object(object);
    json_decref(object);
    return code;
}

/* The id as text, without control characters; to be freed. */
static char *id_text(const json_t *id)
{
    char *text =
        json_is_string(id) ? strdup(json_string_value(id)) : json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT);
    for (char *letter = text; letter && *letter; letter++)
        if ((unsigned char)*letter < ' ' || *letter == 0x7f)
            *letter = '?';
    return text;
}

static double percent(double before, double after)
{
    return 100 * (after - before) / fabs(before);
}

static void print_text(const struct finding *finding, const char *id)
{
    printf("%s: %zu values", id, finding->count);
    if (finding->total > finding->count)
        printf(", %zu missing", finding->total - finding->count);
    if (finding->found_count == 0)
        printf(", no change");
    for (size_t i = 0; i < finding->found_count; i++) {
        const struct stats_segment *before = &finding->segments[i], *after = before + 1;
        printf("%s %zu (%.6g -> %.6g", i == 0 ? ", changes at" : ",", place_of(finding, finding->found[i]),
               before->median, after->median);
        if (before->median != 0)
            printf(", %+.1f %%", percent(before->median, after->median));
        putchar(')');
    }
    putchar('\n');
}

/* In quotes when it must be. */
static void print_field(const char *text)
{
    if (!strpbrk(text, ",\"")) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (; *text; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    putchar('"');
}

static void print_csv(const struct finding *finding, const char *id, int first)
{
    if (first)
        puts("id,values,missing,changes,changepoints");
    print_field(id);
    printf(",%zu,%zu,%zu,", finding->count, finding->total - finding->count, finding->found_count);
    for (size_t i = 0; i < finding->found_count; i++)
        printf("%s%zu", i == 0 ? "" : " ", place_of(finding, finding->found[i]));
    putchar('\n');
}

static int print_words(const struct detect *detect, const struct finding *finding)
{
    char *id = id_text(finding->id);
    if (!id)
        return EXIT_TVP;
    if (detect->format == DETECT_TEXT)
        print_text(finding, id);
    else
        print_csv(finding, id, detect->written == 0);
    free(id);
    return 0;
}

int detect_print(struct detect *detect, const struct series *series, const json_t *id, const json_t *fields)
{
    struct finding finding = {.id = id, .fields = fields};
    int code = take_values(&finding, series);
    if (code == 0)
        code = find(detect, &finding);
    if (code == 0)
        code = detect->format == DETECT_JSON ? print_json(&finding) : print_words(detect, &finding);
    detect->written++;
    free(finding.values);
    free(finding.place);
    free(finding.found);
    free(finding.segments);
    return code ? code : fflush(stdout) == 0 ? 0 : EXIT_TVP;
}
