/* SPDX-License-Identifier: MIT */
/* What every subcommand needs: one way to say an error, the nearest name to a mistyped one, and
 * options among other words. */
#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../api/tvp.h"
#include "../core/nearest.h"

#define CLI_ERROR_MAX (2 * TVP_PATH_MAX + 1024u) /* two paths and more; what is longer is cut */

/* Messages quote files that anyone may have written: what would move a terminal's cursor becomes '?', the
 * two-byte controls of UTF-8 (U+0080 to U+009F) too. */
static void make_plain(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at; at++) {
        const int is_wide = at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f;
        if (*at < ' ' || *at == 0x7f || is_wide)
            *at = '?';
        if (is_wide)
            *++at = '?';
    }
}

int cli_error(int code, const char *format, ...)
{
    char text[CLI_ERROR_MAX];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    make_plain(text);
    fflush(stdout);
    fprintf(stderr, "tvp: %s\n", text);
    return code;
}

const char *cli_nearest(const char *word, size_t count, const char *(*name_of)(size_t, const void *),
                        const void *context)
{
    return nearest_name(word, count, name_of, context);
}

static const char *option_name(size_t i, const void *context)
{
    return ((const struct cli_options *)context)->options[i].name;
}

static int unknown_option(const struct cli_options *options, const char *command, const char *word)
{
    const char *nearest = cli_nearest(word, options->count, option_name, options);
    return nearest ? cli_error(EXIT_USAGE, "%s: unknown option %s (did you mean %s?)", command, word, nearest)
                   : cli_error(EXIT_USAGE, "%s: unknown option %s (`tvp %s --help` lists them)", command,
                               word, command);
}

/* Option `i` with what stood after its "=", or NULL, in which case its value is the next word. */
static int take_option(const struct cli_options *options, size_t i, const char *value, int argc, char **argv,
                       int *at)
{
    const struct cli_option *option = &options->options[i];
    if (option->flag) {
        *option->flag = 1;
        return value ? cli_error(EXIT_USAGE, "%s: %s takes no value", argv[0], option->name) : 0;
    }
    if (!value && *at + 1 < argc)
        value = argv[++*at];
    if (!value || !*value)
        return cli_error(EXIT_USAGE, "%s: %s needs a value", argv[0], option->name);
    if (!option->text)
        return options->take(options->context, i, value);
    *option->text = value;
    return 0;
}

/* The option at argv[*at]. */
static int read_option(const struct cli_options *options, int argc, char **argv, int *at)
{
    const char *word = argv[*at];
    const size_t length = strcspn(word, "=");
    for (size_t i = 0; i < options->count; i++)
        if (strlen(options->options[i].name) == length &&
            strncmp(options->options[i].name, word, length) == 0)
            return take_option(options, i, word[length] ? word + length + 1 : NULL, argc, argv, at);
    return unknown_option(options, argv[0], word);
}

int cli_read_options(const struct cli_options *options, int argc, char **argv, int *words)
{
    int only_words = 0, code = 0;
    *words = 0;
    for (int i = 1; i < argc && code == 0; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0)
            only_words = 1;
        else if (!only_words && argv[i][0] == '-' && argv[i][1])
            code = read_option(options, argc, argv, &i);
        else
            argv[1 + (*words)++] = argv[i]; /* that place is done with */
    }
    return code;
}

int cli_one_run(const struct cli_options *options, int argc, char **argv, const char **run)
{
    int runs, code = cli_read_options(options, argc, argv, &runs);
    if (code)
        return code;
    if (runs > 1)
        return cli_error(EXIT_USAGE, "%s: one run at a time, not %s as well", argv[0], argv[2]);
    *run = argv[1];
    return runs == 1 ? 0 : cli_error(EXIT_USAGE, "%s: which run? (tvp %s RUN)", argv[0], argv[0]);
}

void cli_quoted(FILE *to, const char *word)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./%@";
    if (*word && strspn(word, safe) == strlen(word)) {
        fprintf(to, " %s", word);
        return;
    }
    fputs(" '", to);
    for (; *word; word++)
        fputs(*word == '\'' ? "'\\''" : (char[]){*word, '\0'}, to);
    fputc('\'', to);
}
