/* SPDX-License-Identifier: MIT */
/* What a cell of a plan is, in a few words. */
#include <stdlib.h>
#include <string.h>

#include "../store/lines.h"
#include "ab.h"
#include "view.h"

/* The parameters of every trial's parent, and what they usually are. */
static const struct {
    const char *name, *usual;
} usual_params[] = {{"creator", "same"}, {"data", "0"},   {"heap", "0"}, {"lifetime", "trial"},
                    {"pages", "4k"},     {"starts", "1"}, {"task", "0"}, {"write", "0"}};

static int differs_from(const json_t *value, const char *usual)
{
    if (json_is_string(value))
        return strcmp(json_string_value(value), usual) != 0;
    return json_integer_value(value) != strtoll(usual, NULL, 10);
}

/* 1: cells of this workload have several values of it. */
static int varies(const json_t *cells, const char *workload, const char *name, const json_t *value)
{
    size_t i;
    json_t *cell;
    json_array_foreach(cells, i, cell)
    {
        if (strcmp(json_text_at(cell, "workload", ""), workload) == 0 &&
            !json_equal((json_t *)(uintptr_t)value, json_object_get(json_object_get(cell, "params"), name)))
            return 1;
    }
    return 0;
}

static int is_told(const json_t *cells, const char *workload, const char *name, const json_t *value)
{
    /* Of these the rows of a report say nothing: they are what its two arms differ in. */
    static const char *const of_arms[] = {"arm", "extra_ppm", "load", "exec"};
    for (size_t i = 0; i < sizeof of_arms / sizeof *of_arms; i++)
        if (strcmp(name, of_arms[i]) == 0)
            return 0;
    for (size_t i = 0; i < sizeof usual_params / sizeof *usual_params; i++)
        if (strcmp(name, usual_params[i].name) == 0)
            return differs_from(value, usual_params[i].usual);
    return factor_find(name) || varies(cells, workload, name, value);
}

char *cell_name(const json_t *cell, const json_t *cells)
{
    struct view_cell shown = {.workload = json_text_at(cell, "workload", ""),
                              .params = json_object_get(cell, "params")};
    const json_int_t workers = json_integer_value(json_object_get(cell, "workers"));
    struct text text = {0};
    const char *name;
    json_t *value;
    text_add(&text, "%s, %s/%s, %" JSON_INTEGER_FORMAT " worker%s, %s", shown.workload,
             json_text_at(cell, "model", ""), json_text_at(cell, "sharing", ""), workers,
             workers == 1 ? "" : "s", json_text_at(cell, "placement", ""));
    json_object_foreach((json_t *)(uintptr_t)shown.params, name, value)
    {
        char label[VIEW_TEXT_MAX];
        if (!is_told(cells, shown.workload, name, value))
            continue;
        view_field_label(&shown, name, label);
        text_add(&text, ", %s", label);
    }
    if (!text.failed)
        return text.start;
    text_free(&text);
    return NULL;
}
