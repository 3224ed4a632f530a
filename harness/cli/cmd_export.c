/* SPDX-License-Identifier: MIT */
/* `tvp export RUN`: a run in formats that other tools read. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "export.h"

struct asked {
    const char *run, *format, *output;
};

static const char *const option_names[] = {"--format", "--output"};

static const char *option_name(size_t i, const void *context)
{
    (void)context;
    return option_names[i];
}

static int unknown_option(const char *word)
{
    const char *nearest = cli_nearest(word, 2, option_name, NULL);
    return nearest
               ? cli_error(EXIT_USAGE, "export: unknown option %s (did you mean %s?)", word, nearest)
               : cli_error(EXIT_USAGE, "export: unknown option %s (`tvp export --help` lists them)", word);
}

/* Reads the option at argv[*i] and its value; 0 or an exit code. */
static int read_option(struct asked *asked, int argc, char **argv, int *i)
{
    const char **const values[] = {&asked->format, &asked->output};
    const char *word = argv[*i];
    for (size_t o = 0; o < 2; o++) {
        size_t length = strlen(option_names[o]);
        if (strncmp(word, option_names[o], length) != 0 || (word[length] != '\0' && word[length] != '='))
            continue;
        if (word[length] == '=')
            *values[o] = word + length + 1;
        else if (*i + 1 < argc)
            *values[o] = argv[++*i];
        return *values[o] && **values[o] ? 0
                                         : cli_error(EXIT_USAGE, "export: %s needs a value", option_names[o]);
    }
    return unknown_option(word);
}

static int read_arguments(struct asked *asked, int argc, char **argv)
{
    int only_paths = 0;
    for (int i = 1; i < argc; i++) {
        if (!only_paths && strcmp(argv[i], "--") == 0) {
            only_paths = 1;
        } else if (!only_paths && argv[i][0] == '-' && argv[i][1]) {
            int code = read_option(asked, argc, argv, &i);
            if (code)
                return code;
        } else if (asked->run) {
            return cli_error(EXIT_USAGE, "export: one run at a time, not %s as well", argv[i]);
        } else {
            asked->run = argv[i];
        }
    }
    if (!asked->run)
        return cli_error(EXIT_USAGE, "export: which run? (tvp export RUN)");
    if (strcmp(asked->format, "csv") != 0 && strcmp(asked->format, "json") != 0)
        return cli_error(EXIT_USAGE, "export: --format is csv or json, not %s", asked->format);
    return 0;
}

static int write_all(const struct asked *asked, struct reader *reader, FILE *to)
{
    char error[READER_ERROR_MAX];
    int failed =
        strcmp(asked->format, "csv") == 0 ? export_csv(reader, to, error) : export_json(reader, to, error);
    if (failed)
        return cli_error(EXIT_USAGE, "%s", error);
    errno = 0;
    if (fflush(to) != 0 || ferror(to))
        return cli_error(EXIT_TVP, "cannot write to %s: %s",
                         asked->output ? asked->output : "standard output",
                         errno ? strerror(errno) : "an error occurred");
    return EXIT_OK;
}

static int run(int argc, char **argv)
{
    struct asked asked = {.format = "csv"};
    struct reader reader;
    char error[READER_ERROR_MAX];
    int code = read_arguments(&asked, argc, argv);
    if (code)
        return code;
    if (reader_open(&reader, asked.run, error) != 0) {
        reader_close(&reader);
        return cli_error(EXIT_USAGE, "%s", error);
    }
    FILE *to = asked.output ? fopen(asked.output, "w") : stdout;
    code = to ? write_all(&asked, &reader, to)
              : cli_error(EXIT_TVP, "cannot write to %s: %s", asked.output, strerror(errno));
    if (to && to != stdout && fclose(to) != 0 && code == EXIT_OK)
        code = cli_error(EXIT_TVP, "cannot write to %s: %s", asked.output, strerror(errno));
    reader_close(&reader);
    return code;
}

const struct tvp_command tvp_command_export = {
    .name = "export",
    .brief = "a run in formats that other tools read",
    .usage = "usage: tvp export RUN [--format csv|json] [--output FILE]\n"
             "\n"
             "csv (the default): one row a trial, worker and metric, with the header\n"
             "  run,machine,os,libc,emulator,trial,session,block,kind,workload,version,params,\n"
             "  model,sharing,workers,placement,worker,status,metric,unit,value\n"
             "worker is empty for a trial's own metric; a trial without metrics has one row with metric,\n"
             "unit and value empty; a metric that could not be had has an empty value.\n"
             "json: one document with the machine, the plan's head and cells, and all records; why a\n"
             "metric could not be had stands in `nulls`.\n",
    .run = run,
};
