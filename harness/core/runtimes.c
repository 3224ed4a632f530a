/* SPDX-License-Identifier: MIT */
/* Finds the programs and scripts of other languages' runtimes. */
#include "runtimes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../api/plat_runtime.h"
#include "plan.h"
#include "suites.h"

static int is_file(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    fclose(file);
    return 1;
}

/* The first folder of PATH that has it. */
static int in_path(const char *name, char path[TVP_PATH_MAX])
{
    const char *at = getenv("PATH");
    for (; at && *at; at += strcspn(at, ":"), at += *at == ':') {
        const int length = (int)strcspn(at, ":");
        if (at[0] == '/' &&
            (size_t)snprintf(path, TVP_PATH_MAX, "%.*s/%s", length, at, name) < TVP_PATH_MAX && is_file(path))
            return 0;
    }
    return -1;
}

int runtime_program(const struct runtime *runtime, char path[TVP_PATH_MAX])
{
    snprintf(path, TVP_PATH_MAX, "%s", runtime->usual);
    return is_file(path) ? 0 : in_path(runtime->program, path);
}

int runtime_script(const struct runtime *runtime, char path[TVP_PATH_MAX])
{
    char folder[TVP_PATH_MAX], found[TVP_PATH_MAX];
    for (unsigned i = 0; suite_folder(i, folder) == 0; i++) {
        /* Suites and runtimes lie side by side. */
        char *slash = strrchr(folder, '/');
        if (!slash)
            continue;
        const int length = (int)(slash - folder);
        if ((size_t)snprintf(found, sizeof found, "%.*s/runtimes/%s/%s", length, folder, runtime->name,
                             runtime->script) < sizeof found &&
            is_file(found))
            return plat_path_absolute(found, path, TVP_PATH_MAX) == 0 ? 0 : -1;
    }
    return -1;
}

const char *runtime_unsupported(const char *name)
{
    static char answers[8][REASON_MAX];
    char path[TVP_PATH_MAX];
    unsigned at = 0;
    while (runtimes[at].name && strcmp(runtimes[at].name, name) != 0)
        at++;
    const struct runtime *runtime = &runtimes[at];
    if (!runtime->name || at >= sizeof answers / sizeof *answers)
        return "its runtime is not in this build";
    if (plat_runtimes_unsupported())
        return plat_runtimes_unsupported();
    if (runtime_program(runtime, path) != 0) {
        snprintf(answers[at], REASON_MAX, "there is no %.40s here: `make setup-%.40s`", runtime->program,
                 name);
        return answers[at];
    }
    return runtime_script(runtime, path) == 0 ? NULL : "the scripts of its runtime are not installed";
}

const char *model_refused(const struct tvp_model *model)
{
    const char *why = model_unsupported(model);
    return why || !model->runtime ? why : runtime_unsupported(model->runtime);
}
