/* SPDX-License-Identifier: MIT */
/* The options of `tvp selftest`. */
#include <stdlib.h>
#include <string.h>

#include "../core/sizes.h"
#include "selftest.h"

/* "3%", "0.03" or "3" percent without its sign is refused: what is meant is not certain. */
static int read_shift(const char *text, size_t length, uint32_t *ppm)
{
    char word[32], *end;
    if (length == 0 || length >= sizeof word)
        return -1;
    memcpy(word, text, length);
    word[length] = '\0';
    double share = strtod(word, &end);
    if (strcmp(end, "%") == 0)
        share /= 100;
    else if (*end)
        return -1;
    if (!(share >= 1e-4 && share <= 1))
        return -1;
    *ppm = (uint32_t)(share * 1e6 + 0.5);
    return 0;
}

static int take_shifts(struct selftest *test, const char *list)
{
    test->shift_count = 0;
    for (const char *at = list;; at++) {
        const size_t length = strcspn(at, ",");
        uint32_t ppm;
        if (test->shift_count == SELFTEST_SHIFTS_MAX)
            return cli_error(EXIT_USAGE, "--shift: more than %u", SELFTEST_SHIFTS_MAX);
        if (read_shift(at, length, &ppm) != 0)
            return cli_error(EXIT_USAGE, "--shift %.*s: not a share such as 3%% or 0.03, from .01%% to 100%%",
                             (int)(length < 40 ? length : 40), at);
        for (uint32_t i = 0; i < test->shift_count; i++)
            if (test->shift_ppm[i] == ppm)
                return cli_error(EXIT_USAGE, "--shift: %.*s is there twice", (int)length, at);
        test->shift_ppm[test->shift_count++] = ppm;
        at += length;
        if (!*at)
            return EXIT_OK;
    }
}

/* Beside a budget, which `tvp run` does not have. */
static int take_trials(struct selftest *test, const char *value)
{
    uint64_t trials = 0;
    const char *why = parse_count(value, &trials);
    if (why || trials < 8 || trials > OPTION_TRIALS_MAX)
        return cli_error(EXIT_USAGE, "--trials %.40s: a number from 8 to %u", value, OPTION_TRIALS_MAX);
    test->trials = (uint32_t)trials;
    return EXIT_OK;
}

/* 1 and *value when argv[*i] is this option; its value may be the next word. */
static int is_option(const char *name, int argc, char **argv, int *i, const char **value)
{
    const size_t length = strlen(name);
    if (strncmp(argv[*i], name, length) != 0 || (argv[*i][length] && argv[*i][length] != '='))
        return 0;
    *value = argv[*i][length] ? argv[*i] + length + 1 : *i + 1 < argc ? argv[++*i] : "";
    return 1;
}

static int only_of_ab(const struct ab *ab)
{
    const struct ab_side *a = &ab->sides[0], *b = &ab->sides[1];
    if (a->image || b->image || a->setting_count || b->setting_count)
        return cli_error(EXIT_USAGE,
                         "selftest: both arms are tvp's own image: --a, --b and their -env are for `tvp ab`");
    if (ab->load_b || ab->exec_b)
        return cli_error(EXIT_USAGE,
                         "selftest: both arms do the same: --b-load and --b-exec are for `tvp ab`");
    if (ab->format != REPORT_TEXT || ab->require_verdict)
        return cli_error(EXIT_USAGE, "selftest: --format and --require-verdict are for `tvp ab` (--json)");
    return EXIT_OK;
}

int selftest_options(struct selftest *test, int argc, char **argv)
{
    const char *value;
    int kept = 1, code = EXIT_OK;
    for (int i = 1; !code && i < argc; i++) {
        if (strcmp(argv[i], "--aa") == 0)
            test->asked = 1;
        else if (strcmp(argv[i], "--json") == 0)
            test->json = 1;
        else if (is_option("--shift", argc, argv, &i, &value))
            code = take_shifts(test, value);
        else if (is_option("--trials", argc, argv, &i, &value))
            code = take_trials(test, value);
        else
            argv[kept++] = argv[i]; /* kept <= i: what was there is done with */
    }
    if (!code && !test->asked)
        code = cli_error(EXIT_USAGE, "which test? --aa: identical arms, and arms slowed by a known amount");
    if (code)
        return -code;
    kept = ab_options(test->ab, kept, argv);
    if (kept >= 0)
        code = only_of_ab(test->ab);
    return code ? -code : kept;
}
