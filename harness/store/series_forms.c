/* SPDX-License-Identifier: MIT */
/* Which format a JSON object is in. */
#include <string.h>

#include "series_parts.h"

/* The last one is told from the others by what stands in all of its members. */
static const struct series_form *const forms[] = {
    &series_form_tvp,    &series_form_gbench,       &series_form_pyperf, &series_form_hyperfine,
    &series_form_github, &series_form_github_entry, &series_form_bencher};

const char *series_format_name(enum series_format format)
{
    static const char *const names[] = {
#define X(id, name, brief) [SERIES_##id] = name,
        SERIES_FORMATS(X)
#undef X
    };
    return format > SERIES_ANY && format < SERIES_FORMATS_END ? names[format] : NULL;
}

enum series_format series_format_find(const char *name)
{
    for (enum series_format format = SERIES_ANY + 1; format < SERIES_FORMATS_END; format++)
        if (strcmp(series_format_name(format), name) == 0)
            return format;
    return SERIES_ANY;
}

int series_json_object(struct series_reader *reader, json_t *object, uint64_t line, uint64_t number)
{
    const enum series_format format = reader->options->format;
    const char *key = series_values_key(reader);
    if ((format == SERIES_ANY || format == SERIES_JSON) && json_is_array(json_object_get(object, key)))
        return series_json_values(reader, object, line, number);
    for (size_t i = 0; !reader->options->column && i < sizeof forms / sizeof *forms; i++) {
        if ((format != SERIES_ANY && format != forms[i]->format) || !forms[i]->is(object))
            continue;
        reader->is_moment = 1;
        return forms[i]->read(reader, object, line);
    }
    if (format != SERIES_ANY && format != SERIES_JSON)
        return series_fault(reader, line, "this object is not in the format %s", series_format_name(format));
    return series_fault(reader, line, "an object without an array `%.40s`%s", key,
                        reader->options->column ? "" : ", and of no other format that is known");
}
