/* SPDX-License-Identifier: MIT */
/* What a subcommand is. harness/cli/cmd_NAME.c defines tvp_command_NAME; the table of all is generated
 * from the file names. */
#ifndef TVP_CLI_H
#define TVP_CLI_H

#include <stddef.h>
#include <stdio.h>

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
    const char *unsupported; /* why it is not in this build; still listed */
    /* Of a command with subcommands: what to print, from the words behind its name, instead of `usage`. */
    const char *(*usage_of)(int argc, char **argv);
};

extern const struct tvp_command *const tvp_commands[];

/* One clear line on stderr, "tvp: ...", without needing a newline; control characters become '?'. Returns
 * `code`.
 */
int cli_error(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A blank and a word, quoted for a shell where it has to be. */
void cli_quoted(FILE *to, const char *word);
/* The nearest of `count` names to `word`, for "did you mean"; NULL when none is near. `name_of(i, context)`.
 */
const char *cli_nearest(const char *word, size_t count, const char *(*name_of)(size_t, const void *),
                        const void *context);

/* An option of a subcommand. Its value goes to *text, or a flag's 1 to *flag; where both are NULL `take` gets
 * it. */
struct cli_option {
    const char *name; /* "--format" */
    const char **text;
    int *flag;
};
struct cli_options {
    const struct cli_option *options;
    size_t count;
    /* Takes the value of options[i], which is not empty; 0 or an exit code. NULL where nothing wants it. */
    int (*take)(void *context, size_t i, const char *value);
    void *context;
};
/* Reads the options of argv, NAME VALUE or NAME=VALUE, before, between and behind other words, none after
 * "--". The other words are moved to argv[1] and on, their number into *words. 0, or an exit code with its
 * line said. */
int cli_read_options(const struct cli_options *options, int argc, char **argv, int *words);
/* The same where the only other word is a run's folder. */
int cli_one_run(const struct cli_options *options, int argc, char **argv, const char **run);

#endif
