/* SPDX-License-Identifier: MIT */
/* `tvp history`: figures of many runs over time, and where their level changed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "history_cli.h"

enum option_bits {
    FILTERS = 1,
    LAST = 2,
    JSON = 4,
    IMPORTS = 8,
    WORDS = 16,
    CONFIRM = 32,
    KEEP = 64,
    PLOT = 128
};

static const struct {
    const char *name;
    history_command *run;
    int takes;
    const char *words; /* what it wants to know; NULL: nothing */
} subcommands[] = {
    {"add", history_add, KEEP | WORDS, "RUN..."},
    {"list", history_list, JSON, NULL},
    {"show", history_show, FILTERS | LAST | JSON, NULL},
    {"plot", history_plot, FILTERS | LAST | PLOT, NULL},
    {"check", history_check, FILTERS | LAST | JSON | CONFIRM, NULL},
    {"rebuild", history_rebuild, WORDS, "DIR..."},
    {"import", history_import, IMPORTS | WORDS, "FILE..."},
};
#define SUBCOMMANDS (sizeof subcommands / sizeof *subcommands)

static const char *subcommand_name(size_t i, const void *context)
{
    (void)context;
    return subcommands[i].name;
}

/* ---- options ---- */

static const struct {
    const char *name;
    int bits; /* of which kind of subcommand; 0: of all */
} options[] = {{"--db", 0},
               {"--wait", 0},
               {"--metric", FILTERS},
               {"--cell", FILTERS},
               {"--last", LAST},
               {"--json", JSON},
               {"--unit", IMPORTS},
               {"--better", IMPORTS},
               {"--machine", FILTERS | IMPORTS},
               {"--a", CONFIRM},
               {"--b", CONFIRM},
               {"--budget", CONFIRM},
               {"--confirm", CONFIRM},
               {"--keep-image", KEEP},
               {"--out", PLOT},
               {"--format", PLOT | IMPORTS},
               {"--append", IMPORTS}};
#define OPTIONS (sizeof options / sizeof *options)

static const char *option_name(size_t i, const void *context)
{
    const int *takes = context;
    return options[i].bits && !(options[i].bits & *takes) ? "" : options[i].name;
}

static int take_number(const char *name, const char *value, uint64_t most, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtoull(value, &end, 10);
    if (errno == 0 && end != value && *end == '\0' && value[0] >= '0' && value[0] <= '9' && *number <= most)
        return EXIT_OK;
    return cli_error(EXIT_USAGE, "history: %s must be a whole number up to %llu, not %s", name,
                     (unsigned long long)most, value);
}

static int take_better(struct asked *asked, const char *value)
{
    asked->better = value;
    if (strcmp(value, "lower") == 0 || strcmp(value, "higher") == 0 || strcmp(value, "neither") == 0)
        return EXIT_OK;
    return cli_error(EXIT_USAGE, "history: --better is lower, higher or neither, not %s", value);
}

static int take_value(struct asked *asked, const char *name, const char *value)
{
    uint64_t seconds;
    if (strcmp(name, "--wait") == 0) {
        int code = take_number(name, value, 3600, &seconds);
        asked->wait_ms = (int)(1000 * seconds);
        return code;
    }
    if (strcmp(name, "--last") == 0)
        return take_number(name, value, UINT32_MAX, &asked->last);
    if (strcmp(name, "--better") == 0)
        return take_better(asked, value);
    const struct {
        const char *name, **place;
    } texts[] = {{"--db", &asked->db},
                 {"--metric", &asked->filter.metric},
                 {"--cell", &asked->filter.cell},
                 {"--unit", &asked->unit},
                 {"--machine", &asked->machine},
                 {"--a", &asked->a},
                 {"--b", &asked->b},
                 {"--out", &asked->out},
                 {"--format", &asked->format},
                 {"--budget", &asked->budget}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(name, texts[i].name) == 0)
            *texts[i].place = value;
    return EXIT_OK;
}

/* NULL: the option takes a value. */
static int *flag_of(struct asked *asked, const char *name)
{
    return strcmp(name, "--json") == 0         ? &asked->as_json
           : strcmp(name, "--confirm") == 0    ? &asked->confirm
           : strcmp(name, "--append") == 0     ? &asked->append
           : strcmp(name, "--keep-image") == 0 ? &asked->keep_image
                                               : NULL;
}

