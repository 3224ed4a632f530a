/* SPDX-License-Identifier: MIT */
/* `tvp claims`: the claims of the document that this project began from, answered by measurement. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "claims.h"
#include "cli.h"

enum { ONLY, OUT, FORMAT, TRIALS, PYTHON, OTHER, QUIET, OPTIONS };

static int take_other(void *context, size_t i, const char *value)
{
    struct claims *claims = context;
    (void)i;
    if (claims->other_count == CLAIM_RUNS_MAX)
        return cli_error(EXIT_USAGE, "claims: --run: at most %u of them", CLAIM_RUNS_MAX);
    claims->others[claims->other_count++] = value;
    return 0;
}

static int read_options(struct claims *claims, int argc, char **argv)
{
    const struct cli_option list[OPTIONS] = {
        [ONLY] = {"--only", &claims->only, NULL},       [OUT] = {"--out", &claims->out, NULL},
        [FORMAT] = {"--format", &claims->format, NULL}, [TRIALS] = {"--trials", &claims->trials, NULL},
        [PYTHON] = {"--python", &claims->python, NULL}, [OTHER] = {"--run", NULL, NULL},
        [QUIET] = {"--quiet", NULL, &claims->quiet}};
    const struct cli_options options = {list, OPTIONS, take_other, claims};
    int words = 0;
    int code = cli_read_options(&options, argc, argv, &words);
    if (code)
        return code;
    if (words)
        return cli_error(EXIT_USAGE, "claims takes options alone, not %s", argv[1]);
    if (claims->only && (*claims->only == ',' || strstr(claims->only, ",,")))
        return cli_error(EXIT_USAGE, "claims: --only: a claim's name is missing in \"%s\"", claims->only);
    if (claims->python && strpbrk(claims->python, ",\n"))
        return cli_error(EXIT_USAGE, "claims: --python: one interpreter, not %s (run it once for each)",
                         claims->python);
    if (claims->trials && (strspn(claims->trials, "0123456789") != strlen(claims->trials) ||
                           strtol(claims->trials, NULL, 10) < 1 || strlen(claims->trials) > 4))
        return cli_error(EXIT_USAGE, "claims: --trials is a number from 1 to 9999, not %s", claims->trials);
    static const char *const formats[] = {"text", "markdown", "json"};
    for (size_t i = 0; i < 3; i++)
        if (strcmp(claims->format, formats[i]) == 0)
            return 0;
    return cli_error(EXIT_USAGE, "claims: --format is text, markdown or json, not %s", claims->format);
}

static int make_folder(struct claims *claims)
{
    char name[80];
    const time_t now = time(NULL);
    struct tm utc;
    if (claims->out) {
        snprintf(claims->folder, sizeof claims->folder, "%s", claims->out);
    } else {
        strftime(name, sizeof name, "results/claims-%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
        snprintf(claims->folder, sizeof claims->folder, "%s", name);
        plat_folder_make("results");
    }
    int error = plat_folder_make(claims->folder);
    if (error == -PLAT_EEXIST)
        error = plat_folder_is_empty(claims->folder); /* an error, if it is none */
    return error >= 0 ? 0
                      : cli_error(EXIT_USAGE, "claims: --out %s: %s", claims->folder, plat_error_text(error));
}

static int is_drawn(const struct claims *claims, char *figures, size_t room)
{
    snprintf(figures, room, "%s/figures", claims->folder);
    for (size_t i = 0; i < claims->count; i++)
        if (claims_has_picture(&claims->claims[i]))
            return claims_draw(claims) == EXIT_OK;
    return 0;
}

/* The page is kept in the folder too, beside its figures. Without gnuplot it has none. */
static int print_page(const struct claims *claims)
{
    char figures[TVP_PATH_MAX + 16], path[TVP_PATH_MAX + 16];
    const int drawn = is_drawn(claims, figures, sizeof figures);
    snprintf(path, sizeof path, "%s/claims.md", claims->folder);
    FILE *page = fopen(path, "w");
    int bad = !page || claims_markdown(claims, drawn ? "figures" : NULL, page) != 0;
    if (page)
        bad |= fclose(page) != 0;
    if (bad)
        return cli_error(EXIT_TVP, "claims: cannot write %s", path);
    return claims_markdown(claims, drawn ? figures : NULL, stdout);
}

static int print(const struct claims *claims)
{
    int bad;
    if (strcmp(claims->format, "json") == 0) {
        json_t *json = claims_json(claims);
        bad = !json || json_dumpf(json, stdout, JSON_INDENT(1)) != 0 || putchar('\n') == EOF;
        json_decref(json);
    } else {
        bad = strcmp(claims->format, "text") == 0 ? claims_text(claims, stdout) : print_page(claims);
    }
    return bad > 0 ? bad : bad ? cli_error(EXIT_TVP, "claims: cannot write") : EXIT_OK;
}

static int run(int argc, char **argv)
{
    struct claims claims = {.format = "text", .scenarios = json_object()};
    int code = read_options(&claims, argc, argv);
    if (!code)
        code = claims_read(&claims);
    if (!code)
        code = make_folder(&claims);
    if (!code)
        code = claims_measure(&claims);
    if (!code)
        code = claims_figures(&claims);
    if (!code) {
        claims_judge(&claims);
        code = print(&claims);
    }
    claims_free(&claims);
    return code;
}

static const char usage[] =
    "usage: tvp claims [OPTION...]\n\n"
    "Measures what the claims of bench/claims need, in one run whose cells are\n"
    "interleaved, plays their scenarios, and prints each claim with its verdict:\n"
    "holds, holds in part, does not hold, or not tested here. docs/claims.md has the\n"
    "rules.\n\n"
    "  --only ID,...\n"
    "        these claims alone\n"
    "  --out DIR\n"
    "        where runs and scenarios are kept; what is there already is not done\n"
    "        again, unless with another --trials or --python; what is missing is\n"
    "        measured; default: results/claims-UTC\n"
    "  --format text|markdown|json\n"
    "        markdown: a page with figures, kept in DIR too; default: text\n"
    "  --trials N\n"
    "        of each cell; fewer than 6 decide nothing; default: 8\n"
    "  --python [NAME=]PATH\n"
    "        the interpreter\n"
    "  --run DIR\n"
    "        a run, or a folder of claims, of another operating system, for claims\n"
    "        that need one; may be given several times\n"
    "  --quiet\n"
    "        no progress\n"
    "  --help\n"
    "        this text\n\n"
    "Exit: 0 done, whatever the verdicts, 1 tvp failed, 2 usage, 130 interrupted.\n";

const struct tvp_command tvp_command_claims = {
    .name = "claims",
    .brief = "the document's claims, answered by measurement",
    .usage = usage,
    .run = run,
};
