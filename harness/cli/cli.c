/* SPDX-License-Identifier: MIT */
/* What every subcommand needs: one way to say an error, and the nearest name to a mistyped one. */
#include "cli.h"

#include <stdarg.h>
#include <stdio.h>

#include "../core/nearest.h"

int cli_error(int code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fflush(stdout);
    fputs("tvp: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    return code;
}

const char *cli_nearest(const char *word, size_t count, const char *(*name_of)(size_t, const void *),
                        const void *context)
{
    return nearest_name(word, count, name_of, context);
}
