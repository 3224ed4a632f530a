/* SPDX-License-Identifier: MIT */
/* `tvp help [COMMAND]`: the subcommands, or one of them at length. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static void list_commands(void)
{
    puts("tvp - threads versus processes, measured\n\n"
         "usage: tvp COMMAND [ARGUMENT...]\n");
    for (size_t i = 0; tvp_commands[i]; i++)
        if (!tvp_commands[i]->hidden)
            printf("  %-10s %s\n", tvp_commands[i]->name, tvp_commands[i]->brief);
    puts("\n`tvp COMMAND --help` tells more of each; `tvp --version` says which this is.\n"
         "A start: tvp run quick");
}

static const char *name_of(size_t i, const void *context)
{
    (void)context;
    return tvp_commands[i]->hidden ? "" : tvp_commands[i]->name;
}

static int run(int argc, char **argv)
{
    if (argc > 2)
        return cli_error(EXIT_USAGE, "help takes one command, not %d", argc - 1);
    if (argc < 2) {
        list_commands();
        return EXIT_OK;
    }
    size_t count = 0;
    for (; tvp_commands[count]; count++) {
        if (strcmp(tvp_commands[count]->name, argv[1]) == 0) {
            fputs(tvp_commands[count]->usage, stdout);
            return EXIT_OK;
        }
    }
    const char *nearest = cli_nearest(argv[1], count, name_of, NULL);
    return nearest ? cli_error(EXIT_USAGE, "unknown command %s (did you mean %s?)", argv[1], nearest)
                   : cli_error(EXIT_USAGE, "unknown command %s (`tvp help` lists them)", argv[1]);
}

const struct tvp_command tvp_command_help = {
    .name = "help",
    .brief = "list the commands, or explain one",
    .usage = "usage: tvp help [COMMAND]\n\nLists the commands, or prints what `tvp COMMAND --help` prints.\n",
    .run = run,
};
