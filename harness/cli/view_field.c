/* SPDX-License-Identifier: MIT */
/* The words that tell cells apart, as records have them and as people read them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/params.h"
#include "table_units.h"
#include "view.h"

static const char *const column_names[] = {"system",  "workload", "version",   "model",
                                           "sharing", "workers",  "placement", NULL};

const char *view_field(const struct view_cell *cell, const char *name, char out[VIEW_TEXT_MAX])
{
    if (strcmp(name, "system") == 0)
        return cell->system ? cell->system : "";
    if (strcmp(name, "workload") == 0)
        return cell->workload;
    if (strcmp(name, "model") == 0)
        return cell->model;
    if (strcmp(name, "sharing") == 0)
        return cell->sharing;
    if (strcmp(name, "placement") == 0)
        return cell->placement;
    if (strcmp(name, "workers") == 0 || strcmp(name, "version") == 0) {
        snprintf(out, VIEW_TEXT_MAX, "%" PRIu32, *name == 'w' ? cell->workers : cell->version);
        return out;
    }
    const json_t *value = json_object_get(cell->params, name);
    if (json_is_string(value))
        return json_string_value(value);
    out[0] = '\0';
    if (json_is_integer(value))
        snprintf(out, VIEW_TEXT_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(out, VIEW_TEXT_MAX, "%.17g", json_real_value(value));
    else if (factor_find(name)) /* recorded where it is not as usual */
        snprintf(out, VIEW_TEXT_MAX, "%" PRIu64, factor_find(name)->usual);
    return out;
}

int view_field_number(const struct view_cell *cell, const char *name, double *number)
{
    char text[VIEW_TEXT_MAX], *end;
    const char *value = view_field(cell, name, text);
    *number = strtod(value, &end);
    return end != value && *end == '\0';
}

/* What the number of a parameter is: the trial's own are known, a workload's or a model's are told by its
 * table where this build has it. Others stay bare numbers. */
static const char *unit_of(const struct view_cell *cell, const char *name)
{
    const struct factor *factor = factor_find(name);
    if (strcmp(name, "data") == 0 || strcmp(name, "heap") == 0 || (factor && factor->is_size))
        return "size";
    if (strcmp(name, "write") == 0)
        return "%";
    if (strcmp(name, "task") == 0)
        return "ns";
    const char *of_model = cell->model ? param_of_model(cell->model, name) : NULL;
    const struct tvp_model *model = of_model ? model_find(cell->model) : NULL;
    const struct tvp_workload *workload = of_model ? NULL : workload_find(cell->workload);
    const struct tvp_param *param = param_find(model      ? model->params
                                               : workload ? workload->params
                                                          : NULL,
                                               of_model ? of_model : name);
    if (!param)
        return "";
    return param->type == TVP_PARAM_SIZE ? "size" : param->type == TVP_PARAM_DURATION ? "ns" : "";
}

void view_field_value(const struct view_cell *cell, const char *name, char out[VIEW_TEXT_MAX])
{
    char text[VIEW_TEXT_MAX];
    double number;
    const char *unit = unit_of(cell, name);
    if (*unit && view_field_number(cell, name, &number))
        units_readable(out, VIEW_TEXT_MAX, number, unit);
    else
        snprintf(out, VIEW_TEXT_MAX, "%s", view_field(cell, name, text));
}

void view_field_label(const struct view_cell *cell, const char *name, char out[VIEW_TEXT_MAX])
{
    char value[VIEW_TEXT_MAX];
    view_field_value(cell, name, value);
    const char *bare[] = {"system", "workload", "model", "sharing", "placement"};
    for (size_t i = 0; i < sizeof bare / sizeof *bare; i++) {
        if (strcmp(name, bare[i]) == 0) {
            snprintf(out, VIEW_TEXT_MAX, "%s", value);
            return;
        }
    }
    if (strcmp(name, "workers") == 0 || strcmp(name, "starts") == 0)
        snprintf(out, VIEW_TEXT_MAX, "%.40s %s", value,
                 strcmp(value, "1") == 0 ? (*name == 'w' ? "worker" : "start") : name);
    else if (strcmp(name, "pages") == 0)
        snprintf(out, VIEW_TEXT_MAX, "%.40s pages", value);
    else
        snprintf(out, VIEW_TEXT_MAX, "%.40s %.40s", name, value);
}

static void add_name(struct view_fields *out, const char *name)
{
    for (size_t i = 0; i < out->count; i++)
        if (strcmp(out->names[i], name) == 0)
            return;
    if (out->count < VIEW_FIELDS_MAX)
        out->names[out->count++] = name;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void view_fields_of(const struct view_cell *const *cells, size_t count, struct view_fields *out)
{
    out->count = 0;
    for (size_t i = 0; column_names[i]; i++)
        add_name(out, column_names[i]);
    size_t columns = out->count;
    for (size_t i = 0; i < count; i++) {
        const char *name;
        json_t *value;
        json_object_foreach((json_t *)cells[i]->params, name, value) add_name(out, name);
    }
    qsort(out->names + columns, out->count - columns, sizeof *out->names, by_name);
}

int view_field_is_model(const char *name)
{
    return strcmp(name, "model") == 0 || strchr(name, '.') != NULL;
}

int view_varies(const struct view_cell *const *cells, size_t count, const char *name)
{
    char first[VIEW_TEXT_MAX], other[VIEW_TEXT_MAX];
    const struct view_cell *one = NULL;
    const int own = strchr(name, '.') != NULL; /* a model's own parameter, which cells of other models lack */
    for (size_t i = 0; i < count; i++) {
        if (own && !*view_field(cells[i], name, other))
            continue;
        if (!one)
            one = cells[i];
        else if (strcmp(view_field(one, name, first), view_field(cells[i], name, other)) != 0)
            return 1;
    }
    return 0;
}
