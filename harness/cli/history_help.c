/* SPDX-License-Identifier: MIT */
/* What `tvp history --help` prints, and `tvp history SUBCOMMAND --help`. */
#include <string.h>

#include "history_cli.h"
#include "import.h"

const char history_usage[] = "usage: tvp history add RUN...       index run folders; again is no change\n"
                             "       tvp history list             which runs and imported series there are\n"
                             "       tvp history show             series over time, change points marked\n"
                             "       tvp history plot             the same as figures, SVG and PNG\n"
                             "       tvp history check            exit 3 when a series' last change is a\n"
                             "                                    regression\n"
                             "       tvp history rebuild DIR...   index exactly the run folders in DIR...\n"
                             "       tvp history import FILE...   figures that other tools wrote\n"
                             "\n"
                             "`tvp history SUBCOMMAND --help` tells the options of each.\n"
                             "\n"
                             "A series is one metric of one cell on one class of machine: architecture,\n"
                             "system, CPU model and number. docs/history.md tells more.\n";

#define DB                                                                                                   \
    "  --db PATH        the history (default: " HISTORY_DB ")\n"                                             \
    "  --wait SECONDS   for another process that has it locked (default: 10)\n"
#define FILTERS                                                                                              \
    "  --metric LIST    only these metrics\n"                                                                \
    "  --cell LIST      only cells in whose name one of these words stands\n"                                \
    "  --machine LIST   only classes of machines in whose name one of these stands\n"
#define JSON "  --json           for programs"

static const char add_usage[] =
    "usage: tvp history add [OPTION...] RUN...\n"
    "\n"
    "Indexes run folders. One that is there already is no change; one that went on\n"
    "since (tvp run --resume) is read anew.\n"
    "\n" DB "  --keep-image     keep the lean image (this tvp's, which measured the runs)\n"
    "                   beside the history, in images/, for check --confirm\n";

static const char list_usage[] =
    "usage: tvp history list [OPTION...]\n"
    "\n"
    "Says which runs there are, with how many of their planned trials went well, and\n"
    "which series were imported.\n"
    "\n" DB JSON "\n";

static const char show_usage[] = "usage: tvp history show [OPTION...]\n"
                                 "\n"
                                 "Prints series over time, with their change points.\n"
                                 "\n" DB FILTERS "  --last N         only the last N points\n" JSON
                                 ": one object a line, of each series\n";

static const char plot_usage[] =
    "usage: tvp history plot [OPTION...]\n"
    "\n"
    "Draws series over time; without --metric and --cell those that have changed.\n"
    "\n" DB FILTERS "  --last N         only the last N points\n"
    "  --out DIR        into this folder (default: figures/ beside the history)\n"
    "  --format LIST    svg, png (default: both)\n";

static const char check_usage[] =
    "usage: tvp history check [OPTION...]\n"
    "\n"
    "Finds where the level of series changed, and ends with 3 when the last change\n"
    "that code made is for the worse. `environment`: the kernel or the libc changed\n"
    "at the same point, or the run's reference did (a pinned image's same cell and\n"
    "metric; without one cpu_hash, together with the other workloads). `code`: all\n"
    "else. `?`: the last points look like a new level, but are too few to be sure.\n"
    "\n" DB FILTERS "  --last N         only a change among the last N points counts\n" JSON
    ": one object a line, of each series\n"
    "  --confirm        measure what fails or is suspected (?) again, the image\n"
    "                   before against the newest one, by `tvp ab`; only what is\n"
    "                   confirmed fails\n"
    "  --a, --b PATH    ... with these images, not those that are kept by their hash\n"
    "  --budget TIME    ... in that time each (default: that of `tvp ab`)\n"
    "\n"
    "Exit: 0 nothing fails, 1 the history is broken, 2 usage or no such series, 3 a\n"
    "regression, 5 something stays undecided under --confirm.\n";

static const char rebuild_usage[] =
    "usage: tvp history rebuild [OPTION...] DIR...\n"
    "\n"
    "Indexes exactly the run folders at or in DIR..., and keeps what was imported. A\n"
    "broken history is moved aside, to PATH.broken.\n"
    "\n" DB;

#define FORMAT_HELP(id, name, brief) "      " name ": " brief "\n"
static const char import_usage[] =
    "usage: tvp history import [OPTION...] FILE...\n"
    "\n"
    "Takes the figures of other tools (- is standard input). A series that is there\n"
    "is replaced.\n"
    "\n" DB "  --append         figures follow those that a series has, none of a time and\n"
    "                   commit twice\n"
    "  --machine NAME   the class of machine that the series belong to\n"
    "  --unit UNIT      of series that do not say\n"
    "  --better WORD    lower, higher or neither, of series that do not say\n"
    "  --format FORMAT  instead of what the content says:\n" SERIES_FORMATS(FORMAT_HELP);

const char *history_usage_of(int argc, char **argv)
{
    static const struct {
        const char *name, *usage;
    } all[] = {{"add", add_usage},      {"list", list_usage},   {"show", show_usage},
               {"plot", plot_usage},    {"check", check_usage}, {"rebuild", rebuild_usage},
               {"import", import_usage}};
    for (size_t i = 0; argc > 0 && i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, argv[0]) == 0)
            return all[i].usage;
    return history_usage;
}
