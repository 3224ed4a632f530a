/* SPDX-License-Identifier: MIT */
/* What a subcommand is. harness/cli/cmd_NAME.c defines tvp_command_NAME; the table of all is generated
 * from the file names. */
#ifndef TVP_CLI_H
#define TVP_CLI_H

#include <stddef.h>

enum exit_code {
    EXIT_OK = 0,
    EXIT_TVP = 1, /* tvp itself failed */
    EXIT_USAGE = 2,
    EXIT_REGRESSION = 3,
    EXIT_TRIALS = 4, /* complete, but a trial is not ok, or a cell named on the command line is unsupported */
    EXIT_NO_VERDICT = 5,
    EXIT_INTERRUPTED = 130
};

struct tvp_command {
    const char *name;
    const char *brief;                 /* one line, for `tvp help` */
    const char *usage;                 /* what `tvp NAME --help` prints, ended by a newline */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns an exit code */
    int hidden;
};

extern const struct tvp_command *const tvp_commands[];

/* One clear line on stderr, "tvp: ...", without needing a newline; control characters become '?'. Returns
 * `code`.
 */
int cli_error(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The nearest of `count` names to `word`, for "did you mean"; NULL when none is near. `name_of(i, context)`.
 */
const char *cli_nearest(const char *word, size_t count, const char *(*name_of)(size_t, const void *),
                        const void *context);

#endif
