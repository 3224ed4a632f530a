/* SPDX-License-Identifier: MIT */
/* `tvp list`: what can be measured, and why something cannot be here. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "list.h"
#include "load.h"
#include "table.h"

struct section {
    const char *name, *title;
    json_t *(*list)(const struct topo *topo);
    int only_asked; /* 1: too long to be shown unasked, unless something of it cannot be had */
};

static const struct section sections[] = {
    {"models", "MODELS: how workers come to be (--model)", list_models, 0},
    {"sharing", "SHARING: how workers get the data (--sharing)", list_sharing, 0},
    {"placements", "PLACEMENTS: on which CPUs workers run (--placement)", list_placements, 0},
    {"workloads", "WORKLOADS: what workers do (--workload)", list_workloads, 0},
    {"probes", "PROBES: sources of metrics (--probe)", list_probes, 0},
    {"suites", "SUITES: saved command lines (tvp run NAME)", list_suites, 0},
    {"figures", "FIGURES: (tvp plot)", list_figures, 0},
    {"triples", "TRIPLES: workload, model, sharing: what runs here, and why not (2 workers)", list_triples,
     1},
    {"metrics", "METRICS: what records and exports hold", list_metrics, 1},
    {"commands", "COMMANDS: (tvp help)", list_commands, 1},
};
#define SECTIONS (sizeof sections / sizeof *sections)

static const char *section_name(size_t i, const void *context)
{
    (void)context;
    return sections[i].name;
}

static const char *word(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value ? value : "";
}

/* "    label: text", broken at 80 columns; nothing of nothing. */
static void detail(const char *label, const char *value)
{
    if (!value[0])
        return;
    int column = printf("      %s: ", label);
    table_text(stdout, value, (size_t)column, 8, TABLE_WIDTH);
}

static void show_params(const json_t *element)
{
    size_t i;
    json_t *param;
    json_array_foreach(json_object_get(element, "params"), i, param)
    {
        int column = printf("      --param %s=%s  ", word(param, "name"), word(param, "default"));
        char line[512];
        const char *choices = word(param, "choices");
        snprintf(line, sizeof line, "%s%s%s%s", word(param, "brief"), choices[0] ? " (" : "", choices,
                 choices[0] ? ")" : "");
        table_text(stdout, line, (size_t)column, 8, TABLE_WIDTH);
    }
}

static void show_pairs(const json_t *element)
{
    const char *model;
    json_t *why;
    json_object_foreach(json_object_get(element, "not_with"), model, why)
    {
        int column = printf("      not with %s: ", model);
        table_text(stdout, json_string_value(why), (size_t)column, 8, TABLE_WIDTH);
    }
}

/* Why pairs of model and sharing do not run, and which. */
static void show_reasons(const json_t *element)
{
    const char *why;
    json_t *pairs, *pair;
    size_t i;
    json_object_foreach(json_object_get(element, "reasons"), why, pairs)
    {
        char line[4096];
        size_t used = (size_t)snprintf(line, sizeof line, "%s:", why);
        json_array_foreach(pairs, i, pair)
        {
            if (used < sizeof line)
                used += (size_t)snprintf(line + used, sizeof line - used, "%s %s", i ? "," : "",
                                         json_string_value(pair));
        }
        int column = printf("      ");
        table_text(stdout, line, (size_t)column, 8, TABLE_WIDTH);
    }
}

static void show_element(const json_t *element, int width, int at_length)
{
    int column = printf("  %-*s  ", width, word(element, "name"));
    table_text(stdout, word(element, "brief"), (size_t)column, (size_t)column, TABLE_WIDTH);
    detail("not here", word(element, "unsupported"));
    show_pairs(element);
    show_reasons(element);
    if (!at_length)
        return;
    detail("op", word(element, "op"));
    show_params(element);
    if (json_is_true(json_object_get(element, "needs_data")))
        puts("      needs --data");
    if (json_is_false(json_object_get(element, "by_default")))
        puts("      only when asked for");
    if (word(element, "better")[0])
        printf("      %s, %s is better, per %s, by %s\n", word(element, "unit"), word(element, "better"),
               word(element, "scope"), word(element, "probe"));
    detail("about", word(element, "doc"));
}

