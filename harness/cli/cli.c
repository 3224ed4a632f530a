/* SPDX-License-Identifier: MIT */
/* What every subcommand needs: one way to say an error, and the nearest name to a mistyped one. */
#include "cli.h"

#include <stdarg.h>
#include <stdio.h>

#include "../api/tvp.h"
#include "../core/nearest.h"

#define CLI_ERROR_MAX (2 * TVP_PATH_MAX + 1024u) /* two paths and more; what is longer is cut */

/* Messages quote files that anyone may have written: what would move a terminal's cursor becomes '?', the
 * two-byte controls of UTF-8 (U+0080 to U+009F) too. */
static void make_plain(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at; at++) {
        const int is_wide = at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f;
        if (*at < ' ' || *at == 0x7f || is_wide)
            *at = '?';
        if (is_wide)
            *++at = '?';
    }
}

int cli_error(int code, const char *format, ...)
{
    char text[CLI_ERROR_MAX];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    make_plain(text);
    fflush(stdout);
    fprintf(stderr, "tvp: %s\n", text);
    return code;
}

const char *cli_nearest(const char *word, size_t count, const char *(*name_of)(size_t, const void *),
                        const void *context)
{
    return nearest_name(word, count, name_of, context);
}
