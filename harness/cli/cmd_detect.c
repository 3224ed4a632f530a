/* SPDX-License-Identifier: MIT */
/* `tvp detect FILE...`: the change points of any series, without any store. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "detect.h"

static const char *const option_names[] = {"--column", "--format", "--min-effect", "--p", "--penalty"};
enum { OPTIONS = sizeof option_names / sizeof *option_names };

static const char *option_name(size_t i, const void *context)
{
    (void)context;
    return option_names[i];
}

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

static int set_option(struct detect *detect, const char *name, const char *value)
{
    struct stats_changepoint_options *options = &detect->options;
    if (strcmp(name, "--format") == 0)
        return read_format(value, &detect->format);
    if (strcmp(name, "--p") == 0)
        return read_number(name, value, 1e-300, .5, &options->p);
    if (strcmp(name, "--penalty") == 0)
        return read_number(name, value, .01, 80, &options->penalty);
    if (strcmp(name, "--min-effect") == 0) {
        int code = read_number(name, value, 0, 1e6, &options->min_effect);
        options->min_effect /= 100;
        return code;
    }
    detect->column = value;
    return *value ? 0 : cli_error(EXIT_USAGE, "detect: --column needs a name");
}

/* Reads the option at argv[*i], its value too; 0 or an exit code. */
static int read_option(struct detect *detect, int argc, char **argv, int *i)
{
    const char *word = argv[*i];
    for (size_t o = 0; o < OPTIONS; o++) {
        size_t length = strlen(option_names[o]);
        if (strncmp(word, option_names[o], length) != 0 || (word[length] != '\0' && word[length] != '='))
            continue;
        if (word[length] == '\0' && *i + 1 >= argc)
            return cli_error(EXIT_USAGE, "detect: %s needs a value", word);
        return set_option(detect, option_names[o], word[length] == '=' ? word + length + 1 : argv[++*i]);
    }
    const char *nearest = cli_nearest(word, OPTIONS, option_name, NULL);
    return nearest
               ? cli_error(EXIT_USAGE, "detect: unknown option %s (did you mean %s?)", word, nearest)
               : cli_error(EXIT_USAGE, "detect: unknown option %s (`tvp detect --help` lists them)", word);
}

/* Passes over a byte order mark; 0 when only a part of one is there. */
static int pass_mark(FILE *file)
{
    static const int mark[] = {0xef, 0xbb, 0xbf};
    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++) {
        int letter = getc(file);
        if (letter != mark[i]) {
            ungetc(letter, file);
            return i == 0;
        }
    }
    return 1;
}

/* Passes over white space and its lines; the byte after it stays. */
static int first_byte(struct detect *detect)
{
    int letter;
    while ((letter = getc(detect->file)) != EOF && isspace(letter))
        detect->line += letter == '\n';
    ungetc(letter, detect->file);
    return letter;
}

static int read_file(struct detect *detect)
{
    if (!pass_mark(detect->file))
        return detect_bad(detect, "neither CSV nor JSON");
    switch (first_byte(detect)) {
    case EOF:
        return ferror(detect->file) ? detect_bad(detect, "cannot be read: %s", strerror(errno))
                                    : detect_bad(detect, "nothing in it");
    case '{':
        return detect_json(detect);
    case '[':
        return detect_bad(detect, "a series is a JSON object, and this is an array");
    default:
        return detect_csv(detect);
    }
}

static int take_file(struct detect *detect, const char *path)
{
    int standard = strcmp(path, "-") == 0;
    detect->path = path;
    detect->line = 1;
    detect->error[0] = '\0';
    detect->file = standard ? stdin : fopen(path, "re");
    if (!detect->file)
        return cli_error(EXIT_USAGE, "%s: %s", path, strerror(errno));
    int code = read_file(detect);
    if (!standard)
        fclose(detect->file);
    if (code == 0)
        return 0;
    if (detect->error[0])
        return cli_error(code, "%s:%ju: %s", path, (uintmax_t)detect->line, detect->error);
    return ferror(stdout) ? cli_error(code, "cannot write: %s", strerror(errno))
                          : cli_error(code, "out of memory");
}

static int run(int argc, char **argv)
{
    struct detect detect = {.options = stats_changepoint_defaults()};
    int files = 0, code = EXIT_OK, only_paths = 0;
    for (int i = 1; i < argc && code == EXIT_OK; i++) {
        if (!only_paths && strcmp(argv[i], "--") == 0)
            only_paths = 1;
        else if (!only_paths && argv[i][0] == '-' && argv[i][1] != '\0')
            code = read_option(&detect, argc, argv, &i);
        else
            argv[files++] = argv[i]; /* files < i: what was there is done with */
    }
    if (code == EXIT_OK && files == 0)
        return cli_error(EXIT_USAGE, "detect: which file? (tvp detect FILE..., - for standard input)");
    for (int i = 0; i < files && code == EXIT_OK; i++)
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
        "                         autocorrelation, gives less (default 5e-5)\n"
        "\n"
        "A series has at most 1000000 values; one of fewer than 8 has no change point, and none lies\n"
        "within 5 points of an end. Bad input ends it: tvp: FILE:LINE: what, exit code 2.\n"
        "The method, and how well it does: docs/detect.md.\n",
    .run = run,
};
