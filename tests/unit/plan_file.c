/* SPDX-License-Identifier: MIT */
/* plan.jsonl: what is written is read back; what is wrong is refused with file and line. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../harness/core/params.h"
#include "../../harness/core/schedule.h"
#include "../../harness/store/plan_file.h"

static char path[64], error[PLAN_ERROR_MAX];
static struct cell cells[3];

static int from_schedule(void *context, struct planned *planned, char *why)
{
    (void)why;
    return schedule_next(context, planned);
}

static void make_cells(void)
{
    char reason[REASON_MAX];
    memset(cells, 0, sizeof cells);
    for (uint32_t i = 0; i < 3; i++) {
        cells[i] = (struct cell){.id = i,
                                 .workload = workload_find(i ? "data_touch" : "io_request"),
                                 .model = model_find("fork"),
                                 .sharing = SHARING_COPY,
                                 .workers = 2,
                                 .placement = i ? PLACE_SCATTER : PLACE_NONE,
                                 .data_bytes = i ? 1u << 20 : 0,
                                 .heap_bytes = 1ull << 40,
                                 .write_percent = i ? 10 : 0,
                                 .pages = PLAT_PAGES_THP,
                                 .starts = 50,
                                 .creator = CREATOR_OTHER,
                                 .creator_cpu = 5,
                                 .ops = (1ull << 53) - 1,
                                 .batch = 77,
                                 .kinds = i ? 3u : 1u,
                                 .named = i > 0,
                                 .oversubscribed = 1};
        cr_assert_eq(
            params_default(cells[i].workload->params, cells[i].workload->name, cells[i].params, reason), 0);
    }
    *param_place(param_find(cells[0].workload->params, "delay"), cells[0].params) = 123456;
    for (uint32_t i = 1; i < 3; i++) {
        cells[i].cpus = calloc(2, sizeof(uint32_t));
        cells[i].cpus[1] = 9;
    }
    for (uint32_t i = 0; i < 3; i++)
        for (size_t f = 0; f < FACTOR_COUNT; f++)
            cells[i].factors[f] = factors[f].usual + (i == 1 ? f + 1 : 0);
    cells[1].arm = ARM_B;
    cells[1].extra_ppm = 30000;
    snprintf(cells[2].unsupported, REASON_MAX, "not \"here\"");
}

static struct plan make_plan(void)
{
    make_cells();
    struct plan plan = {.cells = cells,
                        .cell_count = 3,
                        .seed = (1ull << 53) - 1,
                        .blocks_time = 4,
                        .blocks_memory = 2,
                        .budget_ns = 180000000000,
                        .timeout_ns = 30000000000,
                        .probes = "clock,rusage,",
                        .suite = "quick",
                        .image_hash = 0xfedcba9876543210u};
    return plan;
}

static void write_plan(struct plan *plan)
{
    static const char *const command[] = {"run", "quick", NULL};
    const struct plan_words words = {.run = "a run", .command = command};
    struct schedule schedule;
    snprintf(path, sizeof path, "/tmp/tvp-test-XXXXXX");
    int file = mkstemp(path);
    cr_assert(file >= 0);
    close(file);
    cr_assert_eq(schedule_begin(&schedule, plan), 0);
    cr_assert_eq(plan_write(path, plan, &words, from_schedule, &schedule, error), 0, "%s", error);
    schedule_end(&schedule);
}

static void done(void)
{
    for (uint32_t i = 0; i < 3; i++)
        free(cells[i].cpus);
    unlink(path);
}

static void same_cell(const struct cell *a, const struct cell *b)
{
    cr_assert(a->id == b->id && a->workload == b->workload && a->model == b->model &&
              a->sharing == b->sharing);
    cr_assert(a->workers == b->workers && a->placement == b->placement &&
              a->oversubscribed == b->oversubscribed);
    cr_assert(a->data_bytes == b->data_bytes && a->heap_bytes == b->heap_bytes && a->pages == b->pages);
    cr_assert(a->write_percent == b->write_percent && a->starts == b->starts && a->creator == b->creator);
    cr_assert_arr_eq(a->factors, b->factors, sizeof a->factors);
    cr_assert(a->arm == b->arm && a->extra_ppm == b->extra_ppm);
    cr_assert(a->creator_cpu == b->creator_cpu && a->kinds == b->kinds && a->named == b->named);
    cr_assert_arr_eq(a->params, b->params, sizeof a->params);
    cr_assert_str_eq(a->unsupported, b->unsupported);
    if (!a->unsupported[0])
        cr_assert(a->ops == b->ops && a->batch == b->batch);
    cr_assert_eq(a->cpus == NULL, b->cpus == NULL);
    if (a->cpus)
        cr_assert_arr_eq(a->cpus, b->cpus, a->workers * sizeof *a->cpus);
}

Test(plan_file, read_back_as_written)
{
    struct plan plan = make_plan();
    struct plan_file file;
    struct schedule schedule;
    struct planned wanted, got;
    write_plan(&plan);
    cr_assert_eq(plan.trials, 4 * 3 + 2 * 2);
    cr_assert_eq(plan_file_open(&file, path, error), 0, "%s", error);
    cr_assert(file.plan.seed == plan.seed && file.plan.trials == plan.trials && file.plan.cell_count == 3);
    cr_assert(file.plan.blocks_time == 4 && file.plan.blocks_memory == 2);
    cr_assert(file.plan.budget_ns == plan.budget_ns && file.plan.timeout_ns == plan.timeout_ns);
    cr_assert_eq(file.plan.image_hash, plan.image_hash);
    cr_assert_str_eq(file.plan.probes, plan.probes);
    cr_assert_str_eq(file.plan.suite, "quick");
    cr_assert_str_eq(file.plan.label, "");
    for (uint32_t i = 0; i < 3; i++)
        same_cell(&file.plan.cells[i], &cells[i]);
    cr_assert_eq(schedule_begin(&schedule, &plan), 0);
    while (schedule_next(&schedule, &wanted)) {
        cr_assert_eq(plan_file_next(&file, &got, error), 1, "%s", error);
        cr_assert(got.trial == wanted.trial && got.block == wanted.block && got.kind == wanted.kind &&
                  got.cell == wanted.cell && got.seed == wanted.seed);
    }
    schedule_end(&schedule);
    cr_assert_eq(plan_file_next(&file, &got, error), 0);
    plan_file_close(&file);
    done();
}

/* Rewrites the plan with `from` replaced by `to` in its line number `line` (`to` NULL: cut off before that
 * line). */
