/* SPDX-License-Identifier: MIT */
/* `tvp run`: from the command line to a run folder. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../core/machine.h"
#include "../core/schedule.h"
#include "../core/spec_settle.h"
#include "campaign.h"
#include "image.h"
#include "load.h"

#define TRIALS_DEFAULT 10u

static int is_command(const char *before, const char *word)
{
    return strcmp(before, "--exec") == 0 || strcmp(before, "--b-exec") == 0 ||
           strncmp(word, "--exec=", 7) == 0 || strncmp(word, "--b-exec=", 9) == 0;
}

int campaign_command(struct campaign *c, int argc, char **argv, const char *suite)
{
    int count = 0;
    c->command = calloc((size_t)argc + 1, sizeof *c->command);
    if (!c->command)
        return cli_error(EXIT_TVP, "out of memory");
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "--out=", 6) == 0)
            continue;
        if (strcmp(argv[i], "--out") == 0) {
            i++;
            continue;
        }
        if (is_command(i > 0 ? argv[i - 1] : "", argv[i])) { /* its slashes are no path of ours to hide */
            c->command[count++] = argv[i];
            continue;
        }
        int is_suite = c->request.suite[0] && strcmp(argv[i], c->request.suite) == 0;
        const char *slash = strrchr(argv[i], '/'), *hash = reference_word(c, argv, i);
        hash = hash ? hash : images_word(c, argv, i);
        if (!hash &&
            (strncmp(argv[i], "--python=", 9) == 0 || (i > 0 && strcmp(argv[i - 1], "--python") == 0)))
            hash = argv[i]; /* whose paths say which */
        c->command[count++] = hash ? hash : is_suite ? suite : slash ? slash + 1 : argv[i];
    }
    return EXIT_OK;
}

static uint64_t seed_from_clock(void)
{
    return ((uint64_t)time(NULL) * 1000003u ^ plat_now_ns()) % 1000000000u;
}

static int read_limits(struct campaign *c)
{
    int error = limits_read("", &c->limits);
    return error ? cli_error(EXIT_TVP, "cannot read this process's limits: %s", plat_error_text(error))
                 : EXIT_OK;
}

/* ---- a new run ---- */

static int schedule_source(void *context, struct planned *planned, char *error)
{
    (void)error;
    return schedule_next(context, planned);
}

static int plan_schedule(struct campaign *c)
{
    struct schedule schedule;
    if (schedule_begin(&schedule, &c->plan) != 0)
        return cli_error(EXIT_TVP, "out of memory");
    int code = campaign_plan(c, schedule_source, &schedule, NULL);
    schedule_end(&schedule);
    return code;
}

void campaign_take_spec(struct campaign *c, struct spec *spec)
{
    char out[TVP_PATH_MAX];
    struct plan_image images[PLAN_IMAGES_MAX];
    memcpy(images, c->plan.images, sizeof images);
    memcpy(out, c->request.out, sizeof out);
    c->request = spec->run;
    memcpy(c->request.out, out, sizeof out);
    if (!request_has(&c->request, OPTION_ID_TRIALS))
        c->request.trials = request_has(&c->request, OPTION_ID_TARGET) ? TARGET_TRIALS : TRIALS_DEFAULT;
    c->plan = (struct plan){.cells = spec->cells,
                            .cell_count = spec->count,
                            .timeout_ns = c->request.timeout_ns,
                            .image_hash = c->image_hash,
                            .has_reference = request_has(&c->request, OPTION_ID_REFERENCE),
                            .reference_hash = c->plan.reference_hash,
                            .image_count = c->plan.image_count};
    memcpy(c->plan.images, images, sizeof images);
    c->plan.seed = request_has(&c->request, OPTION_ID_SEED) ? c->request.seed : seed_from_clock();
    c->plan.budget_ns = request_has(&c->request, OPTION_ID_BUDGET) ? c->request.budget_ns : 0;
    c->plan.target =
        request_has(&c->request, OPTION_ID_TARGET) ? (double)c->request.target_millionths / 1e6 : 0;
    memcpy(c->plan.probes, spec->probes, sizeof c->plan.probes);
    memcpy(c->plan.suite, spec->suite, sizeof c->plan.suite);
    memcpy(c->plan.label, c->request.label, sizeof c->plan.label);
    spec->cells = NULL;
    spec->count = 0;
    c->executor.env_seed = c->plan.seed;
}

