/* SPDX-License-Identifier: MIT */
/* hyperfine's JSON (--export-json): of each command the median time. */
#include <math.h>

#include "series_parts.h"

static int is_hyperfine(const json_t *object)
{
    const json_t *results = json_object_get(object, "results");
    return json_is_array(results) && (json_array_size(results) == 0 ||
                                      json_is_string(json_object_get(json_array_get(results, 0), "command")));
}

/* Of all times; without them what hyperfine made of them. */
static double time_of(const json_t *result, int *failed)
{
    static const char *const members[] = {"median", "mean"};
    double value = series_median_json(json_object_get(result, "times"), failed);
    for (size_t i = 0; isnan(value) && i < sizeof members / sizeof *members; i++)
        if (json_is_number(json_object_get(result, members[i])))
            value = json_number_value(json_object_get(result, members[i]));
    return value;
}

static int read_hyperfine(struct series_reader *reader, const json_t *object, uint64_t line)
{
    size_t i;
    const json_t *result;
    int fault = 0, failed;
    json_array_foreach(json_object_get(object, "results"), i, result)
    {
        const struct series_point point = {.name = json_string_value(json_object_get(result, "command")),
                                           .metric = "time",
                                           .unit = "s",
                                           .better = "lower",
                                           .value = time_of(result, &failed)};
        if (failed)
            fault = SERIES_NO_MEMORY;
        else if (!point.name || isnan(point.value))
            fault = series_fault(reader, line, "result %zu has no command or no time", i);
        else
            fault = series_take(reader, line, &point);
        if (fault)
            break;
    }
    return fault;
}

const struct series_form series_form_hyperfine = {SERIES_HYPERFINE, is_hyperfine, read_hyperfine};
