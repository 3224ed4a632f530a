/* SPDX-License-Identifier: MIT */
/* The options of `tvp ab` that `tvp run` does not have. */
#include <stdlib.h>
#include <string.h>

#include "ab.h"

static const char *const names[] = {"--a",      "--b",      "--a-env",          "--b-env",
                                    "--level",  "--looks",  "--thresholds",     "--format",
                                    "--b-load", "--b-exec", "--require-verdict"};
enum { IMAGE_A, IMAGE_B, ENV_A, ENV_B, LEVEL, LOOKS, THRESHOLDS, FORMAT, LOAD_B, EXEC_B, REQUIRE, OPTIONS };

static int which_option(const char *word, const char **value)
{
    for (int i = 0; i < OPTIONS; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(word, names[i], length) == 0 && (word[length] == '\0' || word[length] == '=')) {
            *value = word[length] == '=' ? word + length + 1 : NULL;
            return i;
        }
    }
    return OPTIONS;
}

static int add_setting(struct ab_side *side, const char *value)
{
    const char *equals = strchr(value, '=');
    if (!equals || equals == value)
        return cli_error(EXIT_USAGE, "%s-env %.80s: not NAME=VALUE", side->option, value);
    if (side->setting_count == AB_SETTINGS_MAX)
        return cli_error(EXIT_USAGE, "%s-env: more than %u settings", side->option, AB_SETTINGS_MAX);
    side->settings[side->setting_count++] = value;
    return EXIT_OK;
}

/* "1%" or "0.01". */
static int take_level(struct ab *ab, const char *value)
{
    char *end;
    double level = strtod(value, &end);
    if (strcmp(end, "%") == 0)
        level /= 100;
    else if (*end)
        level = 0;
    if (!(level >= 1e-6 && level <= 0.5))
        return cli_error(EXIT_USAGE, "--level %.40s: not a probability such as 1%% or 0.01, at most 50%%",
                         value);
    ab->level = level;
    return EXIT_OK;
}

static int take_looks(struct ab *ab, const char *value)
{
    char *end;
    unsigned long looks = strtoul(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end || looks < 1 || looks > STATS_LOOKS_MAX)
        return cli_error(EXIT_USAGE, "--looks %.40s: a number from 1 to %u", value, STATS_LOOKS_MAX);
    ab->looks = (uint32_t)looks;
    return EXIT_OK;
}

static int take_option(struct ab *ab, int option, const char *value)
{
    switch (option) {
    case IMAGE_A:
    case IMAGE_B:
        ab->sides[option - IMAGE_A].image = value;
        return EXIT_OK;
    case ENV_A:
    case ENV_B:
        return add_setting(&ab->sides[option - ENV_A], value);
    case LEVEL:
        return take_level(ab, value);
    case LOOKS:
        return take_looks(ab, value);
    case LOAD_B:
        ab->load_b = value;
        return EXIT_OK;
    case EXEC_B:
        ab->exec_b = value;
        return EXIT_OK;
    case THRESHOLDS:
        ab->thresholds_path = value;
        return EXIT_OK;
    default:
        ab->format = report_format_of(value);
        return ab->format < REPORT_FORMATS
                   ? EXIT_OK
                   : cli_error(EXIT_USAGE, "--format %.40s: " REPORT_FORMAT_WORDS, value);
    }
}

int ab_options(struct ab *ab, int argc, char **argv)
{
    int kept = 1;
    for (int i = 1; i < argc; i++) {
        const char *value = NULL;
        int option = which_option(argv[i], &value);
        if (option == OPTIONS) {
            argv[kept++] = argv[i]; /* kept <= i: what was there is done with */
            continue;
        }
        if (option == REQUIRE) {
            ab->require_verdict = 1;
            if (value)
                return -cli_error(EXIT_USAGE, "--require-verdict takes no value");
            continue;
        }
        if (!value && i + 1 < argc)
            value = argv[++i];
        if (!value || !*value)
            return -cli_error(EXIT_USAGE, "%s needs a value", names[option]);
        int code = take_option(ab, option, value);
        if (code)
            return -code;
    }
    return kept;
}
