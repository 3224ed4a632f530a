/* SPDX-License-Identifier: MIT */
/* `tvp selftest --aa`: what can be resolved on this machine? */
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "selftest.h"

/* What is tested unless the user says otherwise. */
static const char *const usual[] = {"--workload=cpu_hash", "--model=thread"};

static int parse(struct campaign *c, int argc, char **argv)
{
    char error[OPTION_ERROR_MAX];
    if (options_parse(&c->request, argc, argv, SOURCE_COMMAND, topo_cpus(c->topo), error) != 0 ||
        request_check(&c->request, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    return EXIT_OK;
}

static int read_command(struct selftest *test, int argc, char **argv)
{
    struct campaign *c = test->ab->c;
    char reason[REASON_MAX];
    char *words[sizeof usual / sizeof *usual];
    int count = 0;
    c->topo = topo_load(reason);
    if (!c->topo)
        return cli_error(EXIT_TVP, "%s", reason);
    request_default(&c->request);
    c->request.two_bounds = 1;
    int code = load_asked(argc, argv);
    if (!code)
        code = parse(c, argc - 1, argv + 1);
    if (code)
        return code;
    if (request_has(&c->request, OPTION_ID_RESUME) || request_has(&c->request, OPTION_ID_PLAN) ||
        request_has(&c->request, OPTION_ID_REFERENCE) || request_has(&c->request, OPTION_ID_TARGET) ||
        request_has(&c->request, OPTION_ID_DRY_RUN) || request_has(&c->request, OPTION_ID_IMAGE))
        return cli_error(EXIT_USAGE,
                         "--resume, --plan, --reference, --target, --image and --dry-run are for `tvp run`");
    code = campaign_exec(&c->request, NULL);
    if (code)
        return code;
    if (!c->request.suite[0] && !request_has(&c->request, OPTION_ID_WORKLOAD) &&
        !request_has(&c->request, OPTION_ID_EXEC)) {
        words[count++] = strdup(usual[0]);
        if (!request_has(&c->request, OPTION_ID_MODEL))
            words[count++] = strdup(usual[1]);
    }
    for (int i = 0; i < count; i++)
        code = code || !words[i] ? EXIT_TVP : EXIT_OK;
    if (!code && count)
        code = parse(c, count, words);
    while (count)
        free(words[--count]);
    test->ab->has_budget = request_has(&c->request, OPTION_ID_BUDGET);
    test->ab->has_time = request_has(&c->request, OPTION_ID_TIME) || request_has(&c->request, OPTION_ID_OPS);
    progress_open(&c->progress, c->request.quiet != 0);
    return code;
}

static int make_cells(struct selftest *test, int argc, char **argv)
{
    struct campaign *c = test->ab->c;
    struct spec *spec = calloc(1, sizeof *spec);
    if (!spec)
        return cli_error(EXIT_TVP, "out of memory");
    int code = campaign_make_spec(c, spec);
    if (!code)
        code = campaign_command(c, argc, argv, c->plan.suite);
    if (!code)
        campaign_take_spec(c, spec);
    spec_free(spec);
    free(spec);
    if (code)
        return code;
    if (!test->ab->has_budget) /* a suite's own is meant for one run of its cells */
        c->plan.budget_ns = SELFTEST_BUDGET_NS;
    test->deadline_ns = c->began_ns + c->plan.budget_ns;
    code = ab_cells(test->ab);
    return code ? code : selftest_cells(test);
}

/* Pilots, a rehearsal, the plan. */
static int make_plan(struct selftest *test)
{
    struct campaign *c = test->ab->c;
    const uint64_t budget_ns = c->plan.budget_ns;
    c->plan.budget_ns = 0; /* it is not a number of blocks that fills it */
    c->plan.target = 0;
    int code = campaign_calibrate(c);
    c->plan.budget_ns = budget_ns;
    if (!code)
        code = ab_rehearse(test->ab);
    if (!code)
        code = selftest_batches(test);
    return code ? code : selftest_plan(test);
}

/* ---- what was found ---- */

/* Keeps it in the run folder, and prints it. 0, or an exit code with its line said. */
static int tell(struct selftest *test)
{
    struct campaign *c = test->ab->c;
    char error[RUN_ERROR_MAX] = "out of memory", path[TVP_PATH_MAX];
    char **names = ab_names(&c->plan, test->pairs);
    json_t *all = names ? selftest_json(test, names) : NULL;
    int failed = !all || run_write_json(&c->run, "selftest.json", all, error) != 0;
    if (!failed && test->json)
        failed = json_dumpf(all, stdout, JSON_INDENT(1)) != 0 || fputc('\n', stdout) == EOF;
    else if (!failed)
        failed = selftest_text(test, names, stdout) != 0;
    json_decref(all);
    ab_names_free(names, test->pairs);
    campaign_shown_path(c, path);
    if (!failed && !test->json)
        printf("\n%s\ntvp plot %s --figure selftest\n", path, path);
    return failed ? cli_error(EXIT_TVP, "%s", error) : EXIT_OK;
}

static int play(struct selftest *test, int argc, char **argv)
{
    char error[RUN_ERROR_MAX];
    struct campaign *c = test->ab->c;
    int code = make_cells(test, argc, argv);
    if (!code)
        code = campaign_folder(c, c->plan.label);
    if (code)
        return code;
    c->run.without_samples = 1; /* 4 KiB for each of 20,000 trials that nobody asks for again */
    ab_copies_begin(test->ab);
    code = make_plan(test);
    if (code)
        return code;
    code = selftest_play(test);
    const int told =
        code == EXIT_OK || code == EXIT_TRIALS || code == EXIT_INTERRUPTED ? tell(test) : EXIT_OK;
    if (run_close(&c->run, error) != 0 && !told)
        return cli_error(EXIT_TVP, "%s", error);
    return told ? told : code;
}

static int run_test(struct selftest *test, int argc, char **argv)
{
    char error[THRESHOLDS_ERROR_MAX];
    struct ab *ab = test->ab;
    char **words = calloc((size_t)argc + 1, sizeof *words); /* the command as it was given */
    if (!words)
        return cli_error(EXIT_TVP, "out of memory");
    memcpy(words, argv, (size_t)argc * sizeof *words);
    int kept = selftest_options(test, argc, argv), code = kept < 0 ? -kept : EXIT_OK;
    if (!code && thresholds_read(&ab->thresholds, ab->thresholds_path, error) != 0)
        code = cli_error(EXIT_USAGE, "%s", error);
    if (!code)
        code = read_command(test, kept, argv);
    if (!code)
        code = ab_images(ab);
    if (!code)
        code = play(test, argc, words);
    free(words);
    return code;
}

static int run(int argc, char **argv)
{
    static const uint32_t shifts[] = {10000, 20000, 30000, 50000};
    struct selftest *test = calloc(1, sizeof *test);
    struct ab *ab = calloc(1, sizeof *ab);
    struct campaign *c = calloc(1, sizeof *c);
    if (!test || !ab || !c) {
        free(test);
        free(ab);
        free(c);
        return cli_error(EXIT_TVP, "out of memory");
    }
    memcpy(test->shift_ppm, shifts, sizeof shifts);
    test->shift_count = sizeof shifts / sizeof *shifts;
    test->ab = ab;
    test->trials = SELFTEST_TRIALS;
    ab_default(ab, c);
    test->began_ns = c->began_ns;
    int code = run_test(test, argc, argv);
    ab_copies_end(ab);
    campaign_end(c);
    arms_free(&ab->arms);
    free(test->list);
    free(test->wall_ns);
    free(test->played);
    free(test);
    free(ab);
    return code;
}

static const char usage[] =
    "usage: tvp selftest --aa [OPTION...]\n\n"
    "Finds out what `tvp ab` sees on this machine: plays runs of it, one after the\n"
    "other, on arms that are identical and on arms slowed by a known amount, and\n"
    "tells how often it is wrong, how often it finds a slowdown, by size, and what\n"
    "could be seen after how many minutes. A slowed arm is the same image that does\n"
    "more ops in each batch than are counted. All is kept in a run folder, with the\n"
    "result as selftest.json; `tvp plot RUN --figure selftest` draws it.\n\n"
    "  --aa\n"
    "        this test; there is no other yet\n"
    "  --shift LIST\n"
    "        slowdowns to plant; default: 1%,2%,3%,5%\n"
    "  --level PERCENT, --thresholds FILE, --looks N\n"
    "        as of `tvp ab`\n"
    "  --json\n"
    "        print JSON\n\n"
    "and the options of `tvp run`, of which are otherwise here: --workload, default\n"
    "cpu_hash under threads; --trials, the most trials of an arm in one run, default\n"
    "128; --budget, default 5m; --time, default 10ms as of `tvp ab`; --dry-run is\n"
    "not for it:\n\n" SHARED_OPTIONS_HELP "  --help\n"
    "        this text\n\n"
    "Exit: 0 done, 1 tvp failed, 2 usage, 4 a trial went wrong or a cell asked for\n"
    "by name cannot run here, 130 interrupted: what was found so far is told.\n";

const struct tvp_command tvp_command_selftest = {
    .name = "selftest",
    .brief = "what can be resolved on this machine?",
    .usage = usage,
    .run = run,
};
