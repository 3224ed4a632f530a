/* SPDX-License-Identifier: MIT */
/* Finds gnuplot and runs it as a program of its own, without a shell. */
#include <stdlib.h>
#include <string.h>

#include "plot.h"

int gnuplot_find(char path[TVP_PATH_MAX])
{
    return plat_program_find("gnuplot", path, TVP_PATH_MAX);
}

/* The caller's environment, but with a locale that knows UTF-8 and writes numbers with a point: under another
 * one gnuplot complains. To be freed; its texts belong to the environment. NULL: out of memory. */
static char **plain_environment(void)
{
    static char locale[] = "LC_ALL=C.UTF-8";
    char *const *given = plat_environment();
    size_t count = 0, kept = 0;
    while (given[count])
        count++;
    char **made = calloc(count + 2, sizeof *made);
    if (!made)
        return NULL;
    made[kept++] = locale;
    for (size_t i = 0; i < count; i++)
        if (strncmp(given[i], "LC_ALL=", 7) != 0)
            made[kept++] = given[i];
    return made;
}

int gnuplot_run(const char *gnuplot, const char *script, char error[PLOT_ERROR_MAX])
{
    char name[] = "gnuplot", plain[] = "-d", *path = strdup(script); /* -d: not the user's own settings */
    char *const words[] = {name, plain, path, NULL};
    char **environment = plain_environment();
    struct plat_task task;
    struct plat_exit how = {0};
    int code = path && environment ? plat_image_start(&task, gnuplot, words, environment) : -PLAT_ENOMEM;
    if (code == 0)
        code = plat_process_join(&task, &how);
    free(environment);
    free(path);
    if (code != 0)
        snprintf(error, PLOT_ERROR_MAX, "cannot run %s: %s", gnuplot, plat_error_text(code));
    else if (how.signal)
        snprintf(error, PLOT_ERROR_MAX, "gnuplot was ended by %s", plat_signal_name(how.signal));
    else if (how.code)
        snprintf(error, PLOT_ERROR_MAX, "gnuplot failed with exit code %d", how.code);
    return code != 0 || how.signal || how.code ? -1 : 0;
}
