/* SPDX-License-Identifier: MIT */
/* `tvp run`, second part: the plan's trials that have no record yet, and what is said at the end. */
#include <string.h>

#include "enough.h"

#define TROUBLES_TOLD 5u /* trials that went wrong are told of one by one up to here */

static void describe(const struct cell *cell, char text[160])
{
    snprintf(text, 160, "%s, %s, %s, %u worker%s%s%s", cell->workload->name, cell->model->name,
             sharing_name(cell->sharing), cell->workers, cell->workers == 1 ? "" : "s",
             cell->image[0] != '\0' ? ", " : "", cell->image);
}

static void tell_trial(struct campaign *c, const struct cell *cell, const struct planned *planned,
                       const struct outcome *out)
{
    char what[160];
    const int trouble = out->status != STATUS_OK && out->status != STATUS_UNSUPPORTED;
    c->troubles += (uint64_t)trouble;
    if (!c->request.verbose && (!trouble || c->troubles > TROUBLES_TOLD))
        return;
    describe(cell, what);
    progress_note(&c->progress, "trial %llu (%s): %s%s%s", (unsigned long long)planned->trial, what,
                  status_name(out->status), out->reason[0] ? ": " : "", out->reason);
    if (trouble && c->troubles == TROUBLES_TOLD && !c->request.verbose)
        progress_note(&c->progress, "further ones are told of in the records alone");
}

int campaign_play(struct campaign *c, const struct planned *planned, char *error)
{
    const struct plan *plan = &c->file.plan;
    const struct cell *cell = &plan->cells[planned->cell];
    struct outcome out;
    int code = execute_trial(&c->executor, cell, planned, plan->probes, plan->timeout_ns, &out);
    if (code < 0) {
        snprintf(error, RUN_ERROR_MAX, "trial %llu cannot be run: %s", (unsigned long long)planned->trial,
                 out.reason[0] ? out.reason : plat_error_text(code));
        code = -1;
    } else if (out.interrupted) {
        code = 1;
    } else {
        code = run_append(&c->run, cell, planned, &out, error);
        c->named_unsupported |= cell->named && out.status == STATUS_UNSUPPORTED;
        if (code == 0)
            tell_trial(c, cell, planned, &out);
        if (code == 0 && c->after)
            c->after(c, planned, &out);
    }
    outcome_free(&out);
    return code;
}

/* All trials of the plan that have no record and are needed: 0, 1: interrupted, or -1 with `error`. */
static int play_needed(struct campaign *c, char *error)
{
    struct planned planned;
    char what[160];
    const uint64_t before = c->run.recorded;
    uint64_t skipped = 0;
    int more = 0, code = 0;
    progress_phase(&c->progress, "trial");
    while (!code && (more = plan_file_next(&c->file, &planned, error)) > 0) {
        if (run_has(&c->run, planned.trial))
            continue;
        if (c->gate)
            code = c->gate(c, &planned, error);
        if (code || run_is_decided(&c->run, &planned)) {
            skipped++;
            continue;
        }
        describe(&c->file.plan.cells[planned.cell], what);
        progress_show(&c->progress, c->run.recorded - before, c->run.trials - before - skipped, what);
        code = *c->executor.interrupted ? 1 : campaign_play(c, &planned, error);
    }
    progress_clear(&c->progress);
    return code ? code : more;
}

void campaign_shown_path(const struct campaign *c, char path[TVP_PATH_MAX])
{
    char here[TVP_PATH_MAX];
    size_t length = 0;
    if (plat_path_absolute(".", here, sizeof here) == 0 && strncmp(c->run.path, here, strlen(here)) == 0)
        length = strlen(here);
    if (length && c->run.path[length] == '/')
        length++;
    else
        length = 0;
    snprintf(path, TVP_PATH_MAX, "%s", c->run.path + length);
}

int campaign_is_inner;

static void summary(const struct campaign *c, const char *path)
{
    if (campaign_is_inner)
        return;
    printf("%llu trials:", (unsigned long long)c->run.recorded);
    const char *between = " ";
    for (uint32_t status = 0; status < STATUS_COUNT; status++) {
        if (!c->run.counts[status])
            continue;
        printf("%s%llu %s", between, (unsigned long long)c->run.counts[status], status_name(status));
        between = ", ";
    }
    printf("\n%s\ntvp show %s\n", path, path);
}

