/* SPDX-License-Identifier: MIT */
/* `tvp ab`: two builds or two environments, interleaved in one run, with a verdict. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ab.h"
#include "load.h"

static int read_command(struct ab *ab, int argc, char **argv)
{
    struct campaign *c = ab->c;
    char error[OPTION_ERROR_MAX], reason[REASON_MAX];
    c->topo = topo_load(reason);
    if (!c->topo)
        return cli_error(EXIT_TVP, "%s", reason);
    int code = load_asked(argc, argv);
    if (code == EXIT_OK && ab->load_b != NULL)
        code = load_other(ab->load_b);
    if (code)
        return code;
    request_default(&c->request);
    c->request.two_bounds = 1;
    if (options_parse(&c->request, argc - 1, argv + 1, SOURCE_COMMAND, topo_cpus(c->topo), error) != 0 ||
        request_check(&c->request, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    if (request_has(&c->request, OPTION_ID_RESUME) || request_has(&c->request, OPTION_ID_PLAN) ||
        request_has(&c->request, OPTION_ID_REFERENCE) || request_has(&c->request, OPTION_ID_TARGET) ||
        request_has(&c->request, OPTION_ID_IMAGE))
        return cli_error(EXIT_USAGE, "--resume, --plan, --reference, --target and --image are for `tvp run`");
    if (!ab->sides[0].image && !ab->sides[1].image && !ab->sides[0].setting_count &&
        !ab->sides[1].setting_count && !ab->load_b && !ab->exec_b)
        return cli_error(EXIT_USAGE, "what against what? --b PATH (a tvp-trial), --b-env NAME=VALUE, "
                                     "--b-load FILE, --b-exec COMMAND, or --a too");
    code = campaign_wrapper(&c->request);
    if (!code)
        code = campaign_exec(&c->request, ab->exec_b);
    if (code)
        return code;
    ab->sides[0].load = ab->load_b ? c->request.load : NULL;
    ab->sides[1].load = ab->load_b;
    ab->sides[0].exec = ab->exec_b ? c->request.exec : NULL;
    ab->sides[1].exec = ab->exec_b;
    ab->has_budget = request_has(&c->request, OPTION_ID_BUDGET);
    ab->has_time = request_has(&c->request, OPTION_ID_TIME) || request_has(&c->request, OPTION_ID_OPS);
    progress_open(&c->progress, c->request.quiet != 0);
    return EXIT_OK;
}

/* From the command line to a plan's cells. 0, an exit code, or -1: it was a dry run. */
static int make_cells(struct ab *ab, int argc, char **argv)
{
    struct campaign *c = ab->c;
    const int has_trials = request_has(&c->request, OPTION_ID_TRIALS);
    struct spec *spec = calloc(1, sizeof *spec);
    if (!spec)
        return cli_error(EXIT_TVP, "out of memory");
    int code = campaign_make_spec(c, spec);
    if (!code && c->request.dry_run) {
        spec->run.given &= ~(1ull << OPTION_ID_BUDGET);
        if (!has_trials)
            spec->run.trials = AB_TRIALS_LEAST;
        dry_run(spec, &c->limits);
        printf("... of each arm, more when they fit into the budget, fewer when the verdict is clear\n");
        code = -1;
    }
    if (!code)
        code = campaign_command(c, argc, argv, c->plan.suite);
    if (!code)
        campaign_take_spec(c, spec);
    spec_free(spec);
    free(spec);
    if (!has_trials) /* a suite's trials and budget are not meant for two arms */
        c->request.given &= ~(1ull << OPTION_ID_TRIALS);
    if (!ab->has_budget)
        c->plan.budget_ns = 0;
    c->plan.target = 0; /* nor is a suite's target */
    return code ? code : ab_cells(ab);
}

static int source(void *context, struct planned *planned, char *error)
{
    (void)error;
    return ab_order_next(context, planned);
}

