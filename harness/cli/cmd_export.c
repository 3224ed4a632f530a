/* SPDX-License-Identifier: MIT */
/* `tvp export RUN`: a run in formats that other tools read. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "export.h"

struct asked {
    const char *run, *output, *better;
    const struct export_format *format;
    struct export_request request;
};

static int find_format(struct asked *asked)
{
    const char *nearest;
    char names[200];
    asked->format = export_format_find(asked->request.format, &nearest);
    if (asked->format)
        return 0;
    if (nearest)
        return cli_error(EXIT_USAGE, "export: there is no format %s (did you mean %s?)",
                         asked->request.format, nearest);
    return cli_error(EXIT_USAGE, "export: --format is %s, not %s", export_format_names(names),
                     asked->request.format);
}

/* Options that the format can do nothing with are refused, not passed over. */
static int check_options(struct asked *asked)
{
    const char *format = asked->request.format;
    if (asked->format->stream && (asked->request.metrics || asked->better))
        return cli_error(EXIT_USAGE, "export: %s holds every metric: it takes no %s", format,
                         asked->better ? "--better" : "--metric");
    if (asked->request.timestamps && !asked->format->timestamps)
        return cli_error(EXIT_USAGE, "export: %s takes no --timestamps", format);
    if (!asked->better)
        return 0;
    if (strcmp(asked->better, "lower") != 0 && strcmp(asked->better, "higher") != 0)
        return cli_error(EXIT_USAGE, "export: --better is lower or higher, not %s", asked->better);
    asked->request.better = *asked->better == 'l' ? TVP_LOWER_IS_BETTER : TVP_HIGHER_IS_BETTER;
    return 0;
}

static int read_arguments(struct asked *asked, int argc, char **argv)
{
    const struct cli_option list[] = {{"--format", &asked->request.format, NULL},
                                      {"--output", &asked->output, NULL},
                                      {"--metric", &asked->request.metrics, NULL},
                                      {"--better", &asked->better, NULL},
                                      {"--timestamps", NULL, &asked->request.timestamps}};
    const struct cli_options options = {list, sizeof list / sizeof *list, NULL, NULL};
    int code = cli_one_run(&options, argc, argv, &asked->run);
    if (!code)
        code = find_format(asked);
    return code ? code : check_options(asked);
}

/* ---- what is written ---- */

/* Either is open: a reader at its first record, or a chosen set. */
struct source {
    struct reader reader;
    struct view view;
    struct export_set set;
};

static int cannot_write(const struct asked *asked, int number)
{
    return cli_error(EXIT_TVP, "cannot write to %s: %s", asked->output ? asked->output : "standard output",
                     number ? strerror(number) : "an error occurred");
}

/* With the run named, where the error does not begin with it. */
static int say(const struct asked *asked, const char *error)
{
    const int named = strncmp(error, asked->run, strlen(asked->run)) == 0;
    return cli_error(EXIT_USAGE, "%s%s%s", named ? "" : asked->run, named ? "" : ": ", error);
}

static int write_all(const struct asked *asked, struct source *source, FILE *to)
{
    char error[READER_ERROR_MAX];
    int failed = asked->format->stream ? asked->format->stream(&source->reader, to, error)
                                       : asked->format->write(&source->set, to, error);
    if (failed)
        return say(asked, error);
    view_say_torn(asked->format->stream ? &source->reader : &source->view.reader);
    errno = 0;
    return fflush(to) != 0 || ferror(to) ? cannot_write(asked, errno) : EXIT_OK;
}

static int write_out(const struct asked *asked, struct source *source)
{
    FILE *to = asked->output ? fopen(asked->output, "w") : stdout;
    if (!to)
        return cannot_write(asked, errno);
    int code = write_all(asked, source, to);
    if (to != stdout && fclose(to) != 0 && code == EXIT_OK)
        code = cannot_write(asked, errno);
    return code;
}

static int export_stream(const struct asked *asked, struct source *source)
{
    char error[READER_ERROR_MAX];
    int code = reader_open(&source->reader, asked->run, error) != 0 ? cli_error(EXIT_USAGE, "%s", error)
                                                                    : write_out(asked, source);
    reader_close(&source->reader);
    return code;
}

/* The whole run is read and chosen from before the output is opened: an error leaves an existing file as it
 * is. */
static int export_set(const struct asked *asked, struct source *source)
{
    char error[READER_ERROR_MAX];
    int code;
    if (view_open(&source->view, asked->run, NULL, error) != 0 ||
        export_select(&source->set, &source->view, asked->format, &asked->request, error) != 0) {
        code = say(asked, error);
    } else {
        if (source->set.left_out)
            cli_error(EXIT_OK, "export: left out %zu of %zu series: %s holds no values of 0 or less",
                      source->set.left_out, source->set.left_out + source->set.count, asked->request.format);
        code = write_out(asked, source);
    }
    export_set_free(&source->set);
    view_close(&source->view);
    return code;
}

static int run(int argc, char **argv)
{
    struct asked asked = {.request = {.format = "csv", .better = EXPORT_ANY_DIRECTION}};
    struct source source = {0};
    int code = read_arguments(&asked, argc, argv);
    if (code || !asked.format) /* with a code of 0 there is a format */
        return code;
    return asked.format->stream ? export_stream(&asked, &source) : export_set(&asked, &source);
}

#define FORMAT_HELP(id, name, brief) "  " name "\n        " brief "\n"

static const char usage[] =
    "usage: tvp export RUN [--format F] [--metric LIST] [--better lower|higher]\n"
    "                      [--timestamps] [--output FILE]\n"
    "\n"
    "Formats:\n" EXPORT_FORMATS(
        FORMAT_HELP) "\n"
                     "csv has the header\n"
                     "  run,machine,os,libc,emulator,trial,session,block,kind,workload,version,params,\n"
                     "  model,sharing,workers,placement,worker,status,metric,unit,value\n"
                     "worker is empty for a trial's own metric; a trial without metrics has one row\n"
                     "with metric, unit and value empty; a metric that could not be had has an empty\n"
                     "value. In json, why a metric could not be had stands in `nulls`.\n"
                     "\n"
                     "The others tell trials that are ok, a benchmark a cell and metric, named such as\n"
                     "cpu_hash/thread/shm/w2/compact/op_ns, with the parameters that differ from their\n"
                     "defaults.\n"
                     "\n"
                     "  --metric LIST\n"
                     "        which metrics: names with commas between, A|B for B in cells without A,\n"
                     "        or all; default: enter_ns|enter_cold_ns, then op_ns or ops_per_s, and\n"
                     "        memory_factor, as the format can hold\n"
                     "  --better lower|higher\n"
                     "        only metrics of which that is better; github-action has one direction in\n"
                     "        a file, and without this that of the metrics named, or lower\n"
                     "  --timestamps\n"
                     "        openmetrics: each sample with the time at which the run began\n"
                     "  --output FILE\n"
                     "        instead of standard output\n";

const struct tvp_command tvp_command_export = {
    .name = "export",
    .brief = "a run in formats that other tools read",
    .usage = usage,
    .run = run,
};