static int unknown_option(const char *subcommand, const char *word, int takes)
{
    const char *nearest = cli_nearest(word, OPTIONS, option_name, &takes);
    return nearest
               ? cli_error(EXIT_USAGE, "history %s: unknown option %s (did you mean %s?)", subcommand, word,
                           nearest)
               : cli_error(EXIT_USAGE, "history %s: unknown option %s (`tvp history %s --help` lists them)",
                           subcommand, word, subcommand);
}

/* The option at argv[*i], and its value. */
static int read_option(struct asked *asked, int takes, int argc, char **argv, int *i)
{
    const char *word = argv[*i];
    const size_t length = strcspn(word, "=");
    for (size_t o = 0; o < OPTIONS; o++) {
        const char *name = option_name(o, &takes);
        if (strlen(name) != length || strncmp(name, word, length) != 0)
            continue;
        if (flag_of(asked, name)) {
            *flag_of(asked, name) = 1;
            return word[length] ? cli_error(EXIT_USAGE, "history: %s takes no value", name) : EXIT_OK;
        }
        const char *value = word[length] ? word + length + 1 : *i + 1 < argc ? argv[++*i] : "";
        return *value ? take_value(asked, name, value)
                      : cli_error(EXIT_USAGE, "history: %s needs a value", name);
    }
    return unknown_option(argv[0], word, takes);
}

/* EXIT_OK, or a line that says what is wrong with an image that was named. */
static int given_image(const char *path, const char *option)
{
    char whole[TVP_PATH_MAX];
    int error = path ? plat_path_absolute(path, whole, sizeof whole) : 0;
    return error ? cli_error(EXIT_USAGE, "history check: %s %s: %s", option, path, plat_error_text(error))
                 : EXIT_OK;
}

static int read_words(struct asked *asked, int takes, int argc, char **argv)
{
    int only_words = 0;
    asked->words = argv + 1;
    for (int i = 1; i < argc; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0)
            only_words = 1;
        else if (!only_words && argv[i][0] == '-' && argv[i][1] != '\0') {
            int code = read_option(asked, takes, argc, argv, &i);
            if (code != EXIT_OK)
                return code;
        } else
            asked->words[asked->word_count++] = argv[i]; /* that place is done with */
    }
    asked->filter.machine = asked->machine;
    if (!asked->confirm && (asked->a || asked->b || asked->budget))
        return cli_error(EXIT_USAGE, "history check: --a, --b and --budget are for --confirm");
    return given_image(asked->a, "--a") || given_image(asked->b, "--b") ? EXIT_USAGE : EXIT_OK;
}

/* ---- what all subcommands need ---- */

int history_said(int fault, const char *error)
{
    return cli_error(fault == HISTORY_MISSING ? EXIT_USAGE : EXIT_TVP, "%s", error);
}

int history_open_said(struct history *history, const struct asked *asked, enum history_mode mode)
{
    char error[HISTORY_ERROR_MAX];
    int fault = history_open(history, asked->db, mode, asked->wait_ms, error);
    return fault ? history_said(fault, error) : EXIT_OK;
}

static int run(int argc, char **argv)
{
    struct asked asked = {.db = HISTORY_DB, .wait_ms = 10000};
    size_t which = 0;
    if (argc < 2)
        return cli_error(EXIT_USAGE,
                         "history: add, list, show, plot, check, rebuild or import? (`tvp history --help`)");
    while (which < SUBCOMMANDS && strcmp(subcommands[which].name, argv[1]) != 0)
        which++;
    if (which == SUBCOMMANDS) {
        const char *nearest = cli_nearest(argv[1], SUBCOMMANDS, subcommand_name, NULL);
        return nearest ? cli_error(EXIT_USAGE, "history: there is no %s (did you mean %s?)", argv[1], nearest)
                       : cli_error(EXIT_USAGE, "history: there is no %s (`tvp history --help`)", argv[1]);
    }
    int code = read_words(&asked, subcommands[which].takes, argc - 1, argv + 1);
    if (code != EXIT_OK)
        return code;
    if (subcommands[which].words && asked.word_count == 0)
        return cli_error(EXIT_USAGE, "history %s: which? (tvp history %s %s)", argv[1], argv[1],
                         subcommands[which].words);
    if (!subcommands[which].words && asked.word_count > 0)
        return cli_error(EXIT_USAGE, "history %s takes options only, not %s", argv[1], asked.words[0]);
    return subcommands[which].run(&asked);
}

const struct tvp_command tvp_command_history = {
    .name = "history",
    .brief = "figures of many runs over time, and where they changed",
    .usage = history_usage,
    .usage_of = history_usage_of,
    .run = run,
};
