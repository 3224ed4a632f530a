/* SPDX-License-Identifier: MIT */
/* Where figures go, in which formats, and where what gnuplot is given lies meanwhile. */
#include <string.h>

#include "cli.h"
#include "plot.h"

int plot_formats(const char *list, int *svg, int *png)
{
    *svg = *png = !list;
    for (const char *at = list; at && *at; at += strcspn(at, ","), at += *at == ',') {
        size_t length = strcspn(at, ",");
        *svg |= length == 3 && strncmp(at, "svg", 3) == 0;
        *png |= length == 3 && strncmp(at, "png", 3) == 0;
        if (length != 3 || (strncmp(at, "svg", 3) != 0 && strncmp(at, "png", 3) != 0))
            return cli_error(EXIT_USAGE, "plot: --format is svg, png or both, not %.*s", (int)length, at);
    }
    return EXIT_OK;
}

int plot_work_make(const char *run, char work[TVP_PATH_MAX])
{
    char tmp[TVP_PATH_MAX];
    if (run && plot_join(tmp, run, "tmp") == 0 &&
        plat_folder_make_private(tmp, "tvp-plot-", work, TVP_PATH_MAX) == 0)
        return EXIT_OK;
    if (plat_folder_make_private(NULL, "tvp-plot-", work, TVP_PATH_MAX) == 0)
        return EXIT_OK;
    return cli_error(EXIT_TVP, "plot: no place for temporary files (TMPDIR)");
}

int plot_out_folder(const char *out, const char *base, char path[TVP_PATH_MAX])
{
    char folder[TVP_PATH_MAX];
    snprintf(folder, sizeof folder, "%s%s", out ? out : base, out ? "" : "/figures");
    int error = plat_folder_make(folder);
    if (error != 0 && error != -PLAT_EEXIST)
        return cli_error(EXIT_TVP, "cannot make the folder %s: %s", folder, plat_error_text(error));
    error = plat_path_absolute(folder, path, TVP_PATH_MAX);
    return error ? cli_error(EXIT_TVP, "%s: %s", folder, plat_error_text(error)) : EXIT_OK;
}

int plot_join(char out[TVP_PATH_MAX], const char *folder, const char *name)
{
    return (size_t)snprintf(out, TVP_PATH_MAX, "%s/%s", folder, name) < TVP_PATH_MAX ? 0 : -1;
}
