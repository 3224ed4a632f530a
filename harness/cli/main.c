/* SPDX-License-Identifier: MIT */
/* The controller's entry: finds the subcommand in the generated table and runs it. */
#include <stdio.h>
#include <string.h>

#include "../api/plat.h"
#include "../core/build.h"
#include "cli.h"
#include "load.h"

static size_t command_count(void)
{
    size_t count = 0;
    while (tvp_commands[count])
        count++;
    return count;
}

static const char *command_name(size_t i, const void *context)
{
    (void)context;
    return tvp_commands[i]->hidden ? "" : tvp_commands[i]->name;
}

static const struct tvp_command *command_find(const char *name)
{
    for (size_t i = 0; tvp_commands[i]; i++)
        if (strcmp(tvp_commands[i]->name, name) == 0)
            return tvp_commands[i];
    return NULL;
}

static int unknown(const char *name)
{
    const char *nearest = cli_nearest(name, command_count(), command_name, NULL);
    if (nearest)
        return cli_error(EXIT_USAGE, "unknown command %s (did you mean %s?)", name, nearest);
    return cli_error(EXIT_USAGE, "unknown command %s (`tvp help` lists them)", name);
}

static int asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return 1;
    return 0;
}

static int flushed(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return cli_error(EXIT_TVP, "cannot write to standard output");
    return code;
}

int main(int argc, char **argv)
{
    plat_program_open(&argc, &argv);
    static char help[] = "help";
    char *plain_help[] = {help, NULL};
    if (argc < 2) {
        command_find(help)->run(1, plain_help);
        return flushed(EXIT_USAGE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("tvp %s (%s)\n", build_version, build_commit);
        return flushed(EXIT_OK);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return flushed(command_find(help)->run(1, plain_help));
    const struct tvp_command *command = command_find(argv[1]);
    if (!command)
        return unknown(argv[1]);
    if (asks_for_help(argc - 1, argv + 1)) {
        fputs(command->usage_of ? command->usage_of(argc - 2, argv + 2) : command->usage, stdout);
        return flushed(EXIT_OK);
    }
    if (command->unsupported)
        return cli_error(EXIT_TVP, "%s is not in this build: %s", command->name, command->unsupported);
    const int code = load_own(); /* every command may meet them: by their parameters, for instance */
    return code ? code : flushed(command->run(argc - 1, argv + 1));
}
