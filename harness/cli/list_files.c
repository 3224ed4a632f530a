/* SPDX-License-Identifier: MIT */
/* `tvp list`: what lies in files, suites and figures, as JSON. */
#include <stdlib.h>
#include <string.h>

#include "../core/suites.h"
#include "../store/lines.h"
#include "list.h"
#include "plot.h"

json_t *list_figures(const struct topo *topo)
{
    json_t *list = json_array();
    char folder[TVP_PATH_MAX], error[PLOT_ERROR_MAX];
    char(*names)[64] = calloc(FIGURES_MAX, sizeof *names);
    (void)topo;
    if (!names || figure_folder(folder) != 0) {
        free(names);
        return list;
    }
    size_t count = figure_list(folder, names);
    for (size_t i = 0; i < count; i++) {
        struct figure figure;
        int bad = figure_read(folder, names[i], &figure, error);
        json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "name", json_text(names[i]), "brief",
                                              json_text(bad ? "" : figure.brief), "unsupported",
                                              bad ? json_text(error) : json_null()));
    }
    free(names);
    return list;
}

static int is_listed(const json_t *list, const char *name)
{
    size_t i;
    json_t *element;
    json_array_foreach(list, i, element)
    {
        if (strcmp(json_string_value(json_object_get(element, "name")), name) == 0)
            return 1;
    }
    return 0;
}

static void add_suite(json_t *list, const char *path, uint32_t cpus)
{
    char error[OPTION_ERROR_MAX] = "";
    struct suite *suite = calloc(1, sizeof *suite);
    if (!suite)
        return;
    int bad = suite_read(path, cpus, suite, error);
    if (!is_listed(list, suite->name))
        json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "name", json_text(suite->name), "brief",
                                              json_text(suite->brief), "unsupported",
                                              bad ? json_text(error) : json_null()));
    if (!bad)
        suite_free(suite);
    free(suite);
}

static int is_suite(const char *name)
{
    const size_t length = strlen(name);
    return length > 6 && name[0] != '.' && strcmp(name + length - 6, ".suite") == 0;
}

json_t *list_suites(const struct topo *topo)
{
    json_t *list = json_array();
    char folder[TVP_PATH_MAX], path[TVP_PATH_MAX];
    for (unsigned f = 0; suite_folder(f, folder) == 0; f++) {
        char **names = NULL;
        int count = folder[0] ? plat_folder_names(folder, &names) : -1;
        for (int i = 0; i < count; i++)
            if (is_suite(names[i]) &&
                (size_t)snprintf(path, sizeof path, "%s/%s", folder, names[i]) < sizeof path)
                add_suite(list, path, topo_cpus(topo));
        free(names);
    }
    return list;
}
