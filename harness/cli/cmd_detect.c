/* SPDX-License-Identifier: MIT */
/* `tvp detect FILE...`: the change points of any series, without any store. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../store/lines.h"
#include "cli.h"
#include "detect.h"
#include "import.h"

enum { COLUMN, FORMAT, FROM, MIN_EFFECT, P, PENALTY };
static const struct cli_option option_list[] = {
    [COLUMN] = {"--column", NULL, NULL}, [FORMAT] = {"--format", NULL, NULL},
    [FROM] = {"--from", NULL, NULL},     [MIN_EFFECT] = {"--min-effect", NULL, NULL},
    [P] = {"--p", NULL, NULL},           [PENALTY] = {"--penalty", NULL, NULL}};

static int read_number(const char *name, const char *text, double least, double most, double *number)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= least && value <= most))
        return cli_error(EXIT_USAGE, "detect: %s takes a number from %g to %g, not %s", name, least, most,
                         text);
    *number = value;
    return 0;
}

static int read_format(const char *text, enum detect_format *format)
{
    static const char *const names[] = {[DETECT_JSON] = "json", [DETECT_TEXT] = "text", [DETECT_CSV] = "csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0) {
            *format = (enum detect_format)i;
            return 0;
        }
    return cli_error(EXIT_USAGE, "detect: --format is json, text or csv, not %s", text);
}

static int take_option(void *context, size_t i, const char *value)
{
    struct detect *detect = context;
    struct stats_changepoint_options *options = &detect->options;
    const char *name = option_list[i].name;
    int code = 0;
    switch (i) {
    case FORMAT:
        return read_format(value, &detect->format);
    case FROM:
        return import_format("detect", name, value, &detect->reading.format);
    case P:
        return read_number(name, value, 1e-300, .5, &options->p);
    case PENALTY:
        return read_number(name, value, .01, 80, &options->penalty);
    case MIN_EFFECT:
        code = read_number(name, value, 0, 1e6, &options->min_effect);
        options->min_effect /= 100;
        return code;
    default:
        detect->reading.column = value;
        return 0;
    }
}

/* ---- series ---- */

struct source {
    struct detect *detect;
    const char *path;
    int code; /* of what went wrong while printing */
};

/* An object's `id`, else its `name`, else where it stands. */
static json_t *id_of(const struct source *source, const json_t *object, uint64_t line)
{
    json_t *id = json_object_get(object, "id");
    if (!id)
        id = json_object_get(object, "name");
    if (id)
        return json_incref(id);
    id = json_sprintf("%s:%ju", source->path, (uintmax_t)line);
    return id ? id : json_sprintf("line %ju", (uintmax_t)line); /* a path that is no UTF-8 */
}

static int print_object(void *context, struct series *series, json_t *object, uint64_t line)
{
    struct source *source = context;
    json_t *id = id_of(source, object, line);
    source->code = id ? detect_print(source->detect, series, id, object) : EXIT_TVP;
    json_decref(id);
    return source->code;
}

/* "benchmark", or where the file tells several figures of it, "benchmark metric". */
static json_t *name_of(const struct series_set *set, const struct series *series)
{
    struct text text = {0};
    const char *metric = series_text_of(set, series->metric);
    text_add(&text, "%s%s%s", series_text_of(set, series->name), *metric ? " " : "", metric);
    json_t *name = text.failed ? NULL : json_text(text.start);
    text_free(&text);
    return name;
}

static json_t *fields_of(const struct series_set *set, const struct series *series)
{
    json_t *fields = json_object();
    if (series->unit)
        json_object_set_new(fields, "unit", json_text(series_text_of(set, series->unit)));
    if (series->better)
        json_object_set_new(fields, "better", json_text(series_text_of(set, series->better)));
    return fields;
}

static int print_series(struct detect *detect, const struct series_set *set, const struct series *series)
{
    json_t *id = name_of(set, series), *fields = fields_of(set, series);
    int code = id && fields ? detect_print(detect, series, id, fields) : EXIT_TVP;
    json_decref(id);
    json_decref(fields);
    return code;
}

