/* SPDX-License-Identifier: MIT */
/* `tvp run`, first part: the run folder, the pilots, the plan. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../core/file_hash.h"
#include "../core/machine.h"
#include "../core/schedule.h"
#include "../core/sizes.h"
#include "campaign.h"
#include "interrupt.h"
#include "load.h"
#include "table_units.h"

#define IMAGE_NAME  "tvp-trial"
#define TASK_MISSED .25 /* a task that is so much longer or shorter than asked for is told of */

int load_image(char path[TVP_PATH_MAX])
{
    int error = plat_self_path(path, TVP_PATH_MAX);
    char *slash = error ? NULL : strrchr(path, '/');
    const size_t room = slash ? TVP_PATH_MAX - (size_t)(slash + 1 - path) : 0;
    if (!slash || (size_t)snprintf(slash + 1, room, IMAGE_NAME "%s", plat_program_suffix()) >= room)
        return cli_error(EXIT_TVP, "cannot tell where tvp itself lies: %s", plat_error_text(error));
    return EXIT_OK;
}

int campaign_image(struct campaign *c)
{
    const char *path = c->executor.image_path;
    int error = load_image(c->executor.image_path);
    if (error)
        return error;
    error = file_hash(path, &c->image_hash);
    if (error)
        return cli_error(EXIT_TVP, "cannot read the trial's image %s: %s", path, plat_error_text(error));
    return EXIT_OK;
}

int campaign_executor(struct campaign *c)
{
    memcpy(c->executor.tmp_path, c->run.tmp_path, sizeof c->executor.tmp_path);
    c->executor.interrupted = interrupt_watch();
    int error = executor_open(&c->executor);
    if (error)
        return cli_error(EXIT_TVP, "cannot get ready to start trials: %s", plat_error_text(error));
    c->executor_is_open = 1;
    return EXIT_OK;
}

static int write_machine(struct campaign *c, const char *label)
{
    char error[RUN_ERROR_MAX], path[TVP_PATH_MAX], reason[REASON_MAX];
    json_t *facts = machine_facts(label, c->image_hash);
    if (facts)
        campaign_examine(c, facts);
    int bad = !facts || run_write_json(&c->run, "machine.json", facts, error) != 0;
    if (!facts)
        memcpy(error, "out of memory", sizeof "out of memory");
    json_decref(facts);
    if (!bad)
        bad = run_path(&c->run, "topology.xml", path, error);
    if (!bad && topo_export(c->topo, path, reason) != 0) {
        snprintf(error, sizeof error, "%s", reason);
        bad = 1;
    }
    return bad ? cli_error(EXIT_TVP, "%s", error) : EXIT_OK;
}

int campaign_folder(struct campaign *c, const char *label)
{
    char error[RUN_ERROR_MAX];
    const char *out = c->request.out[0] ? c->request.out : NULL;
    if (out && plat_folder_is_empty(out) == 0)
        return cli_error(EXIT_USAGE, "--out: %s is not empty: `--resume %s` continues a run", out, out);
    if (run_create(&c->run, out, label, error) != 0)
        return cli_error(EXIT_TVP, "%s", error);
    c->is_new = 1;
    int code = campaign_executor(c);
    return code ? code : write_machine(c, label);
}

/* ---- pilots and blocks ---- */

static int controller_failed(struct campaign *c, int error, const char *reason)
{
    progress_clear(&c->progress);
    if (error > 0)
        return EXIT_INTERRUPTED;
    return cli_error(EXIT_TVP, "cannot run a trial: %s", reason[0] ? reason : plat_error_text(error));
}