/* Pilots with arm A's image, a rehearsal with both, the plan. */
static int make_plan(struct ab *ab)
{
    struct campaign *c = ab->c;
    struct ab_order order;
    const uint64_t budget_ns = c->plan.budget_ns;
    c->plan.budget_ns = 0; /* it is not a number of blocks that fills it */
    int code = campaign_calibrate(c);
    c->plan.budget_ns = budget_ns;
    if (!code)
        code = ab_rehearse(ab);
    if (code)
        return code;
    ab_settle(ab);
    if ((uint64_t)c->plan.blocks_time * c->plan.cell_count > PLAN_TRIALS_MAX)
        return cli_error(EXIT_USAGE, "more than %u trials: fewer cells, or fewer --trials", PLAN_TRIALS_MAX);
    if (ab_order_begin(&order, &c->plan, c->plan.blocks_time / 2) != 0)
        return cli_error(EXIT_TVP, "out of memory");
    json_t *head = ab_json(ab);
    c->ab = head;
    code = campaign_plan(c, source, &order, NULL);
    c->ab = NULL;
    json_decref(head);
    ab_order_end(&order);
    return code;
}

/* ---- the report ---- */

static void side_title(const struct ab_side *side, char *title, size_t room)
{
    const char *what = side->exec ? side->exec : side->load;
    int used = snprintf(title, room, "%.200s%s%.200s (%016" PRIx64 ")", what ? what : "", what ? ", by " : "",
                        side->image ? side->image : "tvp-trial", side->hash);
    for (size_t i = 0; i < side->setting_count && (size_t)used < room; i++)
        used += snprintf(title + used, room - (size_t)used, " %s", side->settings[i]);
}

static void note(const struct ab *ab, char *text, size_t room)
{
    int used = snprintf(text, room, "%s", arms_note_text);
    if (ab->left_out && (size_t)used < room)
        snprintf(text + used, room - (size_t)used, " %u cell%s cannot run here and %s left out.",
                 ab->left_out, ab->left_out == 1 ? "" : "s", ab->left_out == 1 ? "is" : "are");
}

static int tell(struct ab *ab, int code)
{
    char path[TVP_PATH_MAX];
    struct report report = {.rows = NULL};
    char **names = ab_names(&ab->c->file.plan, ab->arms.pair_count);
    int failed = !names;
    side_title(&ab->sides[0], report.title_a, sizeof report.title_a);
    side_title(&ab->sides[1], report.title_b, sizeof report.title_b);
    note(ab, report.note, sizeof report.note);
    failed = failed || arms_report(&ab->arms, names, &report) != 0 ||
             (!ab->into && report_write(&report, ab->format, stdout) != 0);
    ab_names_free(names, ab->arms.pair_count);
    campaign_shown_path(ab->c, path);
    if (!ab->into && ab->format == REPORT_TEXT)
        printf("%s\n", path);
    if (failed)
        code = cli_error(EXIT_TVP, "out of memory");
    else
        code = report_exit(&report, ab->require_verdict, code);
    if (ab->into) {
        *ab->into = report;
        memcpy(ab->run_path, path, sizeof path);
    } else {
        report_free(&report);
    }
    return code;
}

static int play(struct ab *ab, int argc, char **argv)
{
    int code = make_cells(ab, argc, argv);
    if (!code)
        code = ab_begin_arms(ab, ab->c->plan.cell_count / 2) == 0 ? EXIT_OK
                                                                  : cli_error(EXIT_TVP, "out of memory");
    if (!code)
        code = campaign_folder(ab->c, ab->c->plan.label);
    if (code)
        return code;
    ab_copies_begin(ab);
    code = make_plan(ab);
    if (code)
        return code;
    code = ab_play(ab);
    return code == EXIT_OK || code == EXIT_TRIALS ? tell(ab, code) : code;
}

static int run_ab(struct ab *ab, int argc, char **argv)
{
    char error[THRESHOLDS_ERROR_MAX];
    char **words = calloc((size_t)argc + 1, sizeof *words); /* the command as it was given */
    if (!words)
        return cli_error(EXIT_TVP, "out of memory");
    memcpy(words, argv, (size_t)argc * sizeof *words);
    int kept = ab_options(ab, argc, argv), code = kept < 0 ? -kept : EXIT_OK;
    if (!code && thresholds_read(&ab->thresholds, ab->thresholds_path, error) != 0)
        code = cli_error(EXIT_USAGE, "%s", error);
    if (!code)
        code = read_command(ab, kept, argv);
    if (!code)
        code = ab_images(ab);
    if (!code)
        code = play(ab, argc, words);
    free(words);
    return code == -1 ? EXIT_OK : code;
}

