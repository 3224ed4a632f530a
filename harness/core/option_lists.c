/* SPDX-License-Identifier: MIT */
/* Reads the values of the options that add to what was given before: --param and --probe. */
#include <string.h>

#include "nearest.h"
#include "option_values.h"
#include "params.h"

static const char *param_name_at(size_t i, const void *context)
{
    return ((const struct tvp_param *)context)[i].name;
}

static size_t count_workloads(void)
{
    size_t count = 0;
    while (tvp_workloads[count])
        count++;
    return count;
}

/* Workloads, then models. */
static const char *case_at(size_t i, const void *context)
{
    const size_t workloads = count_workloads();
    (void)context;
    return i < workloads ? tvp_workloads[i]->name : tvp_models[i - workloads]->name;
}

static int unknown_param(const struct tvp_param *list, const char *owner, const char *name, char *why)
{
    size_t count = 0;
    while (list && list[count].name)
        count++;
    const char *nearest = nearest_name(name, count, param_name_at, list);
    if (nearest)
        snprintf(why, REASON_MAX, "%s has no parameter %.40s (did you mean %s?)", owner, name, nearest);
    else
        snprintf(why, REASON_MAX, "%s has no parameter %.40s", owner, name);
    return -1;
}

static int unknown_case(const char *name, char *why)
{
    size_t count = count_workloads();
    for (size_t i = 0; tvp_models[i]; i++)
        count++;
    const char *nearest = nearest_name(name, count, case_at, NULL);
    if (nearest)
        snprintf(why, REASON_MAX, "there is no workload or model %.40s (did you mean %s?)", name, nearest);
    else
        snprintf(why, REASON_MAX, "there is no workload or model %.40s", name);
    return -1;
}

/* NAME without its model would be a workload's. */
static int without_model(const char *name, char *why)
{
    for (size_t i = 0; tvp_models[i]; i++)
        if (param_find(tvp_models[i]->params, name)) {
            snprintf(why, REASON_MAX, "no workload has a parameter %.40s (did you mean %s.%.40s?)", name,
                     tvp_models[i]->name, name);
            return -1;
        }
    snprintf(why, REASON_MAX, "no workload has a parameter %.40s", name);
    return -1;
}

/* NAME=VALUE for any workload that has it. Which bounds the value is to keep to, the workloads asked for say:
 * that is looked at when the cells are made. */
static int check_unqualified(const char *name, char *why)
{
    for (size_t i = 0; tvp_workloads[i]; i++)
        if (param_find(tvp_workloads[i]->params, name))
            return 0;
    return without_model(name, why);
}

static int check_item(char *item, char *why)
{
    char *value = strchr(item, '=');
    if (!value || value == item || !value[1]) {
        snprintf(why, REASON_MAX, "%.60s is not [WORKLOAD.]NAME=VALUE or MODEL.NAME=VALUE", item);
        return -1;
    }
    *value++ = 0;
    char *dot = strchr(item, '.');
    if (!dot)
        return check_unqualified(item, why);
    *dot++ = 0;
    const struct tvp_workload *workload = workload_find(item);
    const struct tvp_model *model = workload ? NULL : model_find(item);
    if (!workload && !model)
        return unknown_case(item, why);
    const struct tvp_param *list = workload ? workload->params : model->params,
                           *param = param_find(list, dot);
    uint64_t ignored;
    return param ? param_parse(param, value, &ignored, why) : unknown_param(list, item, dot, why);
}

static int append(char *list, size_t room, const char *item, char *why)
{
    size_t used = strlen(list), length = strlen(item);
    if (used + length + 2 > room) {
        snprintf(why, REASON_MAX, "%.60s: the list is over %zu bytes", item, room - 1);
        return -1;
    }
    memcpy(list + used, item, length);
    memcpy(list + used + length, ",", 2);
    return 0;
}

int value_params(const struct option *option, struct request *request, const char *text, char why[REASON_MAX])
{
    char item[TVP_PATH_MAX], parts[TVP_PATH_MAX];
    const char *rest = text;
    int more;
    (void)option;
    while ((more = next_item(&rest, item, why)) > 0) {
        memcpy(parts, item, sizeof parts);
        if (check_item(parts, why) != 0 || append(request->params, sizeof request->params, item, why) != 0)
            return -1;
    }
    return more;
}

static const char *probe_at(size_t i, const void *context)
{
    (void)context;
    return tvp_probes[i]->name;
}

static int unknown_probe(const char *name, char *why)
{
    size_t count = 0;
    while (tvp_probes[count])
        count++;
    const char *nearest = nearest_name(name, count, probe_at, NULL);
    if (nearest)
        snprintf(why, REASON_MAX, "there is no probe %.40s (did you mean %s?)", name, nearest);
    else
        snprintf(why, REASON_MAX, "there is no probe %.40s", name);
    return -1;
}

int value_probes(const struct option *option, struct request *request, const char *text, char why[REASON_MAX])
{
    char item[TVP_PATH_MAX];
    const char *rest = text;
    int more;
    (void)option;
    if (strcmp(text, "all") == 0) {
        request->probes[0] = 0;
        for (size_t i = 0; tvp_probes[i]; i++)
            if (append(request->probes, sizeof request->probes, tvp_probes[i]->name, why) != 0)
                return -1;
        return 0;
    }
    while ((more = next_item(&rest, item, why)) > 0) {
        if (!probe_find(item))
            return unknown_probe(item, why);
        if (append(request->probes, sizeof request->probes, item, why) != 0)
            return -1;
    }
    return more;
}
