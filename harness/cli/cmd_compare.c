/* SPDX-License-Identifier: MIT */
/* `tvp compare`: verdicts between two runs, or between the arms of one. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "compare.h"
#include "history_cli.h"
#include "portable.h"

static const char *const option_names[] = {"--format", "--thresholds", "--require-verdict", "--all", "--db"};
enum { FORMAT, THRESHOLDS, REQUIRE, ALL, DB, OPTIONS };

static const char *option_name(size_t i, const void *context)
{
    (void)context;
    return option_names[i];
}

static int unknown_option(const char *word)
{
    const char *nearest = cli_nearest(word, OPTIONS, option_name, NULL);
    return nearest
               ? cli_error(EXIT_USAGE, "compare: unknown option %s (did you mean %s?)", word, nearest)
               : cli_error(EXIT_USAGE, "compare: unknown option %s (`tvp compare --help` lists them)", word);
}

static int take_value(struct compare_asked *asked, int option, const char *value)
{
    if (option == THRESHOLDS || option == DB) {
        *(option == DB ? &asked->db : &asked->thresholds_path) = value;
        return EXIT_OK;
    }
    asked->format = report_format_of(value);
    return asked->format < REPORT_FORMATS
               ? EXIT_OK
               : cli_error(EXIT_USAGE, "compare: --format %.40s: " REPORT_FORMAT_WORDS, value);
}

static int read_option(struct compare_asked *asked, int argc, char **argv, int *i)
{
    const char *word = argv[*i];
    for (int option = 0; option < OPTIONS; option++) {
        size_t length = strlen(option_names[option]);
        if (strncmp(word, option_names[option], length) != 0 || (word[length] && word[length] != '='))
            continue;
        if (option == REQUIRE || option == ALL) {
            *(option == ALL ? &asked->all : &asked->require_verdict) = 1;
            return word[length] ? cli_error(EXIT_USAGE, "compare: %s takes no value", option_names[option])
                                : EXIT_OK;
        }
        const char *value = word[length] ? word + length + 1 : *i + 1 < argc ? argv[++*i] : "";
        return *value ? take_value(asked, option, value)
                      : cli_error(EXIT_USAGE, "compare: %s needs a value", option_names[option]);
    }
    return unknown_option(word);
}

/* One run: its arms. */
static int one(const char *path, const struct compare_asked *asked, struct report *report, char *error)
{
    struct reader reader;
    if (reader_open(&reader, path, error) != 0)
        return -1;
    int failed = 0;
    if (json_is_object(json_object_get(reader.head, "ab")))
        failed = compare_arms(&reader, asked, report, error);
    else {
        snprintf(error, READER_ERROR_MAX, "%.900s is no run of `tvp ab`: compare it with which other run?",
                 path);
        failed = -1;
    }
    reader_close(&reader);
    return failed;
}

static int two(char *const *paths, const struct compare_asked *asked, struct report *report, char *error)
{
    struct view *views = calloc(2, sizeof *views);
    if (!views) {
        snprintf(error, READER_ERROR_MAX, "out of memory");
        return -1;
    }
    const struct view_filter all = {.reference = 1};
    int failed =
        view_open(&views[0], paths[0], &all, error) != 0 || view_open(&views[1], paths[1], &all, error) != 0;
    view_say_torn(&views[0].reader);
    view_say_torn(&views[1].reader);
    if (!failed)
        failed = compare_runs(views, paths, asked, report, error);
    view_close(&views[0]);
    view_close(&views[1]);
    free(views);
    return failed;
}

/* A portable baseline, and a run. */
static int portable(char *const *paths, const struct compare_asked *asked, struct report *report, char *error)
{
    struct view *view = calloc(1, sizeof *view);
    if (!view) {
        snprintf(error, READER_ERROR_MAX, "out of memory");
        return -1;
    }
    int failed = view_open(view, paths[1], NULL, error) != 0 ||
                 compare_portable(paths[0], view, asked, report, error) != 0;
    view_close(view);
    free(view);
    return failed ? -1 : 0;
}

static int run(int argc, char **argv)
{
    struct compare_asked asked = {.format = REPORT_TEXT};
    struct report report = {.rows = NULL};
    char error[READER_ERROR_MAX];
    int runs = 0, only_paths = 0;
    for (int i = 1; i < argc; i++) {
        if (!only_paths && strcmp(argv[i], "--") == 0)
            only_paths = 1;
        else if (!only_paths && argv[i][0] == '-' && argv[i][1]) {
            int code = read_option(&asked, argc, argv, &i);
            if (code)
                return code;
        } else
            argv[runs++] = argv[i]; /* runs < i: what was there is done with */
    }
    if (runs == 0 || runs > 2)
        return cli_error(EXIT_USAGE, "compare: which runs? (tvp compare BASE NEW, or the one run of tvp ab)");
    int failed = runs == 1                   ? one(argv[0], &asked, &report, error)
                 : portable_is_file(argv[0]) ? portable(argv, &asked, &report, error)
                                             : two(argv, &asked, &report, error);
    int code = EXIT_OK;
    if (failed)
        code = cli_error(failed == COMPARE_DB_FAULT ? EXIT_TVP : EXIT_USAGE, "%s", error);
    else if (report_write(&report, asked.format, stdout) != 0)
        code = cli_error(EXIT_TVP, "out of memory");
    else
        code = report_exit(&report, asked.require_verdict, EXIT_OK);
    report_free(&report);
    return code;
}

const struct tvp_command tvp_command_compare = {
    .name = "compare",
    .brief = "verdicts between two runs, or the arms of one",
    .usage = "usage: tvp compare [OPTION...] BASE NEW\n"
             "       tvp compare [OPTION...] RUN\n"
             "       tvp compare [OPTION...] FILE RUN\n"
             "\n"
             "Compares two run folders cell by cell, or the two arms of a run of `tvp ab`.\n"
             "Metrics that are nearly free of noise (memory, page faults) get a verdict; times\n"
             "do so between arms, which ran interleaved, and between runs when the history has\n"
             "at least 5 sessions of BASE's series: how much these differ widens the interval.\n"
             "Runs of different machines, systems, kernels or versions of a workload are shown\n"
             "side by side, without any verdict.\n"
             "\n"
             "FILE is a portable baseline (tvp export RUN --format portable): statuses, op\n"
             "counts, memory factors, and the harness's system calls and allocations are held\n"
             "against it, each within the tolerance that stands there. What is EQUIVALENT is\n"
             "only counted.\n"
             "\n"
             "  --all                every metric, not only the exact ones and the main times;\n"
             "                       with FILE every row\n"
             "  --format text|md|json|junit|github|gitlab\n"
             "                       github: annotations by workflow commands; gitlab: a code\n"
             "                       quality report\n"
             "  --thresholds FILE    how large a difference matters, by metric; default: the\n"
             "                       thresholds.txt that came with tvp, else 1%\n"
             "  --db PATH            the history (default: " HISTORY_DB " where it is)\n"
             "  --require-verdict    exit code 5 when something stays inconclusive\n"
             "\n"
             "Exit: 0 no regression, 2 usage or no such run, 3 a regression, 4 trials of\n"
             "`tvp ab` went wrong, 5 no verdict under --require-verdict.\n",
    .run = run,
};
