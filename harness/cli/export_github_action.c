/* SPDX-License-Identifier: MIT */
/* github-action-benchmark's custom format: an array of name, unit, value, range and extra, read with `tool:
 * customSmallerIsBetter` or `customBiggerIsBetter`. The tool is said once for a file: hence one direction in
 * each. */
#include <stdlib.h>

#include "export.h"

/* The half width that covers the interval on both sides: the format wants one number after a plus-minus sign.
 */
static json_t *range_of(const struct stats_interval *median)
{
    char number[NUMBER_TEXT_MAX];
    double below = median->estimate - median->low, above = median->high - median->estimate;
    number_text(number, below > above ? below : above);
    return json_sprintf("\xc2\xb1 %s", number);
}

static json_t *extra_of(const struct export_series *series)
{
    char low[NUMBER_TEXT_MAX], high[NUMBER_TEXT_MAX];
    const struct stats_interval *median = &series->median;
    number_text(low, median->low);
    number_text(high, median->high);
    if (median->kind == STATS_INTERVAL)
        return json_sprintf("median of %zu trials\n95 %% interval: %s to %s", median->count, low, high);
    return json_sprintf("median of %zu trials\nrange: %s to %s", median->count, low, high);
}

static json_t *entry(const struct export_series *series)
{
    char *name = export_series_name(series);
    json_t *out = name ? json_pack("{s:s, s:s, s:f, s:o, s:o}", "name", name, "unit", series->unit, "value",
                                   series->median.estimate, "range", range_of(&series->median), "extra",
                                   extra_of(series))
                       : NULL;
    free(name);
    return out;
}

static int write_set(const struct export_set *set, FILE *to, char error[READER_ERROR_MAX])
{
    fputc('[', to);
    for (size_t i = 0; i < set->count; i++)
        if (export_give(to, i ? ",\n" : "\n", entry(&set->series[i]), error) != 0)
            return -1;
    fputs("\n]\n", to);
    return 0;
}

const struct export_format export_format_github_action = {
    .write = write_set,
    .metrics = "enter_ns|enter_cold_ns,op_ns,ops_per_s,memory_factor",
    .units = EXPORT_TIMES | EXPORT_BYTES | EXPORT_COUNTS | EXPORT_OTHERS,
    .one_direction = 1,
};
