/* SPDX-License-Identifier: MIT */
/* `tvp list triples`: every workload under every model with every way of sharing, by their defaults, with two
 * workers and a small dataset: what runs here, and why not what does not. The suite smoke plays what it says.
 */
#include <stdio.h>
#include <string.h>

#include "../core/spec.h"
#include "list.h"

static int build(struct spec *spec, const struct topo *topo)
{
    char words[][16] = {"--workload", "all",       "--model", "all",    "--sharing",
                        "all",        "--workers", "2",       "--data", "1M"};
    char *argv[sizeof words / sizeof *words], error[OPTION_ERROR_MAX];
    static struct request request;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        argv[i] = words[i];
    request_default(&request);
    if (options_parse(&request, sizeof words / sizeof *words, argv, SOURCE_COMMAND, topo_cpus(topo), error) !=
            0 ||
        spec_build(&request, topo_cpus(topo), spec, error) != 0)
        return -1;
    return spec_place(spec->cells, spec->count, topo, error);
}

/* Puts the pair beside others that do not run for the same reason. */
static void add_reason(json_t *reasons, const struct cell *cell)
{
    char pair[2 * TVP_NAME_MAX + 2];
    json_t *pairs = json_object_get(reasons, cell->unsupported);
    if (!pairs) {
        pairs = json_array();
        json_object_set_new(reasons, cell->unsupported, pairs);
    }
    snprintf(pair, sizeof pair, "%s/%s", cell->model->name, sharing_name(cell->sharing));
    json_array_append_new(pairs, json_string(pair));
}

static json_t *of_workload(const struct spec *spec, const struct tvp_workload *workload)
{
    json_t *pairs = json_array(), *reasons = json_object();
    char brief[80];
    int run = 0;
    for (uint32_t i = 0; i < spec->count; i++) {
        const struct cell *cell = &spec->cells[i];
        if (cell->workload != workload)
            continue;
        const int here = cell->unsupported[0] == '\0';
        run += here;
        if (!here)
            add_reason(reasons, cell);
        json_array_append_new(pairs, json_pack("{s:s, s:s, s:s?}", "model", cell->model->name, "sharing",
                                               sharing_name(cell->sharing), "unsupported",
                                               here ? NULL : cell->unsupported));
    }
    if (json_array_size(pairs) == 0) {
        json_decref(pairs);
        json_decref(reasons);
        return NULL;
    }
    snprintf(brief, sizeof brief, "%d of %d pairs of model and sharing run here", run,
             (int)json_array_size(pairs));
    return json_pack("{s:s, s:s, s:o, s:o}", "name", workload->name, "brief", brief, "pairs", pairs,
                     "reasons", reasons);
}

json_t *list_triples(const struct topo *topo)
{
    struct spec spec;
    json_t *list = json_array();
    if (build(&spec, topo) != 0)
        return list;
    for (const struct tvp_workload *const *at = tvp_workloads; *at; at++) {
        json_t *element = of_workload(&spec, *at);
        if (element)
            json_array_append_new(list, element);
    }
    spec_free(&spec);
    return list;
}