int campaign_make_spec(struct campaign *c, struct spec *spec)
{
    char error[OPTION_ERROR_MAX];
    if (spec_build(&c->request, topo_cpus(c->topo), spec, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    int code = read_limits(c);
    if (code)
        return code;
    if (spec_place(spec->cells, spec->count, c->topo, error) != 0)
        return cli_error(EXIT_TVP, "%s", error);
    if (topo_unbound(c->topo))
        progress_note(&c->progress, "workers are bound to no CPU: %s", topo_unbound(c->topo));
    for (int i = 0; i < LEFT_COUNT; i++)
        if (spec->left_out >> i & 1u)
            progress_note(&c->progress, "%s", left_out_text((enum left_out)i));
    if (spec_limit(spec->cells, spec->count, &c->limits, spec->suite[0] != 0, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    return EXIT_OK;
}

static int run_new(struct campaign *c, int argc, char **argv)
{
    struct spec *spec = calloc(1, sizeof *spec);
    if (!spec)
        return cli_error(EXIT_TVP, "out of memory");
    int code = campaign_make_spec(c, spec);
    if (!code)
        code = images_cells(c, spec);
    if (!code)
        code = reference_cells(c, spec);
    const int dry = !code && c->request.dry_run;
    if (dry) {
        if (!request_has(&spec->run, OPTION_ID_TRIALS))
            spec->run.trials = request_has(&spec->run, OPTION_ID_TARGET) ? TARGET_TRIALS : TRIALS_DEFAULT;
        dry_run(spec, &c->limits);
    }
    if (!code && !dry)
        code = campaign_image(c);
    if (!code && !dry)
        code = campaign_command(c, argc, argv,
                                c->plan.suite); /* which campaign_take_spec fills; the spec is freed */
    if (!code && !dry)
        campaign_take_spec(c, spec);
    spec_free(spec);
    free(spec);
    if (code || dry)
        return code;
    code = campaign_folder(c, c->plan.label);
    if (!code)
        code = reference_keep(c);
    if (!code)
        code = images_keep_all(c);
    if (!code)
        code = campaign_calibrate(c);
    if (!code)
        code = plan_schedule(c);
    return code ? code : campaign_trials(c);
}

/* ---- --plan ---- */

/* The other plan's cells and order; what can run here is looked at anew, what could not there stays so. */
static int adopt_plan(struct campaign *c)
{
    char error[OPTION_ERROR_MAX];
    struct plan *plan = &c->other.plan;
    for (uint32_t i = 0; i < plan->cell_count; i++) {
        char reason[REASON_MAX];
        memcpy(reason, plan->cells[i].unsupported, sizeof reason);
        if (spec_place(&plan->cells[i], 1, c->topo, error) != 0)
            return cli_error(EXIT_TVP, "%s", error);
        if (reason[0])
            memcpy(plan->cells[i].unsupported, reason, sizeof reason);
    }
    if (spec_limit(plan->cells, plan->cell_count, &c->limits, plan->suite[0] != 0, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    return EXIT_OK;
}

static void take_plan(struct campaign *c)
{
    c->plan = c->other.plan; /* the cells belong to both: see campaign_end() */
    c->plan.image_hash = c->image_hash;
    if (request_has(&c->request, OPTION_ID_TIMEOUT))
        c->plan.timeout_ns = c->request.timeout_ns;
    memcpy(c->plan.label, c->request.label, sizeof c->plan.label);
    c->executor.env_seed = c->plan.seed;
}

static int must_have_no_arms(const struct plan *plan)
{
    if (!plan_has_arms(plan))
        return EXIT_OK;
    return cli_error(EXIT_USAGE,
                     "that is a run of `tvp ab`, which alone can play its two arms: run it again instead");
}

static int run_plan(struct campaign *c, int argc, char **argv)
{
    char error[PLAN_ERROR_MAX];
    if (plan_file_open(&c->other, c->request.plan, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    int code = must_have_no_arms(&c->other.plan);
    if (!code)
        code = read_limits(c);
    if (!code)
        code = adopt_plan(c);
    if (code)
        return code;
    if (c->request.dry_run) {
        dry_run_plan(&c->other.plan, &c->limits);
        return EXIT_OK;
    }
    code = campaign_image(c);
    if (!code)
        code = reference_again(c, &c->other.plan);
    if (!code)
        code = images_again(c, &c->other.plan);
    if (!code)
        code = campaign_command(c, argc, argv, "");
    if (!code)
        code = campaign_folder(c, c->request.label);
    if (code)
        return code;
    take_plan(c);
    code = reference_try(c);
    if (code)
        return code;
    code = campaign_plan(c, plan_file_next, &c->other, c->other.decided);
    return code ? code : campaign_trials(c);
}

/* ---- --resume ---- */

static int same_machine(struct campaign *c)
{
    char error[RUN_ERROR_MAX];
    json_t *facts = machine_facts(c->file.plan.label, c->image_hash);
    const char *refusal = facts ? run_refusal(&c->run, facts, error) : "out of memory";
    json_decref(facts);
    if (!refusal && c->file.plan.image_hash != c->image_hash) {
        snprintf(error, sizeof error,
                 "the plan was made with another lean image: %016" PRIx64 " then, %016" PRIx64 " now",
                 c->file.plan.image_hash, c->image_hash);
        refusal = error;
    }
    if (!refusal)
        return EXIT_OK;
    if (!facts || !c->request.force)
        return cli_error(facts ? EXIT_USAGE : EXIT_TVP, "%s (--force resumes all the same)", refusal);
    progress_note(&c->progress, "resumed although %s", refusal);
    return EXIT_OK;
}

static int run_resume(struct campaign *c)
{
    char error[RUN_ERROR_MAX], path[TVP_PATH_MAX];
    if (run_open(&c->run, c->request.resume, error) != 0 ||
        run_path(&c->run, "plan.jsonl", path, error) != 0 || plan_file_open(&c->file, path, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    int code = must_have_no_arms(&c->file.plan);
    if (!code)
        code = read_limits(c);
    if (code)
        return code;
    if (c->request.dry_run) {
        dry_run_plan(&c->file.plan, &c->limits);
        return EXIT_OK;
    }
    code = campaign_image(c);
    if (!code)
        code = reference_again(c, &c->file.plan);
    if (!code)
        code = images_again(c, &c->file.plan);
    if (!code)
        code = same_machine(c);
    if (code)
        return code;
    if (run_scan(&c->run, c->file.plan.trials, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    c->executor.env_seed = c->file.plan.seed;
    code = campaign_executor(c);
    return code ? code : campaign_trials(c);
}

/* ---- the command ---- */

static int begin(struct campaign *c, int argc, char **argv)
{
    char error[OPTION_ERROR_MAX], reason[REASON_MAX];
    c->began_ns = plat_now_ns();
    c->topo = topo_load(reason);
    if (!c->topo)
        return cli_error(EXIT_TVP, "%s", reason);
    int code = load_asked(argc, argv);
    if (code)
        return code;
    request_default(&c->request);
    if (options_parse(&c->request, argc - 1, argv + 1, SOURCE_COMMAND, topo_cpus(c->topo), error) != 0 ||
        request_check(&c->request, error) != 0)
        return cli_error(EXIT_USAGE, "%s", error);
    code = campaign_wrapper(&c->request);
    if (!code)
        code = campaign_exec(&c->request, NULL);
    if (code)
        return code;
    progress_open(&c->progress, c->request.quiet != 0);
    if (c->request.resume[0])
        return run_resume(c);
    return c->request.plan[0] ? run_plan(c, argc, argv) : run_new(c, argc, argv);
}

void campaign_end(struct campaign *c)
{
    char error[RUN_ERROR_MAX];
    if (c->executor_is_open)
        executor_close(&c->executor);
    run_close(&c->run, error);
    if (c->is_new && !c->is_begun) { /* nothing is measured, and nobody can read it */
        plat_folder_clear(c->run.path);
        plat_folder_remove(c->run.path);
    }
    if (c->other.plan.cells == c->plan.cells)
        c->plan = (struct plan){.cells = NULL};
    plan_file_close(&c->other);
    plan_file_close(&c->file);
    pilots_free(&c->pilots);
    budget_free(&c->budget);
    plan_free(&c->plan);
    topo_free(c->topo);
    free(c->command);
    free(c);
}

static int run(int argc, char **argv)
{
    struct campaign *c = calloc(1, sizeof *c);
    if (!c)
        return cli_error(EXIT_TVP, "out of memory");
    c->run.folder = -1;
    int code = begin(c, argc, argv);
    if (code == EXIT_INTERRUPTED && c->run.folder >= 0 && !c->file.plan.trials)
        cli_error(code, "interrupted before the plan was complete: nothing is recorded");
    campaign_end(c);
    return code;
}

static const char usage[] =
    "usage: tvp run SUITE [OPTION...]\n"
    "       tvp run --workload LIST [OPTION...]\n"
    "       tvp run --plan FILE [OPTION...]\n"
    "       tvp run --resume DIR\n\n"
    "Measures every combination of what the lists say, in blocks of shuffled order,\n"
    "and leaves a run folder. SUITE is a name (`tvp list suites`) or a file. With a\n"
    "suite, --workload, --model, --sharing and --placement keep those of its cells\n"
    "that they name; every other option replaces what the suite says.\n\n"
    "Lists have commas; sizes are 64K, 256M, 1G; durations 500us, 100ms, 30s, 3m.\n\n" RUN_OPTIONS_HELP
    "  --help\n"
    "        this text\n\n"
    "Exit: 0 done, 1 tvp failed, 2 usage, 4 done but a trial went wrong or a cell\n"
    "asked for by name cannot run here, 130 interrupted.\n";

const struct tvp_command tvp_command_run = {
    .name = "run",
    .brief = "measure: a suite, or what the options say",
    .usage = usage,
    .run = run,
};
