/* SPDX-License-Identifier: MIT */
/* The table of formats, made of the list in export.h. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "export.h"

struct entry {
    const char *name;
    const struct export_format *format;
};

#define ENTRY(id, name, brief) {name, &export_format_##id},
static const struct entry entries[] = {EXPORT_FORMATS(ENTRY)};
#define ENTRIES (sizeof entries / sizeof *entries)

static const char *entry_name(size_t i, const void *context)
{
    (void)context;
    return entries[i].name;
}

const struct export_format *export_format_find(const char *name, const char **nearest)
{
    *nearest = NULL;
    for (size_t i = 0; i < ENTRIES; i++)
        if (strcmp(entries[i].name, name) == 0)
            return entries[i].format;
    *nearest = cli_nearest(name, ENTRIES, entry_name, NULL);
    return NULL;
}

const char *export_format_names(char out[200])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < ENTRIES && used < 200; i++)
        used += (size_t)snprintf(out + used, 200 - used, "%s%s",
                                 i == 0             ? ""
                                 : i == ENTRIES - 1 ? " or "
                                                    : ", ",
                                 entries[i].name);
    return out;
}