static void tell_ops(struct campaign *c, const struct pilot_group *group)
{
    const struct cell *cell = &c->plan.cells[group->cells[0]];
    if (cell->ops_asked && cell->ops_asked != group->ops && cell->task_ns)
        progress_note(&c->progress, "%s: --ops %llu becomes %llu: tasks are of %llu ops each",
                      cell->workload->name, (unsigned long long)cell->ops_asked,
                      (unsigned long long)group->ops, (unsigned long long)group->batch);
    else if (cell->ops_asked && cell->ops_asked != group->ops)
        progress_note(&c->progress, "%s: --ops %llu becomes %llu: its ops come in whole passes",
                      cell->workload->name, (unsigned long long)cell->ops_asked,
                      (unsigned long long)group->ops);
    if (cell->batch_asked && cell->batch_asked != group->batch)
        progress_note(&c->progress, "%s: --batch %llu becomes %llu: a trial has room for %u batches",
                      cell->workload->name, (unsigned long long)cell->batch_asked,
                      (unsigned long long)group->batch, MAP_SAMPLES_MAX);
    if (!group->measured && group->reason[0])
        progress_note(&c->progress, "%s with --workers %u: no pilot came to its end, 1 op is planned: %s",
                      cell->workload->name, cell->workers, group->reason);
}

/* A task is of whole ops, of which one may be longer than it should be, and a trial has room for so many. */
static void tell_task(struct campaign *c, const struct pilot_group *group)
{
    const struct cell *cell = &c->plan.cells[group->cells[0]];
    const double is_ns = pilot_task_ns(cell, group), asked_ns = (double)cell->task_ns;
    char asked[SIZE_TEXT_MAX], is[24];
    if (!(fabs(is_ns - asked_ns) > asked_ns * TASK_MISSED))
        return;
    units_readable(is, sizeof is, is_ns, "ns");
    progress_note(&c->progress, "%s with --workers %u: --task %s becomes %s: %llu of its ops",
                  cell->workload->name, cell->workers, duration_text(cell->task_ns, asked), is,
                  (unsigned long long)group->batch);
}

/* A budget of which pilots have taken an eighth is better spent on trials than on a finer number of ops. */
static uint32_t repeats(const struct campaign *c)
{
    return c->plan.budget_ns && plat_now_ns() - c->began_ns > c->plan.budget_ns / 8 ? 1 : PILOT_REPEATS;
}

static int run_pilots(struct campaign *c)
{
    char reason[REASON_MAX] = "";
    if (pilots_group(&c->pilots, &c->plan) != 0)
        return cli_error(EXIT_TVP, "out of memory");
    progress_phase(&c->progress, "pilot");
    for (uint32_t i = 0; i < c->pilots.count; i++) {
        struct pilot_group *group = &c->pilots.groups[i];
        progress_show(&c->progress, i, c->pilots.count, c->plan.cells[group->cells[0]].workload->name);
        int error =
            *c->executor.interrupted ? 1 : pilot_run(group, &c->plan, &c->executor, repeats(c), reason);
        if (error)
            return controller_failed(c, error, reason);
        tell_ops(c, group);
        tell_task(c, group);
    }
    return EXIT_OK;
}

static void show_rehearsal(void *context, uint64_t done)
{
    struct campaign *c = context;
    const uint64_t all = plan_runnable(&c->plan, TVP_KIND_TIME) * (uint64_t)REHEARSAL_ROUNDS +
                         plan_runnable(&c->plan, TVP_KIND_MEMORY);
    progress_show(&c->progress, done, all, "what blocks cost and how they vary");
}

/* "blocks of time: 6 to 31 (noop ..., cpu_hash ...)" */
static void tell_shares(struct campaign *c)
{
    const struct share *least = NULL, *most = NULL;
    uint32_t groups = 0;
    for (uint32_t i = 0; i < c->budget.share_count; i++) {
        const struct share *share = &c->budget.shares[i];
        if (share->kind != TVP_KIND_TIME || share->block_ns <= 0)
            continue;
        least = !least || share->blocks < least->blocks ? share : least;
        most = !most || share->blocks > most->blocks ? share : most;
        groups++;
    }
    if (c->progress.quiet || !least || least->blocks == most->blocks)
        return;
    progress_note(
        &c->progress,
        "%u groups of cells that are compared get %u to %u blocks, the noisier and the cheaper the more",
        groups, least->blocks, most->blocks);
}