static void edit(unsigned line, const char *from, const char *to)
{
    char *text = calloc(1, 1 << 20), *at = text;
    FILE *file = fopen(path, "r");
    cr_assert(file != NULL && text != NULL);
    size_t bytes = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    for (unsigned i = 1; i < line; i++)
        at = strchr(at, '\n') + 1;
    file = fopen(path, "w");
    cr_assert(file != NULL);
    if (!to) {
        fwrite(text, 1, (size_t)(at - text), file);
    } else {
        char *found = strstr(at, from);
        cr_assert(found != NULL, "%s", from);
        fwrite(text, 1, (size_t)(found - text), file);
        fputs(to, file);
        found += strlen(from);
        fwrite(found, 1, bytes - (size_t)(found - text), file);
    }
    fclose(file);
    free(text);
}

static void refused(unsigned line, const char *from, const char *to, const char *wanted)
{
    struct plan plan = make_plan();
    struct plan_file file;
    write_plan(&plan);
    edit(line, from, to);
    cr_assert_eq(plan_file_open(&file, path, error), -1, "%s was accepted", to ? to : "a cut plan");
    cr_assert(strstr(error, wanted), "`%s` lacks `%s`", error, wanted);
    done();
}

Test(plan_file, what_is_wrong_is_refused_with_its_line)
{
    refused(1, "\"schema\":1", "\"schema\":99", "schema 99");
    refused(1, "\"type\":\"plan\"", "\"type\":\"plam\"", ":1: the plan does not begin with its head");
    refused(1, "\"timeout_ns\":30000000000", "\"timeout_ns\":-1", ":1: timeout_ns");
    refused(1, "\"clock\"", "\"clack\"", ":1: probes");
    refused(2, "\"io_request\"", "\"io_requesT\"", ":2: this tvp has no workload io_requesT");
    refused(2, "\"version\":", "\"version\":9", "has version");
    refused(2, "\"workers\":2", "\"workers\":257", ":2: workers");
    refused(2, "\"workers\":2", "\"workers\":2.5", ":2: workers");
    refused(2, "\"delay\":123456", "\"delay\":\"1ms\"", ":2: params: delay");
    refused(2, "\"batch\":77", "\"batch\":0", ":2: ops or batch");
    refused(3, "[0,9]", "[0]", ":3: there are not as many cpus");
    refused(3, "[0,9]", "null", ":3: a placed cell without cpus");
    refused(3, "\"cell\":1", "\"cell\":2", ":3: cells are not numbered in order");
    refused(5, "\"trial\":0", "\"trial\":1", "trials are not numbered in order");
    refused(5, "\"cell\":", "\"cell\":9", "a trial of no cell");
    refused(6, "{\"type\"", "{\"type", ":6:");
    refused(7, NULL, NULL, "the plan was never finished");
    refused(21, "\"trials\":16", "\"trials\":15", "the end does not count");
    refused(1, "\"time\":4", "\"time\":5", "the blocks are not complete");
}

Test(plan_file, no_plan)
{
    struct plan_file file;
    cr_assert_eq(plan_file_open(&file, "/tmp/there-is-no-such-plan", error), -1);
    cr_assert(strstr(error, "there is no plan at"));
}

Test(plan_file, a_folder_that_cannot_be_written)
{
    struct plan plan = make_plan();
    static const char *const command[] = {"run", NULL};
    const struct plan_words words = {.run = "a run", .command = command};
    struct schedule schedule;
    cr_assert_eq(schedule_begin(&schedule, &plan), 0);
    cr_assert_eq(plan_write("/dev/full", &plan, &words, from_schedule, &schedule, error), -1);
    cr_assert(strstr(error, "cannot write /dev/full: No space left"), "%s", error);
    schedule_end(&schedule);
    for (uint32_t i = 0; i < 3; i++)
        free(cells[i].cpus);
}
