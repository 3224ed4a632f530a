/* SPDX-License-Identifier: MIT */
/* hyperfine's JSON (--export-json of 1.x): one result a series, its times in seconds, one a trial. */
#include <math.h>
#include <stdlib.h>

#include "export.h"

/* Mean CPU seconds of an op; 0 where they are not known, since readers of the format want a number. */
static void cpu_seconds(const struct export_set *set, const struct export_series *series, double *user,
                        double *system)
{
    *user = *system = 0;
    for (size_t i = 0; i < series->trials->count; i++) {
        double user_ns, system_ns;
        if (!export_op_cpu(set, series, i, &user_ns, &system_ns)) {
            *user = *system = 0;
            return;
        }
        *user += user_ns / 1e9 / (double)series->trials->count;
        *system += system_ns / 1e9 / (double)series->trials->count;
    }
}

static json_t *deviation(const struct export_moments *moments)
{
    return isfinite(moments->deviation) ? json_real(moments->deviation) : json_null();
}

/* "parameters" are texts, as hyperfine has those of its -L and -P. */
static json_t *parameters(const struct export_series *series)
{
    const struct view_cell *cell = series->cell;
    struct view_fields fields;
    json_t *out = json_object();
    view_fields_of(&cell, 1, &fields);
    for (size_t i = 0; i < fields.count; i++) {
        char text[VIEW_TEXT_MAX];
        json_object_set_new(out, fields.names[i], json_string(view_field(cell, fields.names[i], text)));
    }
    json_object_set_new(out, "metric", json_string(series->metric));
    return out;
}

static json_t *result(const struct export_set *set, const struct export_series *series)
{
    struct export_moments moments;
    double user, system, *seconds = export_values(series, 1e9);
    char *name = export_series_name(series);
    json_t *times = json_array(), *codes = json_array(), *out = NULL;
    for (size_t i = 0; seconds && i < series->trials->count; i++) {
        json_array_append_new(times, json_real(seconds[i]));
        json_array_append_new(codes, json_integer(0)); /* only trials that are ok are here */
    }
    if (name && seconds) {
        export_moments(seconds, series->trials->count, &moments);
        cpu_seconds(set, series, &user, &system);
        out = json_pack("{s:s, s:f, s:o, s:f, s:f, s:f, s:f, s:f, s:O, s:O, s:o}", "command", name, "mean",
                        moments.mean, "stddev", deviation(&moments), "median", moments.median, "user", user,
                        "system", system, "min", moments.least, "max", moments.most, "times", times,
                        "exit_codes", codes, "parameters", parameters(series));
    }
    json_decref(times);
    json_decref(codes);
    free(seconds);
    free(name);
    return out;
}

static int write_set(const struct export_set *set, FILE *to, char error[READER_ERROR_MAX])
{
    fputs("{\"results\": [", to);
    for (size_t i = 0; i < set->count; i++)
        if (export_give(to, i ? ",\n" : "\n", result(set, &set->series[i]), error) != 0)
            return -1;
    fputs("\n]}\n", to);
    return 0;
}

const struct export_format export_format_hyperfine = {
    .write = write_set,
    .metrics = "enter_ns|enter_cold_ns,op_ns",
    .units = EXPORT_TIMES,
};
