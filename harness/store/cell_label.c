/* SPDX-License-Identifier: MIT */
/* Labels of cells: readable, exact, and the same for the same cell in every run. */
#include "cell_label.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/params.h"
#include "../core/registry.h"
#include "../core/sizes.h"

#define TEXT_MAX 96u

void number_text(char out[NUMBER_TEXT_MAX], double number)
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, NUMBER_TEXT_MAX, "%.*g", digits, number);
        if (strtod(out, NULL) == number)
            return;
    }
}

void number_json(char out[NUMBER_TEXT_MAX], const json_t *value)
{
    out[0] = '\0';
    if (json_is_integer(value))
        snprintf(out, NUMBER_TEXT_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_real(value))
        number_text(out, json_real_value(value));
}

/* The trial's own parameters, and what the command line makes of them when nothing is said. */
static const struct tvp_param own[] = {
    {.name = "creator", .type = TVP_PARAM_CHOICE, .fallback = "same"},
    {.name = "data", .type = TVP_PARAM_SIZE, .fallback = "0"},
    {.name = "heap", .type = TVP_PARAM_SIZE, .fallback = "0"},
    {.name = "lifetime", .type = TVP_PARAM_CHOICE, .fallback = "trial"},
    {.name = "pages", .type = TVP_PARAM_CHOICE, .fallback = "4k"},
    {.name = "starts", .type = TVP_PARAM_COUNT, .fallback = "1"},
    {.name = "task", .type = TVP_PARAM_DURATION, .fallback = "0"},
    {.name = "write", .type = TVP_PARAM_COUNT, .fallback = "0"},
};

/* A factor as a parameter: bytes or a count. */
static const struct tvp_param *as_param(const struct factor *factor)
{
    static const struct tvp_param size = {.name = "", .type = TVP_PARAM_SIZE},
                                  count = {.name = "", .type = TVP_PARAM_COUNT};
    return factor->is_size ? &size : &count;
}

static const struct tvp_param *find(const struct cell_words *cell, const char *name)
{
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(own[i].name, name) == 0)
            return &own[i];
    if (factor_find(name))
        return as_param(factor_find(name));
    const char *of_model = param_of_model(cell->model, name);
    const struct tvp_model *model = of_model ? model_find(cell->model) : NULL;
    const struct tvp_workload *workload = of_model ? NULL : workload_find(cell->workload);
    return param_find(model ? model->params : workload ? workload->params : NULL, of_model ? of_model : name);
}

/* A value as a user would write it. `param` NULL: this build does not know it, and it stays a bare number. */
static void value_text(const struct tvp_param *param, const json_t *value, char out[TEXT_MAX])
{
    char text[NUMBER_TEXT_MAX > SIZE_TEXT_MAX ? NUMBER_TEXT_MAX : SIZE_TEXT_MAX];
    uint64_t number = (uint64_t)json_integer_value(value);
    number_json(text, value);
    if (json_is_integer(value) && param && param->type == TVP_PARAM_SIZE)
        size_text(number, text);
    else if (json_is_integer(value) && param && param->type == TVP_PARAM_DURATION)
        duration_text(number, text);
    snprintf(out, TEXT_MAX, "%s", json_is_string(value) ? json_string_value(value) : text);
}

static int is_default(const struct tvp_param *param, const json_t *value, const char *text)
{
    uint64_t fallback;
    if (!param || !param->fallback)
        return 0;
    if (json_is_string(value))
        return strcmp(text, param->fallback) == 0;
    const char *(*parse)(const char *, uint64_t *) = param->type == TVP_PARAM_SIZE       ? parse_size
                                                     : param->type == TVP_PARAM_DURATION ? parse_duration
                                                                                         : parse_count;
    return json_is_integer(value) && !parse(param->fallback, &fallback) &&
           fallback == (uint64_t)json_integer_value(value);
}

static char clean(char letter)
{
    return (unsigned char)letter <= ' ' || letter == 0x7f ? '_' : letter;
}

void cell_label_clean(char *word)
{
    for (; *word; word++)
        *word = clean(*word);
}

static void put_word(FILE *to, const char *word)
{
    for (; *word; word++)
        fputc(clean(*word), to);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Each that differs from its default as `before`NAME=VALUE, `between` before all but the first. 0, or -1: out
 * of memory. */
static int put_params(FILE *to, const struct cell_words *cell, const char *before, const char *between)
{
    size_t count = 0;
    const char **names = calloc(json_object_size(cell->params) + 1, sizeof *names), *name,
               *separator = before;
    json_t *value;
    if (!names)
        return -1;
    json_object_foreach((json_t *)cell->params, name, value) names[count++] = name;
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        char text[TEXT_MAX];
        const struct tvp_param *param = find(cell, names[i]);
        value = json_object_get(cell->params, names[i]);
        value_text(param, value, text);
        if (is_default(param, value, text))
            continue;
        fputs(separator, to);
        put_word(to, names[i]);
        fputc('=', to);
        put_word(to, json_is_string(value) ? json_string_value(value) : text); /* whole, however long */
        separator = between;
    }
    free(names);
    return 0;
}

static char *close_text(FILE *to, char **text, int failed)
{
    failed |= ferror(to);
    if (fclose(to) == 0 && !failed)
        return *text;
    free(*text);
    return NULL;
}

char *cell_label_params(const struct cell_words *cell)
{
    char *text = NULL;
    size_t bytes;
    FILE *to = open_memstream(&text, &bytes);
    return to ? close_text(to, &text, put_params(to, cell, "", ",")) : NULL;
}

char *cell_label(const struct cell_words *cell)
{
    char *text = NULL;
    size_t bytes;
    FILE *to = open_memstream(&text, &bytes);
    if (!to)
        return NULL;
    put_word(to, cell->workload);
    if (cell->version != 1)
        fprintf(to, "@%" PRIu32, cell->version);
    const char *const words[] = {cell->model, cell->sharing};
    for (size_t i = 0; i < 2; i++) {
        fputc('/', to);
        put_word(to, words[i]);
    }
    fprintf(to, "/w%" PRIu32 "/", cell->workers);
    put_word(to, cell->placement);
    return close_text(to, &text, put_params(to, cell, "/", "/"));
}
