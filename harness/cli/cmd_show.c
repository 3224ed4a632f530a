/* SPDX-License-Identifier: MIT */
/* `tvp show RUN...`: the tables of runs in the terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "show_systems.h"

struct asked {
    struct view_filter filter;
    const char *metric;
    int wide, healthy, precision, systems;
};

static const char *metric_name(size_t i, const void *context)
{
    return ((const struct view *)context)->metrics[i].name;
}

static int no_such_metric(const struct view *view, const char *path, const char *metric)
{
    const char *nearest =
        view_metric(view, metric) < 0 ? cli_nearest(metric, view->metric_count, metric_name, view) : NULL;
    return nearest ? cli_error(EXIT_USAGE, "%s has no metric %s (did you mean %s?)", path, metric, nearest)
                   : cli_error(EXIT_USAGE, "%s has no figures of %s for these cells", path, metric);
}

static int all_hidden(const struct view *view)
{
    for (size_t i = 0; i < view->cell_count; i++)
        if (!view->cells[i].hidden)
            return 0;
    return view->cell_count > 0;
}

static int show_all(struct show *show)
{
    return show_head(show) || show_startup(show) || show_memory(show) || show_throughput(show) ||
           show_placement(show) || show_tasks(show) || show_ops(show) || show_latencies(show) ||
           show_health(show) || show_noise(show) || show_unsupported(show) || show_trouble(show);
}

static int show_run(const struct asked *asked, const char *path)
{
    char error[READER_ERROR_MAX];
    struct show show = {.to = stdout, .width = asked->wide ? 0 : TABLE_WIDTH, .wide = asked->wide};
    int code = EXIT_OK, found = 1, failed = 0;
    if (view_open(&show.view, path, &asked->filter, error) != 0 ||
        thresholds_read(&show.thresholds, NULL, error) != 0)
        code = cli_error(EXIT_USAGE, "%s", error);
    else if (all_hidden(&show.view))
        code = cli_error(EXIT_USAGE, "%s has no cell that was asked for", path);
    else if (asked->metric)
        failed = show_metric(&show, asked->metric, &found);
    else if (asked->precision)
        failed = show_precision(&show);
    else if (asked->healthy)
        failed = show_head(&show) || show_healthy(&show) || show_trouble(&show);
    else
        failed = show_all(&show);
    if (failed)
        code = cli_error(EXIT_TVP, "out of memory");
    else if (!found)
        code = no_such_metric(&show.view, path, asked->metric);
    view_close(&show.view);
    return code;
}

/* 1: they are of two systems at least. */
static int several_systems(const struct systems *systems)
{
    for (size_t i = 1; i < systems->count; i++)
        if (systems_differ(&systems->parts[0].reader, &systems->parts[i].reader))
            return 1;
    return 0;
}

/* All runs side by side: asked for by --systems, else where they are of several systems. */
static int show_side_by_side(const struct asked *asked, char **paths, size_t count)
{
    char error[READER_ERROR_MAX];
    struct systems systems;
    int code = EXIT_OK;
    if (systems_open(&systems, paths, count, &asked->filter, error) != 0)
        code = cli_error(EXIT_USAGE, "%s", error);
    else if (asked->systems || several_systems(&systems)) {
        if (!asked->systems)
            fputs("\n\n", stdout);
        if (show_systems(&systems, stdout, asked->wide ? 0 : TABLE_WIDTH) != 0)
            code = cli_error(EXIT_TVP, "out of memory");
    }
    systems_close(&systems);
    return code;
}

/* Side by side only where nothing else was asked for. */
static int wants_systems(const struct asked *asked, int runs)
{
    return asked->systems ||
           (runs > 1 && runs <= (int)SYSTEMS_MAX && !asked->metric && !asked->healthy && !asked->precision);
}

static int run(int argc, char **argv)
{
    struct asked asked = {0};
    const struct cli_option list[] = {{"--metric", &asked.metric, NULL},
                                      {"--workload", &asked.filter.workload, NULL},
                                      {"--model", &asked.filter.model, NULL},
                                      {"--sharing", &asked.filter.sharing, NULL},
                                      {"--workers", &asked.filter.workers, NULL},
                                      {"--placement", &asked.filter.placement, NULL},
                                      {"--wide", NULL, &asked.wide},
                                      {"--healthy", NULL, &asked.healthy},
                                      {"--precision", NULL, &asked.precision},
                                      {"--systems", NULL, &asked.systems}};
    const struct cli_options options = {list, sizeof list / sizeof *list, NULL, NULL};
    int runs, code = cli_read_options(&options, argc, argv, &runs);
    if (code == EXIT_OK && runs == 0)
        return cli_error(EXIT_USAGE, "show: which run? (tvp show RUN...)");
    if (code == EXIT_OK && asked.systems && (runs < 2 || runs > (int)SYSTEMS_MAX))
        return cli_error(EXIT_USAGE, "show: --systems puts 2 to %u runs side by side, not %d", SYSTEMS_MAX,
                         runs);
    for (int i = 1; i <= runs && code == EXIT_OK && !asked.systems; i++) {
        if (i > 1)
            fputs("\n\n", stdout);
        code = show_run(&asked, argv[i]);
    }
    if (code == EXIT_OK && wants_systems(&asked, runs))
        code = show_side_by_side(&asked, argv + 1, (size_t)runs);
    return code;
}

const struct tvp_command tvp_command_show = {
    .name = "show",
    .brief = "tables of a run in the terminal",
    .usage = "usage: tvp show [OPTION...] RUN...\n"
             "\n"
             "Prints what run folders hold: the machine, start-up, memory and throughput by\n"
             "execution model, placements, percentiles of ops, which trials were disturbed\n"
             "and by what, how noisy each cell is and what its trials can show, what is\n"
             "unsupported here and why, and trials that went wrong. Every figure is a median\n"
             "over trials, or a percentile of ops over trials that weigh the same, with its\n"
             "95 % interval and the number of trials.\n"
             "\n"
             "  --metric NAME     one metric of all cells, its interval in full\n"
             "  --workload LIST   only these; likewise --model, --sharing, --workers,\n"
             "                    --placement\n"
             "  --healthy         figures of the trials that nobody disturbed, beside those of\n"
             "                    all\n"
             "  --precision       what `tvp run` ends with: how narrow each interval is, what\n"
             "                    the trials could have seen, and how many were not needed\n"
             "  --systems         only these runs side by side, as factors over the first;\n"
             "                    comes by itself after the tables where the runs are of\n"
             "                    several operating systems, libcs, processors or machines\n"
             "  --wide            intervals in full, lines as long as they must be\n"
             "\n"
             "Fewer than 6 trials give no 95 % interval: their range is shown, marked ~ or\n"
             "(low .. high).\n",
    .run = run,
};
