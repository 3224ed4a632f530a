/* SPDX-License-Identifier: MIT */
/* What the claims need, measured: the lines of all of them as one suite, so that one run interleaves their
 * cells. A claim whose lines are all in one run of the folder is not measured again. */
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "claims.h"
#include "cli.h"

#define SUITE_MAX (1u << 20)

extern const struct tvp_command tvp_command_run;

/* ---- the runs that are there ---- */

void claims_run_names(const char *folder, unsigned number, char run[CLAIM_PATH_MAX],
                      char suite[CLAIM_PATH_MAX])
{
    char end[16] = "";
    if (number > 1)
        snprintf(end, sizeof end, "-%u", number);
    snprintf(run, CLAIM_PATH_MAX, "%s/run%s", folder, end);
    snprintf(suite, CLAIM_PATH_MAX, "%s/claims%s.suite", folder, end);
}

static int is_file(const char *folder, const char *name)
{
    char path[TVP_PATH_MAX + 48];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    return file ? (fclose(file), 1) : 0;
}

/* One that was ended before it had a plan has nothing, and is passed over. Returns the number of the next. */
static unsigned find_runs(struct claims *claims)
{
    unsigned number = 1;
    for (; number <= CLAIM_OWN_MAX; number++) {
        struct claim_run *run = &claims->runs[claims->run_count];
        char suite[CLAIM_PATH_MAX];
        claims_run_names(claims->folder, number, run->path, suite);
        if (!is_file(run->path, "machine.json") && !is_file(run->path, "plan.jsonl"))
            break;
        if (is_file(run->path, "plan.jsonl") && (run->suite = text_of_file(suite, SUITE_MAX)) != NULL)
            claims->run_count++;
    }
    return number;
}

void claims_run_line(const struct claim_run *run, const char *start, char *out, size_t room)
{
    const size_t length = strlen(start);
    out[0] = '\0';
    for (const char *at = run->suite; *at; at += strcspn(at, "\n"), at += *at == '\n')
        if (strncmp(at, start, length) == 0)
            snprintf(out, room, "%.*s", (int)strcspn(at + length, "\n"), at + length);
}

static int has_line(const struct claim_run *run, const char *line)
{
    const size_t length = strlen(line);
    for (const char *at = run->suite; *at; at += strcspn(at, "\n"), at += *at == '\n')
        if (strncmp(at, line, length) == 0 && (at[length] == '\n' || at[length] == '\0'))
            return 1;
    return 0;
}

/* Nothing asked for (NULL), or what the run's line of that start has. */
static int is_of(const struct claim_run *run, const char *start, const char *asked)
{
    char has[TVP_PATH_MAX];
    claims_run_line(run, start, has, sizeof has);
    return !asked || strcmp(has, asked) == 0;
}

static int has_claim(const struct claims *claims, const struct claim_run *run, const struct claim *claim)
{
    if (!is_of(run, CLAIMS_TRIALS_LINE, claims->trials) || !is_of(run, CLAIMS_PYTHON_LINE, claims->python))
        return 0;
    for (size_t k = 0; k < claim->run_count; k++)
        if (!has_line(run, claim->runs[k]))
            return 0;
    return 1;
}

/* The newest run that has it: all lines of a claim in one, for its ratios are of the same blocks. Returns how
 * many claims have none. */
static size_t bind_runs(struct claims *claims)
{
    size_t without = 0;
    for (size_t i = 0; i < claims->count; i++) {
        struct claim *claim = &claims->claims[i];
        claim->run = -1;
        for (size_t r = 0; claim->run_count && r < claims->run_count; r++)
            if (has_claim(claims, &claims->runs[r], claim))
                claim->run = (int)r;
        without += claim->run_count && claim->run < 0;
    }
    return without;
}

/* ---- a run of its own, in this process ---- */

