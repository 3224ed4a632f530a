/* SPDX-License-Identifier: MIT */
/* `tvp list`: what the registry holds, as JSON. */
#include <string.h>

#include "../core/params.h"
#include "../core/runtimes.h"
#include "../store/lines.h"
#include "cli.h"
#include "list.h"

/* NULL is null. */
static json_t *text(const char *words)
{
    return words ? json_text(words) : json_null();
}

/* Of a model (NULL: of a workload, whose parameters need no name before theirs). */
static json_t *params_json(const struct tvp_param *params, const char *model)
{
    static const char *const types[] = {[TVP_PARAM_COUNT] = "count",
                                        [TVP_PARAM_SIZE] = "size",
                                        [TVP_PARAM_DURATION] = "duration",
                                        [TVP_PARAM_CHOICE] = "choice"};
    json_t *list = json_array();
    for (const struct tvp_param *param = params; param && param->name; param++) {
        const int choice = param->type == TVP_PARAM_CHOICE;
        char name[PARAM_NAME_MAX];
        snprintf(name, sizeof name, "%s", param->name);
        if (model)
            param_model_name(model, param, name);
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "name", name, "type", types[param->type],
                            "default", param->fallback, "choices", text(choice ? param->choices : NULL),
                            "min", choice ? json_null() : json_integer((json_int_t)param->min), "max",
                            choice ? json_null() : json_integer((json_int_t)param->max), "brief",
                            text(param->brief)));
    }
    return list;
}

json_t *list_models(const struct topo *topo)
{
    json_t *list = json_array();
    (void)topo;
    for (const struct tvp_model *const *at = tvp_models; *at; at++) {
        const struct tvp_model *model = *at;
        json_t *sharing = json_array();
        for (uint32_t s = 0; s < SHARING_COUNT; s++)
            if (!pair_unsupported(model, s))
                json_array_append_new(sharing, json_text(sharing_name(s)));
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:b, s:o, s:o, s:o}", "name", model->name,
                                              "brief", text(model->brief), "doc", text(model->doc),
                                              "by_default", model->by_default, "sharing", sharing, "params",
                                              params_json(model->params, model->name), "unsupported",
                                              text(model_refused(model))));
    }
    return list;
}

json_t *list_workloads(const struct topo *topo)
{
    json_t *list = json_array();
    (void)topo;
    for (const struct tvp_workload *const *at = tvp_workloads; *at; at++) {
        const struct tvp_workload *workload = *at;
        json_array_append_new(
            list,
            json_pack("{s:s, s:o, s:o, s:o, s:I, s:b, s:b, s:o, s:o}", "name", workload->name, "brief",
                      text(workload->brief), "op", text(workload->op), "doc", text(workload->doc), "version",
                      (json_int_t)workload->version, "needs_data", (workload->needs & TVP_NEEDS_DATA) != 0,
                      "in_suites", (workload->needs & TVP_NOT_IN_SUITES) == 0 && !workload->runtime, "params",
                      params_json(workload->params, NULL), "unsupported", text(workload->unsupported)));
    }
    return list;
}

static json_t *kinds_json(uint32_t kinds)
{
    json_t *list = json_array();
    for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++)
        if (kinds >> kind & 1u)
            json_array_append_new(list, json_text(kind_name(kind)));
    return list;
}

json_t *list_probes(const struct topo *topo)
{
    static const char *const costs[] = {
        [TVP_FREE] = "free", [TVP_AT_THE_EDGES] = "at the edges", [TVP_PERTURBING] = "perturbing"};
    json_t *list = json_array();
    (void)topo;
    for (const struct tvp_probe *const *at = tvp_probes; *at; at++) {
        const struct tvp_probe *probe = *at;
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:o, s:b, s:s, s:o}", "name", probe->name,
                                              "brief", text(probe->brief), "doc", text(probe->doc), "kinds",
                                              kinds_json(probe->kinds), "by_default", probe->by_default,
                                              "cost", costs[probe->cost], "unsupported",
                                              text(probe->unsupported ? probe->unsupported() : NULL)));
    }
    return list;
}

json_t *list_metrics(const struct topo *topo)
{
    static const char *const better[] = {
        [TVP_LOWER_IS_BETTER] = "lower", [TVP_HIGHER_IS_BETTER] = "higher", [TVP_NEITHER] = "neither"};
    json_t *list = json_array();
    const struct tvp_probe *probe;
    const struct tvp_metric *metric;
    (void)topo;
    for (uint32_t place = 0; (metric = metric_at(place, &probe)) != NULL; place++)
        json_array_append_new(list, json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:b}", "name", metric->name,
                                              "brief", text(metric->brief), "unit", metric->unit, "better",
                                              better[metric->better], "scope",
                                              metric->scope == TVP_PER_WORKER ? "worker" : "trial", "probe",
                                              probe->name, "exact", metric->exact));
    return list;
}

json_t *list_sharing(const struct topo *topo)
{
    static const char *const briefs[SHARING_COUNT] = {
        [SHARING_INHERIT] = "workers have the parent's memory: the same, or copied when written",
        [SHARING_COPY] = "each worker is sent a copy of its own, through a pipe if it is a process",
        [SHARING_SHM] = "one mapping that parent and workers share",
        [SHARING_LOAD] = "each worker reads it from a file, to memory of its own",
        [SHARING_SEED] = "each worker makes it from the seed, in memory of its own",
        [SHARING_SERVER] = "a process of its own has it, and is asked over a socket, piece by piece",
    };
    json_t *list = json_array();
    (void)topo;
    for (uint32_t s = 0; s < SHARING_COUNT; s++) {
        json_t *not_by = json_object();
        for (const struct tvp_model *const *at = tvp_models; *at; at++)
            if (pair_unsupported(*at, s))
                json_object_set_new(not_by, (*at)->name, json_text(pair_unsupported(*at, s)));
        json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "name", sharing_name(s), "brief", briefs[s],
                                              "not_with", not_by));
    }
    return list;
}

json_t *list_commands(const struct topo *topo)
{
    json_t *list = json_array();
    (void)topo;
    for (size_t i = 0; tvp_commands[i]; i++)
        if (!tvp_commands[i]->hidden)
            json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "name", tvp_commands[i]->name, "brief",
                                                  tvp_commands[i]->brief, "unsupported",
                                                  text(tvp_commands[i]->unsupported)));
    return list;
}

json_t *list_placements(const struct topo *topo)
{
    static const char *const briefs[PLACE_COUNT] = {
        [PLACE_SAME_CPU] = "all workers on one CPU",
        [PLACE_SAME_CORE] = "on the hardware threads of one core",
        [PLACE_COMPACT] = "on neighbours: the threads of a core, then the next core",
        [PLACE_SCATTER] = "as far apart as can be",
        [PLACE_NONE] = "bound to nothing: the system's scheduler decides",
    };
    json_t *list = json_array();
    for (uint32_t p = 0; p < PLACE_COUNT; p++) {
        uint32_t cpus[2];
        int crowded;
        char reason[REASON_MAX];
        int bad = topo_place(topo, p, 2, cpus, &crowded, reason);
        json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "name", placement_name(p), "brief",
                                              briefs[p], "unsupported", text(bad ? reason : NULL)));
    }
    return list;
}