/* The figures' precision, which is no reason to fail: everything is recorded. Told by `tvp show` as a process
 * of its own, so that what the controller holds does not grow with the number of trials. */
static void tell_precision(struct campaign *c)
{
    char self[TVP_PATH_MAX], path[TVP_PATH_MAX], program[] = "tvp", show[] = "show",
                                                 precision[] = "--precision";
    char *const words[] = {program, show, precision, path, NULL};
    struct plat_task task;
    struct plat_exit how;
    if (c->request.quiet || campaign_is_inner)
        return;
    fflush(stdout);
    memcpy(path, c->run.path, sizeof path);
    int error = plat_self_path(self, sizeof self);
    if (!error)
        error = plat_image_start(&task, self, words, plat_environment());
    if (!error)
        error = plat_process_join(&task, &how);
    if (error)
        progress_note(&c->progress, "the figures' precision cannot be told: %s", plat_error_text(error));
}

/* A reason told before: of a cell that is told of like this one. */
static int is_told(const struct plan *plan, uint32_t number, int all)
{
    for (uint32_t i = 0; i < number; i++)
        if ((all || plan->cells[i].named) &&
            strcmp(plan->cells[i].unsupported, plan->cells[number].unsupported) == 0)
            return 1;
    return 0;
}

/* Why cells asked for by name cannot run here, or all of them where nothing could; each reason once. */
static void tell_unsupported(struct campaign *c)
{
    const struct plan *plan = &c->file.plan;
    const int all = !c->run.counts[STATUS_OK];
    uint32_t told = 0;
    char what[160];
    for (uint32_t i = 0; i < plan->cell_count && told < TROUBLES_TOLD; i++) {
        const struct cell *cell = &plan->cells[i];
        if (!cell->unsupported[0] || !(all || cell->named) || is_told(plan, i, all))
            continue;
        describe(cell, what);
        progress_note(&c->progress, "%s: unsupported: %s", what, cell->unsupported);
        told++;
    }
}

static int verdict(const struct campaign *c)
{
    if (!c->run.counts[STATUS_OK] && c->run.counts[STATUS_UNSUPPORTED])
        return EXIT_TRIALS; /* whoever brought the cells: nothing was measured */
    for (uint32_t status = 0; status < STATUS_COUNT; status++)
        if (status != STATUS_OK && status != STATUS_UNSUPPORTED && c->run.counts[status])
            return EXIT_TRIALS;
    for (uint32_t i = 0; i < c->file.plan.cell_count; i++)
        if (c->file.plan.cells[i].named && c->file.plan.cells[i].unsupported[0])
            return EXIT_TRIALS;
    return c->named_unsupported ? EXIT_TRIALS : EXIT_OK;
}

/* With a budget or a target, cells are looked at between blocks. */
static int play_all(struct campaign *c, char *error)
{
    struct enough enough = {.parts = NULL};
    if (!c->file.plan.budget_ns && !(c->file.plan.target > 0))
        return play_needed(c, error);
    c->enough = &enough;
    int code = enough_begin(&enough, c, error);
    if (!code) {
        c->gate = enough_gate;
        c->after = enough_take;
        code = play_needed(c, error);
    }
    enough_end(&enough);
    c->enough = NULL;
    return code;
}

int campaign_trials(struct campaign *c)
{
    char error[RUN_ERROR_MAX] = "", close_error[RUN_ERROR_MAX], path[TVP_PATH_MAX];
    int code = play_all(c, error);
    campaign_shown_path(c, path);
    const struct run so_far = c->run; /* its numbers: closing forgets them */
    int unsynced = run_close(&c->run, close_error);
    memcpy(c->run.counts, so_far.counts, sizeof so_far.counts);
    c->run.recorded = so_far.recorded;
    c->run.trials = so_far.trials;
    if (code > 0) {
        cli_error(EXIT_INTERRUPTED,
                  "interrupted: %llu of %llu trials are recorded; `tvp run --resume %s` runs the rest",
                  (unsigned long long)c->run.recorded, (unsigned long long)c->run.trials, path);
        return EXIT_INTERRUPTED;
    }
    if (code < 0 || unsynced)
        return cli_error(EXIT_TVP, "%s; %llu of %llu trials are recorded in %s",
                         code < 0 ? error : close_error, (unsigned long long)c->run.recorded,
                         (unsigned long long)c->run.trials, path);
    tell_precision(c);
    if (!c->request.verbose)
        tell_unsupported(c);
    summary(c, path);
    return verdict(c);
}
