/* SPDX-License-Identifier: MIT */
/* `tvp detect FILE...`: the change points of any series, without any store. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../store/lines.h"
#include "cli.h"
#include "detect.h"

enum { COLUMN, FORMAT, MIN_EFFECT, P, PENALTY };
static const struct cli_option option_list[] = {[COLUMN] = {"--column", NULL, NULL},
                                                [FORMAT] = {"--format", NULL, NULL},
                                                [MIN_EFFECT] = {"--min-effect", NULL, NULL},
                                                [P] = {"--p", NULL, NULL},
                                                [PENALTY] = {"--penalty", NULL, NULL}};

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

static int print_set(struct source *source, const struct series_set *set)
{
    for (size_t i = 0; i < set->count && source->code == 0; i++) {
        json_t *id = json_text(series_text_of(set, set->series[i].name));
        source->code = id ? detect_print(source->detect, &set->series[i], id, NULL) : EXIT_TVP;
        json_decref(id);
    }
    return source->code;
}

static int read_file(struct detect *detect, FILE *file, const char *path)
{
    char error[SERIES_ERROR_MAX];
    struct source source = {detect, path, 0};
    struct series_set set = {.whole = print_object, .context = &source};
    detect->reading.name = path;
    int fault = series_read(file, path, &detect->reading, &set, error);
    if (!fault)
        fault = print_set(&source, &set) ? SERIES_STOPPED : 0;
    series_set_free(&set);
    if (fault == SERIES_AT_FAULT)
        return cli_error(EXIT_USAGE, "%s", error);
    if (fault && ferror(stdout))
        return cli_error(source.code, "cannot write: %s", strerror(errno));
    return fault ? cli_error(EXIT_TVP, "out of memory") : 0;
}

static int take_file(struct detect *detect, const char *path)
{
    int standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    if (!file)
        return cli_error(EXIT_USAGE, "%s: %s", path, strerror(errno));
    int code = read_file(detect, file, path);
    if (!standard)
        fclose(file);
    return code;
}

static int run(int argc, char **argv)
{
    struct detect detect = {.options = stats_changepoint_defaults(), .reading = {.one_column = 1}};
    const struct cli_options options = {option_list, sizeof option_list / sizeof *option_list, take_option,
                                        &detect};
    int files, code = cli_read_options(&options, argc, argv, &files);
    if (code == EXIT_OK && files == 0)
        return cli_error(EXIT_USAGE, "detect: which file? (tvp detect FILE..., - for standard input)");
    for (int i = 1; i <= files && code == EXIT_OK; i++)
        code = take_file(&detect, argv[i]);
    return code;
}

const struct tvp_command tvp_command_detect = {
    .name = "detect",
    .brief = "where the level of a series changed",
    .usage =
        "usage: tvp detect [OPTION...] FILE...\n"
        "\n"
        "Finds change points: 0-based indices of the first point of each new level. Prints one line for\n"
        "each series, in the order of the input. FILE (- for standard input) holds\n"
        "  JSON   one or more objects, each with an array `values`; `id` or else `name` names the series,\n"
        "         all other fields are passed through\n"
        "  CSV    one column, with or without a header, or the one that --column names\n"
        "null, an empty field, NaN and NA are missing: passed over, but counted in the indices.\n"
        "\n"
        "  --column NAME          the column of a CSV file, or the field of an object instead of `values`\n"
        "  --format json|text|csv json (default): {\"id\":,\"changepoints\":[],\"segments\":[]} and what "
        "was\n"
        "                         passed through; a segment goes from `from` to before `to`\n"
        "  --min-effect PERCENT   smaller changes of the level are none (default 1)\n"
        "  --penalty NATS         what a change costs: -ln of its probability at a point (default 4)\n"
        "  --p VALUE              neighbours are joined unless a likelihood-ratio test, corrected for\n"
        "                         autocorrelation, gives less (default 2e-5)\n"
        "\n"
        "A series has at most 1000000 values; one of fewer than 8 has no change point, and none lies\n"
        "within 5 points of an end. Bad input ends it: tvp: FILE:LINE: what, exit code 2.\n"
        "The method, and how well it does: docs/detect.md.\n",
    .run = run,
};