static void tell_time(struct campaign *c, const struct pilot_group *group)
{
    char text[SIZE_TEXT_MAX];
    const struct cell *cell = &c->plan.cells[group->cells[0]];
    if (!c->progress.quiet)
        progress_note(&c->progress, "%s with --workers %u: trials work %s, %s", cell->workload->name,
                      cell->workers, duration_text(cell->time_ns / 1000000 * 1000000, text),
                      isnan(group->best_ns) ? "as the budget is too short to learn their noise"
                                            : "which noise and costs make best");
}

/* Blocks by variance, where a budget or a target is to be kept. */
static int fit_budget(struct campaign *c)
{
    char reason[REASON_MAX] = "";
    struct budget *budget = &c->budget;
    if (budget_begin(budget, &c->plan) != 0)
        return cli_error(EXIT_TVP, "out of memory");
    budget->cap = c->plan.budget_ns ? 0 : (uint32_t)c->request.trials;
    progress_phase(&c->progress, "rehearsal");
    int error = budget_rehearse(budget, &c->plan, &c->executor, show_rehearsal, c, reason);
    if (error)
        return controller_failed(c, error, reason);
    for (uint32_t i = 0; i < c->pilots.count; i++)
        if (budget_time(budget, &c->pilots.groups[i], &c->plan))
            tell_time(c, &c->pilots.groups[i]);
    budget->spent_ns = plat_now_ns() - c->began_ns;
    if (budget_blocks(budget, &c->plan) != 0)
        return cli_error(EXIT_TVP, "out of memory");
    tell_shares(c);
    if (budget->overrun)
        progress_note(
            &c->progress,
            "one block takes about %.0f s, which is more than the budget leaves: it is run all the same",
            budget->once_ns / 1e9);
    return EXIT_OK;
}

static uint32_t blocks_of(const struct plan *plan, uint32_t kind, uint64_t trials)
{
    for (uint32_t i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].kinds >> kind & 1u)
            return (uint32_t)trials;
    return 0;
}

int campaign_calibrate(struct campaign *c)
{
    const struct request *run = &c->request;
    int code = run_pilots(c);
    if (code)
        return code;
    if (c->plan.budget_ns || c->plan.target > 0) {
        code = fit_budget(c);
    } else {
        c->plan.blocks_time = blocks_of(&c->plan, TVP_KIND_TIME, run->trials);
        c->plan.blocks_memory = blocks_of(&c->plan, TVP_KIND_MEMORY, run->trials);
    }
    if (!code && schedule_count(&c->plan) > PLAN_TRIALS_MAX)
        code = cli_error(EXIT_USAGE, "%llu trials are more than %u: fewer cells, or fewer --trials",
                         (unsigned long long)schedule_count(&c->plan), PLAN_TRIALS_MAX);
    return code;
}

/* ---- the plan ---- */

static int write_plan(struct campaign *c, plan_source *next, void *context, const json_t *decided,
                      char *error)
{
    char path[TVP_PATH_MAX];
    const struct plan_words words = {.run = c->run.name,
                                     .command = c->command,
                                     .pilots = &c->pilots,
                                     .budget = c->budget.share_count ? &c->budget : NULL,
                                     .decided = decided,
                                     .ab = c->ab,
                                     .selftest = c->selftest};
    if (run_path(&c->run, "plan.jsonl", path, error) != 0 ||
        plan_write(path, &c->plan, &words, next, context, error) != 0 ||
        run_sync_file(&c->run, "plan.jsonl", error) != 0)
        return -1;
    return plan_file_open(&c->file, path, error);
}

int campaign_plan(struct campaign *c, plan_source *next, void *context, const json_t *decided)
{
    char error[RUN_ERROR_MAX];
    if (write_plan(c, next, context, decided, error) != 0 ||
        run_begin(&c->run, c->file.plan.trials, error) != 0) {
        progress_clear(&c->progress);
        return cli_error(EXIT_TVP, "%s", error);
    }
    c->is_begun = 1;
    return EXIT_OK;
}