void ab_default(struct ab *ab, struct campaign *c)
{
    ab->c = c;
    ab->sides[0].option = "--a";
    ab->sides[1].option = "--b";
    ab->level = ARMS_LEVEL;
    ab->looks = STATS_LOOKS_MAX;
    c->context = ab;
    c->run.folder = -1;
    c->began_ns = plat_now_ns();
}

static int measure(int argc, char **argv, struct report *into, char *run_path)
{
    struct ab *ab = calloc(1, sizeof *ab);
    struct campaign *c = calloc(1, sizeof *c);
    if (!ab || !c) {
        free(ab);
        free(c);
        return cli_error(EXIT_TVP, "out of memory");
    }
    ab_default(ab, c);
    ab->into = into;
    ab->run_path = run_path;
    int code = run_ab(ab, argc, argv);
    ab_copies_end(ab);
    campaign_end(c);
    arms_free(&ab->arms);
    free(ab);
    return code;
}

int ab_measure(int argc, char **argv, struct report *report, char run_path[TVP_PATH_MAX])
{
    *report = (struct report){.rows = NULL};
    run_path[0] = '\0';
    return measure(argc, argv, report, run_path);
}

static int run(int argc, char **argv)
{
    return measure(argc, argv, NULL, NULL);
}

static const char usage[] =
    "usage: tvp ab [SUITE] [OPTION...] --b PATH | --b-env NAME=VALUE |\n"
    "              --b-load FILE | --b-exec COMMAND\n\n"
    "Plays two builds or two environments interleaved in one run (ABBA or BAAB), and\n"
    "says of each cell whether B is slower. It looks at the data up to 8 times, each\n"
    "time after twice as many trials, and stops as soon as all verdicts are clear.\n"
    "`tvp compare RUN` says it again, in other formats.\n\n"
    "  --a PATH, --b PATH\n"
    "        lean images (tvp-trial) of two builds; default: tvp's own\n"
    "  --b-load FILE\n"
    "        another build of the workload that --load names, for b\n"
    "  --b-exec COMMAND\n"
    "        for b, where --exec names a's; both are as long at work as --ops says\n"
    "  --a-env NAME=VALUE, --b-env NAME=VALUE\n"
    "        set for the trials of one arm; may be given again\n"
    "  --level PERCENT\n"
    "        chance of any false alarm, over all cells and looks; default: 1%\n"
    "  --looks N\n"
    "        at the data, at most; 1: no early stop, for the narrowest interval\n"
    "  --thresholds FILE\n"
    "        how large a difference matters; default: the thresholds.txt that came\n"
    "        with tvp (1%)\n"
    "  --format text|md|json|junit|github|gitlab\n"
    "        of what is printed; default: text (see `tvp compare --help`)\n"
    "  --require-verdict\n"
    "        exit code 5 when a comparison stays inconclusive\n\n"
    "and these options of `tvp run`. Here --trials is the most trials of an arm and\n"
    "--budget the time that all should take, whichever ends first (default: 50s, but\n"
    "at least 32 trials an arm, which many cells take longer for); --time is 10ms by\n"
    "default, more where a trial takes long to get ready; only times are judged, so\n"
    "that --data makes no trials of memory:\n\n" SHARED_OPTIONS_HELP "  --help\n"
    "        this text\n\n"
    "Exit: 0 no regression, 1 tvp failed, 2 usage, 3 a regression, 4 a trial went\n"
    "wrong or a cell asked for by name cannot run here, 5 no verdict under\n"
    "--require-verdict, 130 interrupted.\n";

const struct tvp_command tvp_command_ab = {
    .name = "ab",
    .brief = "two builds or environments, interleaved: is B slower?",
    .usage = usage,
    .run = run,
};