static void show_section(const struct section *section, const json_t *list, int at_length)
{
    size_t i;
    json_t *element;
    int width = 0;
    json_array_foreach(list, i, element)
    {
        int length = (int)strlen(word(element, "name"));
        width = length > width ? length : width;
    }
    puts(section->title);
    json_array_foreach(list, i, element)
    {
        show_element(element, width, at_length);
    }
}

static int lacks_something(const json_t *list)
{
    size_t i;
    json_t *element;
    json_array_foreach(list, i, element)
    {
        if (word(element, "unsupported")[0])
            return 1;
    }
    return 0;
}

static int show(const struct section *only, const struct topo *topo, int as_json)
{
    json_t *all = json_object(), *more = json_array();
    static const struct section rest = {"", "MORE: (tvp list NAME)", NULL, 0};
    const char *between = "";
    for (size_t i = 0; i < SECTIONS; i++) {
        const struct section *section = &sections[i];
        if (only && section != only)
            continue;
        json_t *list = section->list(topo);
        if (!as_json && (only || !section->only_asked || lacks_something(list))) {
            fputs(between, stdout);
            show_section(section, list, only != NULL);
            between = "\n";
        } else {
            json_array_append_new(more, json_pack("{s:s, s:s}", "name", section->name, "brief",
                                                  strchr(section->title, ':') + 2));
        }
        json_object_set_new(all, section->name, list);
    }
    if (!as_json && json_array_size(more)) {
        fputs(between, stdout);
        show_section(&rest, more, 0);
    }
    int bad = as_json && (json_dumpf(all, stdout, JSON_INDENT(1)) != 0 || putchar('\n') == EOF);
    json_decref(all);
    json_decref(more);
    return bad ? cli_error(EXIT_TVP, "cannot write the list") : EXIT_OK;
}

static const struct section *find(const char *name)
{
    for (size_t i = 0; i < SECTIONS; i++)
        if (strcmp(sections[i].name, name) == 0)
            return &sections[i];
    return NULL;
}

static int unknown(const char *name)
{
    const char *nearest = cli_nearest(name, SECTIONS, section_name, NULL);
    const char *what = name[0] == '-' ? "unknown option" : "there is no list of";
    return nearest ? cli_error(EXIT_USAGE, "%s %s (did you mean %s?)", what, name, nearest)
                   : cli_error(EXIT_USAGE, "%s %s (see `tvp list --help`)", what, name);
}

static int run(int argc, char **argv)
{
    const struct section *only = NULL;
    int as_json = 0;
    int code = load_asked(argc, argv);
    if (code)
        return code;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--load") == 0 || strncmp(argv[i], "--load=", 7) == 0) {
            i += argv[i][6] == '\0'; /* loaded before */
            continue;
        }
        if (strcmp(argv[i], "--json") == 0) {
            as_json = 1;
            continue;
        }
        if (only)
            return cli_error(EXIT_USAGE, "one list at a time: %s, and then %s", only->name, argv[i]);
        only = find(argv[i]);
        if (!only)
            return unknown(argv[i]);
    }
    char reason[REASON_MAX];
    struct topo *topo = topo_load(reason);
    if (!topo)
        return cli_error(EXIT_TVP, "%s", reason);
    code = show(only, topo, as_json);
    topo_free(topo);
    return code;
}

const struct tvp_command tvp_command_list = {
    .name = "list",
    .brief = "what can be measured here, and with what",
    .usage = "usage: tvp list [WHAT] [--load FILE] [--json]\n\n"
             "WHAT: models, sharing, placements, workloads, probes, suites, figures, triples,\n"
             "metrics, commands.\n\n"
             "Lists what tvp knows, with the reason of what cannot be had on this machine. One\n"
             "list alone is shown at length: ops, parameters and their defaults, units.\n\n"
             "  --load FILE\n"
             "        a workload of your own too\n"
             "  --json\n"
             "        everything there is to say, for programs\n",
    .run = run,
};