/* What a file holds one figure of, a moment, goes on in the next file; the others are done with it. */
static int print_set(struct source *source, struct series_set *set, int moments)
{
    for (size_t i = 0; i < set->count && source->code == 0; i++) {
        struct series *series = &set->series[i];
        if (series->is_moment != moments || series->count == 0)
            continue;
        source->code =
            moments && series_order(set, series) != 0 ? EXIT_TVP : print_series(source->detect, set, series);
        series_empty(set, series);
    }
    return source->code;
}

static int take_files(struct source *source, struct series_set *set, char *const *paths, int count)
{
    int code = EXIT_OK;
    for (int i = 0; i < count && code == EXIT_OK && source->code == 0; i++) {
        source->path = source->detect->reading.name = paths[i];
        code = import_read(paths[i], &source->detect->reading, set);
        if (code == EXIT_OK)
            print_set(source, set, 0);
    }
    if (code == EXIT_OK)
        print_set(source, set, 1);
    if (source->code == 0)
        return code;
    return ferror(stdout) ? cli_error(source->code, "cannot write: %s", strerror(errno))
                          : cli_error(source->code, "out of memory");
}

static int run(int argc, char **argv)
{
    struct detect detect = {.options = stats_changepoint_defaults(), .reading = {.one_column = 1}};
    const struct cli_options options = {option_list, sizeof option_list / sizeof *option_list, take_option,
                                        &detect};
    int files, code = cli_read_options(&options, argc, argv, &files);
    if (code == EXIT_OK && files == 0)
        return cli_error(EXIT_USAGE, "detect: which file? (tvp detect FILE..., - for standard input)");
    const enum series_format from = detect.reading.format;
    if (code == EXIT_OK && detect.reading.column && from != SERIES_ANY && from != SERIES_CSV &&
        from != SERIES_JSON)
        return cli_error(EXIT_USAGE, "detect: --column is for csv and json, not %s",
                         series_format_name(from));
    struct source source = {.detect = &detect};
    struct series_set set = {.whole = print_object, .context = &source};
    if (code == EXIT_OK)
        code = take_files(&source, &set, argv + 1, files);
    series_set_free(&set);
    return code;
}

#define FORMAT_HELP(id, name, brief) "        " name ": " brief "\n"

static const char usage[] =
    "usage: tvp detect [OPTION...] FILE...\n"
    "\n"
    "Finds change points: 0-based indices of the first point of each new level.\n"
    "Prints one line for each series, in the order of the input. FILE (- for\n"
    "standard input) holds\n"
    "  JSON   one or more objects, each with an array `values`; `id` or else `name`\n"
    "         names the series, all other fields are passed through; or an array of\n"
    "         numbers\n"
    "  CSV    one column, with or without a header, or the one that --column names;\n"
    "         or a row for each figure, in a column `value`, of the series that a\n"
    "         column `series` names\n"
    "or what another tool wrote. Of a file that has one figure of each benchmark, the\n"
    "following files have the next ones: by their times, else in the order of the\n"
    "command line. null, an empty field, NaN and NA are missing: passed over, but\n"
    "counted in the indices.\n"
    "\n"
    "  --column NAME\n"
    "        the column of a CSV file, or the field of an object instead of `values`\n"
    "  --from FORMAT\n"
    "        instead of what the content says:\n" SERIES_FORMATS(
        FORMAT_HELP) "  --format json|text|csv\n"
                     "        json (default): {\"id\":,\"changepoints\":[],\"segments\":[]} and what was\n"
                     "        passed through; a segment goes from `from` to before `to`\n"
                     "  --min-effect PERCENT\n"
                     "        smaller changes of the level are none (default 1)\n"
                     "  --penalty NATS\n"
                     "        what a change costs: -ln of its probability at a point (default 4)\n"
                     "  --p VALUE\n"
                     "        neighbours are joined unless a likelihood-ratio test, corrected for\n"
                     "        autocorrelation, gives less (default 5e-5)\n"
                     "\n"
                     "A series has at most 1000000 values; one of fewer than 8 has no change point,\n"
                     "and none lies within 5 points of an end. Bad input ends it: tvp: FILE:LINE:\n"
                     "what, exit code 2. The method, and how well it does: docs/detect.md.\n";

const struct tvp_command tvp_command_detect = {
    .name = "detect",
    .brief = "where the level of a series changed",
    .usage = usage,
    .run = run,
};