/* A line that another of them has too is written once. */
static int is_written(const struct claims *claims, size_t claim, size_t line)
{
    const char *text = claims->claims[claim].runs[line];
    for (size_t i = 0; i <= claim; i++)
        for (size_t k = 0; k < (i == claim ? line : claims->claims[i].run_count); k++)
            if (claims->claims[i].run < 0 && strcmp(claims->claims[i].runs[k], text) == 0)
                return 1;
    return 0;
}

static int write_suite(const struct claims *claims, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return -1;
    fprintf(file, "# What the claims need measured; written by tvp claims.\n" CLAIMS_TRIALS_LINE "%s\n",
            claims->trials ? claims->trials : CLAIMS_TRIALS_USUAL);
    if (claims->python)
        fprintf(file, CLAIMS_PYTHON_LINE "%s\n", claims->python);
    for (size_t i = 0; i < claims->count; i++)
        for (size_t k = 0; k < claims->claims[i].run_count; k++)
            if (claims->claims[i].run < 0 && !is_written(claims, i, k))
                fprintf(file, "%s\n", claims->claims[i].runs[k]);
    return fclose(file);
}

/* Trials that went wrong are told by the verdicts. */
static int run_words(const struct claims *claims, char *const *words, int count)
{
    static char quiet[] = "--quiet";
    char *argv[16];
    memcpy(argv, words, (size_t)count * sizeof *argv);
    if (claims->quiet)
        argv[count++] = quiet;
    argv[count] = NULL;
    campaign_is_inner = 1;
    const int code = tvp_command_run.run(count, argv);
    return code == EXIT_TRIALS ? EXIT_OK : code;
}

static int run_missing(struct claims *claims, unsigned number)
{
    char suite[CLAIM_PATH_MAX], run[CLAIM_PATH_MAX];
    char name[] = "run", out[] = "--out", python[] = "--python";
    if (claims->run_count == CLAIM_OWN_MAX || number > CLAIM_OWN_MAX)
        return cli_error(EXIT_USAGE, "claims: %s has %u runs already: take another --out", claims->folder,
                         CLAIM_OWN_MAX);
    claims_run_names(claims->folder, number, run, suite);
    if (write_suite(claims, suite) != 0)
        return cli_error(EXIT_TVP, "claims: cannot write %s", suite);
    char *words[8] = {name, suite, out, run};
    int count = 4;
    if (claims->python) {
        words[count++] = python;
        words[count++] = (char *)(uintptr_t)claims->python;
    }
    return run_words(claims, words, count);
}

/* ---- what was interrupted ---- */

static int is_complete(const char *path)
{
    char error[READER_ERROR_MAX];
    struct view *view = calloc(1, sizeof *view);
    const struct view_filter all = {0};
    const int complete = view && view_open(view, path, &all, error) == 0 && !view->reader.torn &&
                         view->records + view->reader.decided >= view->reader.trials;
    if (view)
        view_close(view);
    free(view);
    return complete;
}

int claims_use(const struct claims *claims, int run)
{
    for (size_t i = 0; i < claims->count; i++)
        if (claims->claims[i].run == run)
            return 1;
    return 0;
}

static int complete_runs(struct claims *claims)
{
    char name[] = "run", again[] = "--resume";
    int code = 0;
    for (size_t r = 0; r < claims->run_count && !code; r++) {
        char *words[] = {name, again, claims->runs[r].path};
        if (claims_use(claims, (int)r) && !is_complete(claims->runs[r].path))
            code = run_words(claims, words, 3);
    }
    return code;
}

int claims_measure(struct claims *claims)
{
    const unsigned next = find_runs(claims);
    const size_t without = bind_runs(claims);
    int code = complete_runs(claims);
    if (!code && without) {
        code = run_missing(claims, next);
        for (size_t r = 0; r < claims->run_count; r++)
            free(claims->runs[r].suite);
        claims->run_count = 0;
        find_runs(claims);
        bind_runs(claims);
    }
    for (size_t i = 0; i < claims->count && !code; i++)
        for (size_t k = 0; k < claims->claims[i].scenario_count && !code; k++)
            code = claims_scenario(claims, claims->claims[i].scenarios[k]);
    return code;
}
