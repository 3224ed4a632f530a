/* SPDX-License-Identifier: MIT */
/* Reads files of series for subcommands, and says what is wrong with them. */
#include "import.h"

#include <errno.h>
#include <string.h>

#include "cli.h"

static const char *format_name(size_t i, const void *context)
{
    (void)context;
    return series_format_name((enum series_format)(i + 1));
}

/* "csv, json, ... or openmetrics" */
static void list_formats(char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = SERIES_ANY + 1; i < SERIES_FORMATS_END && used < room; i++)
        used += (size_t)snprintf(out + used, room - used, "%s%s",
                                 i == SERIES_ANY + 1           ? ""
                                 : i == SERIES_FORMATS_END - 1 ? " or "
                                                               : ", ",
                                 series_format_name((enum series_format)i));
}

int import_format(const char *command, const char *option, const char *name, enum series_format *format)
{
    char names[200];
    *format = series_format_find(name);
    if (*format != SERIES_ANY)
        return EXIT_OK;
    const char *nearest = cli_nearest(name, SERIES_FORMATS_END - 1, format_name, NULL);
    if (nearest)
        return cli_error(EXIT_USAGE, "%s: there is no format %s (did you mean %s?)", command, name, nearest);
    list_formats(names, sizeof names);
    return cli_error(EXIT_USAGE, "%s: %s is %s, not %s", command, option, names, name);
}

int import_read(const char *path, const struct series_options *options, struct series_set *set)
{
    char error[SERIES_ERROR_MAX];
    const int standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rbe");
    if (!file)
        return cli_error(EXIT_USAGE, "cannot read %s: %s", path, strerror(errno));
    int fault = series_read(file, path, options, set, error);
    if (!standard)
        fclose(file);
    if (fault == SERIES_STOPPED)
        return IMPORT_STOPPED;
    return fault == SERIES_AT_FAULT ? cli_error(EXIT_USAGE, "%s", error)
           : fault                  ? cli_error(EXIT_TVP, "out of memory")
                                    : EXIT_OK;
}
