/* SPDX-License-Identifier: MIT */
/* The parameters of a workload or a model: found by name, read from text, kept in its structure. */
#include "params.h"

#include <string.h>

#include "sizes.h"

uint64_t *param_place(const struct tvp_param *param, unsigned char *params)
{
    return (uint64_t *)(void *)(params + param->offset);
}

const struct tvp_param *param_find(const struct tvp_param *list, const char *name)
{
    for (const struct tvp_param *param = list; param && param->name; param++)
        if (strcmp(param->name, name) == 0)
            return param;
    return NULL;
}

const char *param_of_model(const char *model, const char *name)
{
    const size_t length = strlen(model);
    return strncmp(name, model, length) == 0 && name[length] == '.' ? name + length + 1 : NULL;
}

void param_model_name(const char *model, const struct tvp_param *param, char name[PARAM_NAME_MAX])
{
    snprintf(name, PARAM_NAME_MAX, "%.*s.%.*s", (int)TVP_NAME_MAX - 2, model, (int)TVP_NAME_MAX - 1,
             param->name);
}

/* The next word of "a|b|c", its length in *length; NULL at the end. */
static const char *next_choice(const char **rest, size_t *length)
{
    const char *word = *rest;
    if (!word)
        return NULL;
    *length = strcspn(word, "|");
    *rest = word[*length] ? word + *length + 1 : NULL;
    return word;
}

static int parse_choice(const struct tvp_param *param, const char *text, uint64_t *value, char *reason)
{
    const char *rest = param->choices, *word;
    size_t length;
    for (uint64_t i = 0; (word = next_choice(&rest, &length)); i++) {
        if (strlen(text) == length && memcmp(text, word, length) == 0) {
            *value = i;
            return 0;
        }
    }
    snprintf(reason, REASON_MAX, "%s=%.40s: must be one of %s", param->name, text, param->choices);
    return -1;
}

int param_choice(const struct tvp_param *param, uint64_t index, char word[TVP_NAME_MAX])
{
    const char *rest = param->choices, *at;
    size_t length;
    for (uint64_t i = 0; (at = next_choice(&rest, &length)); i++) {
        if (i == index && length < TVP_NAME_MAX) {
            memcpy(word, at, length);
            word[length] = 0;
            return 0;
        }
    }
    return -1;
}

static const char *bound_text(const struct tvp_param *param, uint64_t value, char text[SIZE_TEXT_MAX])
{
    if (param->type == TVP_PARAM_SIZE)
        return size_text(value, text);
    if (param->type == TVP_PARAM_DURATION)
        return duration_text(value, text);
    snprintf(text, SIZE_TEXT_MAX, "%llu", (unsigned long long)value);
    return text;
}

int param_parse(const struct tvp_param *param, const char *text, uint64_t *value, char reason[REASON_MAX])
{
    if (param->type == TVP_PARAM_CHOICE)
        return parse_choice(param, text, value, reason);
    uint64_t number;
    const char *why = param->type == TVP_PARAM_SIZE       ? parse_size(text, &number)
                      : param->type == TVP_PARAM_DURATION ? parse_duration(text, &number)
                                                          : parse_count(text, &number);
    if (why) {
        snprintf(reason, REASON_MAX, "%s=%.40s: %.40s %s", param->name, text, text, why);
        return -1;
    }
    if (number < param->min || number > param->max) {
        char least[SIZE_TEXT_MAX], most[SIZE_TEXT_MAX];
        snprintf(reason, REASON_MAX, "%s=%.40s: must be %s to %s", param->name, text,
                 bound_text(param, param->min, least), bound_text(param, param->max, most));
        return -1;
    }
    *value = number;
    return 0;
}

int params_default(const struct tvp_param *list, const char *owner, unsigned char *params,
                   char reason[REASON_MAX])
{
    memset(params, 0, TVP_PARAMS_MAX);
    for (const struct tvp_param *param = list; param && param->name; param++) {
        if (param->offset + sizeof(uint64_t) > TVP_PARAMS_MAX) {
            snprintf(reason, REASON_MAX, "%s: its parameters take over %u bytes", owner, TVP_PARAMS_MAX);
            return -1;
        }
        if (param_parse(param, param->fallback, param_place(param, params), reason) != 0)
            return -1;
    }
    return 0;
}
