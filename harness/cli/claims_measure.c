/* SPDX-License-Identifier: MIT */
/* What the claims need, measured: the lines of all of them as one suite, so that one run interleaves their
 * cells. What is there already is not done again. */
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "claims.h"
#include "cli.h"

extern const struct tvp_command tvp_command_run;

/* A line that another claim has too is written once. */
static int is_written(const struct claims *claims, size_t claim, size_t line)
{
    const char *text = claims->claims[claim].runs[line];
    for (size_t i = 0; i <= claim; i++)
        for (size_t k = 0; k < (i == claim ? line : claims->claims[i].run_count); k++)
            if (strcmp(claims->claims[i].runs[k], text) == 0)
                return 1;
    return 0;
}

/* How many lines it has, or -1. */
static int write_suite(const struct claims *claims, const char *path)
{
    FILE *file = fopen(path, "w");
    int lines = 0;
    if (!file)
        return -1;
    fprintf(file, "# What the claims need measured; written by tvp claims.\nall: --trials %s\n",
            claims->trials);
    for (size_t i = 0; i < claims->count; i++)
        for (size_t k = 0; k < claims->claims[i].run_count; k++)
            if (!is_written(claims, i, k)) {
                fprintf(file, "%s\n", claims->claims[i].runs[k]);
                lines++;
            }
    return fclose(file) == 0 ? lines : -1;
}

/* A run of its own, in this process. Trials that went wrong are told by the verdicts. */
static int run_words(char *const *words, int count)
{
    char *argv[16];
    memcpy(argv, words, (size_t)count * sizeof *argv);
    argv[count] = NULL;
    campaign_is_inner = 1;
    const int code = tvp_command_run.run(count, argv);
    return code == EXIT_TRIALS ? EXIT_OK : code;
}

static int run_suite(struct claims *claims)
{
    char suite[TVP_PATH_MAX + 16], run[TVP_PATH_MAX + 16], resume[TVP_PATH_MAX + 32];
    snprintf(suite, sizeof suite, "%s/claims.suite", claims->folder);
    snprintf(run, sizeof run, "%s/run", claims->folder);
    snprintf(resume, sizeof resume, "%s/plan.jsonl", run);
    char name[] = "run", out[] = "--out", quiet[] = "--quiet", again[] = "--resume", python[] = "--python";
    FILE *plan = fopen(resume, "r");
    if (plan) {
        fclose(plan);
        char *words[] = {name, again, run, quiet};
        return run_words(words, claims->quiet ? 4 : 3);
    }
    const int lines = write_suite(claims, suite);
    if (lines < 0)
        return cli_error(EXIT_TVP, "claims: cannot write %s", suite);
    if (lines == 0)
        return EXIT_OK;
    char *words[8] = {name, suite, out, run};
    int count = 4;
    if (claims->python) {
        words[count++] = python;
        words[count++] = (char *)(uintptr_t)claims->python;
    }
    if (claims->quiet)
        words[count++] = quiet;
    return run_words(words, count);
}

int claims_measure(struct claims *claims)
{
    int code = run_suite(claims);
    for (size_t i = 0; i < claims->count && !code; i++)
        for (size_t k = 0; k < claims->claims[i].scenario_count && !code; k++)
            code = claims_scenario(claims, claims->claims[i].scenarios[k]);
    return code;
}
