/* SPDX-License-Identifier: MIT */
/* Finds the programs and scripts of other languages' runtimes. */
#include "runtimes.h"

#include <stdio.h>
#include <string.h>

#include "../api/plat_runtime.h"
#include "suites.h"

static void look(const struct runtime *runtime, struct runtime_place *place)
{
    char below[2 * TVP_NAME_MAX + 16];
    const char *why = plat_runtimes_unsupported();
    if (why)
        snprintf(place->why, sizeof place->why, "%s", why);
    else if (plat_path_absolute(runtime->usual, place->program, sizeof place->program) == 0)
        snprintf(place->program, sizeof place->program, "%s",
                 runtime->usual); /* a link may say which it is */
    else if (plat_program_find(runtime->program, place->program, sizeof place->program) != 0)
        snprintf(place->why, sizeof place->why, "there is no %.40s here: `make setup-%.40s`",
                 runtime->program, runtime->name);
    snprintf(below, sizeof below, "runtimes/%.31s/%.31s", runtime->name, runtime->script);
    if (!place->why[0] && suite_sibling(below, place->script) != 0)
        snprintf(place->why, sizeof place->why, "the scripts of its runtime are not installed");
}

const struct runtime_place *runtime_here(const char *name)
{
    static struct runtime_place places[RUNTIMES_MAX];
    static const struct runtime_place none = {.why = "its runtime is not in this build"};
    for (unsigned i = 0; i < RUNTIMES_MAX && runtimes[i].name; i++) {
        if (strcmp(runtimes[i].name, name) != 0)
            continue;
        if (!places[i].program[0] && !places[i].why[0])
            look(&runtimes[i], &places[i]);
        return &places[i];
    }
    return &none;
}

const char *model_refused(const struct tvp_model *model)
{
    const char *why = model_unsupported(model);
    if (!why && model->runtime && runtime_here(model->runtime)->why[0])
        why = runtime_here(model->runtime)->why;
    return why;
}
