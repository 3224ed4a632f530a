/* SPDX-License-Identifier: MIT */
/* From options and suites to cells: products, merging, reasons, refusals. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../harness/core/params.h"
#include "../../harness/core/spec.h"
#include "../../harness/core/suites.h"

static struct request request;
static struct spec spec;
static char error[OPTION_ERROR_MAX];

static int build(const char *line)
{
    char copy[2048], *words[64];
    snprintf(copy, sizeof copy, "%s", line);
    int count = split_words(copy, words, 64);
    request_default(&request);
    cr_assert_eq(options_parse(&request, count, words, SOURCE_COMMAND, 4, error), 0, "%s: %s", line, error);
    return spec_build(&request, 4, &spec, error);
}

static void builds(const char *line, uint32_t cells)
{
    cr_assert_eq(build(line), 0, "%s: %s", line, error);
    cr_assert_eq(spec.count, cells, "%s: %u cells, not %u", line, spec.count, cells);
    for (uint32_t i = 0; i < spec.count; i++)
        cr_assert_eq(spec.cells[i].id, i);
}

static void refuses(const char *line, const char *wanted)
{
    cr_assert_eq(build(line), -1, "%s was accepted", line);
    cr_assert_str_eq(error, wanted);
}

static void suite_is(char path[64], const char *text)
{
    snprintf(path, 64, "/tmp/tvp-test-XXXXXX.suite");
    int file = mkstemps(path, 6);
    cr_assert(file >= 0);
    cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
}

Test(spec, product_of_all_lists)
{
    builds("--workload noop,cpu_hash --model thread,fork --sharing inherit,shm --workers 1..N --placement "
           "compact,none",
           48);
    for (uint32_t i = 0; i < spec.count; i++)
        for (uint32_t j = 0; j < i; j++)
            cr_assert_not(cell_same(&spec.cells[i], &spec.cells[j]));
    cr_assert_eq(spec.cells[0].kinds, 1u << TVP_KIND_TIME);
    cr_assert(spec.cells[0].named);
    spec_free(&spec);
}

Test(spec, more_cells_than_the_first_room)
{
    builds("--workload noop --model thread,fork,spawn --sharing all --workers 1,2,3,4,5,6,7,8 --heap "
           "0,4K,8K,16K,32K",
           720);
    spec_free(&spec);
}

Test(spec, what_all_brought_is_not_named)
{
    uint32_t models = 0;
    for (uint32_t i = 0; tvp_models[i] != NULL; i++)
        models += tvp_models[i]->runtime == NULL; /* those of other runtimes play workloads of their own */
    builds("--workload noop --model all --sharing inherit", models);
    for (uint32_t i = 0; i < spec.count; i++)
        cr_assert_eq(spec.cells[i].named, cell_unsupported(&spec.cells[i]) == NULL);
    spec_free(&spec);
    builds("--workload noop --model spawn --sharing inherit", 1);
    cr_assert(spec.cells[0].named);
    cr_assert_not_null(cell_unsupported(&spec.cells[0]));
    spec_free(&spec);
}

Test(spec, what_has_no_effect_is_not_recorded)
{
    builds("--workload noop,data_touch --model thread --data 1M --write 10 --kinds time", 2);
    for (uint32_t i = 0; i < spec.count; i++)
        cr_assert_eq(spec.cells[i].write_percent, strcmp(spec.cells[i].workload->name, "noop") ? 10 : 0);
    spec_free(&spec);
    builds("--workload noop --model thread --heap 0,1M --pages thp", 2);
    cr_assert_eq(spec.cells[0].pages, PLAT_PAGES_4K);
    spec_free(&spec);
    refuses("--workload noop --data 1M --write 10",
            "--write: the workloads asked for write nothing to the dataset");
    refuses("--workload noop --pages thp",
            "--pages thp needs memory to apply to: add --data SIZE or --heap SIZE");
}

Test(spec, factors_are_part_of_a_cell)
{
    builds(
        "--workload noop --model fork --mappings 0,10 --descriptors 0,20 --threads 3 --libraries 0 --scratch "
        "0,1M",
        8);
    for (uint32_t i = 0; i < spec.count; i++) {
        const struct cell *cell = &spec.cells[i];
        cr_assert_eq(cell->kinds >> TVP_KIND_MEMORY & 1u, cell->factors[FACTOR_SCRATCH] > 0);
        cr_assert(cell->factors[FACTOR_THREADS] == 3 && cell->factors[FACTOR_BURST] == 1);
        for (uint32_t j = 0; j < i; j++)
            cr_assert_not(cell_same(cell, &spec.cells[j]));
    }
    spec_free(&spec);
    /* more at once than there are is as many as there are */
    builds("--workload noop --model fork --workers 1,2 --burst 1,2,4", 3);
    spec_free(&spec);
    builds("--workload noop --model fork --workers 2 --burst 1,2 --lifetime task --scratch 0,1M", 1);
    spec_free(&spec);
    builds("--workload noop --model fork --sharing copy,shm --data 1M --workers 2 --burst 2 --kinds time", 2);
    for (uint32_t i = 0; i < spec.count; i++)
        cr_assert_eq(cell_unsupported(&spec.cells[i]) != NULL, spec.cells[i].sharing == SHARING_COPY);
    spec_free(&spec);
}

Test(spec, data_adds_memory_and_write_needs_data)
{
    builds("--workload data_touch --model thread --data 0,1M --write 0,10", 3);
    cr_assert_eq(spec.cells[0].kinds, 1u << TVP_KIND_TIME);
    cr_assert_eq(spec.cells[1].kinds, 1u << TVP_KIND_TIME | 1u << TVP_KIND_MEMORY);
    cr_assert_str_eq(cell_unsupported(&spec.cells[0]), "needs a dataset: add --data SIZE");
    cr_assert_null(cell_unsupported(&spec.cells[1]));
    cr_assert(strstr(spec.probes, "memory,") != NULL);
    spec_free(&spec);
    builds("--workload data_touch --model thread --data 1M --kinds memory", 1);
    cr_assert_eq(spec.cells[0].kinds, 1u << TVP_KIND_MEMORY);
    spec_free(&spec);
    builds("--workload noop --model thread --probe memory", 1);
    cr_assert_eq(spec.cells[0].kinds, 1u << TVP_KIND_TIME | 1u << TVP_KIND_MEMORY);
    spec_free(&spec);
    refuses("--workload noop --write 10", "--write needs a dataset: add --data SIZE");
}

Test(spec, data_is_in_whole_pages)
{
    cr_assert_eq(build("--workload data_touch --data 1000"), -1);
    cr_assert(strstr(error, "--data: 1000 bytes are no whole pages") == error, "%s", error);
}

Test(spec, parameters_of_the_workload)
{
    builds("--workload io_request,noop --model thread --param delay=2ms --param io_request.delay=3ms", 2);
    const struct tvp_param *delay = param_find(spec.cells[0].workload->params, "delay");
    cr_assert_eq(*param_place(delay, spec.cells[0].params), 3000000);
    spec_free(&spec);
    refuses("--workload noop --param delay=2ms", "--param: delay=2ms: no workload of --workload has it");
}

Test(spec, reasons)
{
    builds("--workload noop --model spawn --sharing inherit", 1);
    cr_assert_str_eq(cell_unsupported(&spec.cells[0]), "a fresh image inherits nothing");
    spec_free(&spec);
}

Test(spec, nothing_to_run)
{
    cr_assert_eq(build("--model thread"), -1);
    cr_assert(strstr(error, "nothing to run") == error);
}

Test(spec, placed_on_a_machine_of_four_cores)
{
    char reason[REASON_MAX];
    struct topo *topo = topo_load_synthetic("core:4 pu:1", NULL, reason);
    cr_assert_not_null(topo, "%s", reason);
    builds("--workload noop --model thread --workers 2,8 --placement compact,same-core,none --creator "
           "same,other",
           12);
    cr_assert_eq(spec_place(spec.cells, spec.count, topo, error), 0);
    for (uint32_t i = 0; i < spec.count; i++) {
        const struct cell *cell = &spec.cells[i];
        cr_assert_eq(cell->cpus != NULL, cell->placement == PLACE_COMPACT);
        if (cell->placement == PLACE_SAME_CORE)
            cr_assert(cell->unsupported[0]);
        if (cell->placement == PLACE_COMPACT && cell->workers == 8)
            cr_assert(cell->oversubscribed && (cell->creator == CREATOR_SAME) == !cell->unsupported[0]);
        if (cell->placement == PLACE_COMPACT && cell->workers == 2 && cell->creator == CREATOR_OTHER)
            cr_assert(!cell->unsupported[0] && cell->creator_cpu != cell->cpus[0] &&
                      cell->creator_cpu != cell->cpus[1] && cell->creator_cpu < 4);
    }
    spec_free(&spec);
    topo_free(topo);
}

static const struct limits small = {.memory_bytes = 256u << 20,
                                    .tasks = LIMITS_NONE,
                                    .files = LIMITS_NONE,
                                    .address_bytes = LIMITS_NONE,
                                    .memory_by = "a test",
                                    .tasks_by = "no limit"};

Test(spec, what_was_asked_for_and_is_too_large_is_refused)
{
    builds("--workload data_touch --model thread --data 512M", 1);
    cr_assert_eq(spec_limit(spec.cells, spec.count, &small, 0, error), -1);
    cr_assert(strstr(error, "256.0 MiB"), "%s", error);
    spec_free(&spec);
    builds("--workload data_touch --model thread --data 192M", 1);
    cr_assert_eq(spec_limit(spec.cells, spec.count, &small, 0, error), 0);
    cr_assert_str_eq(spec.cells[0].unsupported, "");
    spec_free(&spec);
}

Test(spec, what_a_suite_brought_may_take_half)
{
    builds("--workload data_touch --model thread --data 64M,192M", 2);
    cr_assert_eq(spec_limit(spec.cells, spec.count, &small, 1, error), 0);
    cr_assert_str_eq(spec.cells[0].unsupported, "");
    cr_assert(spec.cells[1].unsupported[0]);
    spec_free(&spec);
}

Test(spec, what_all_brought_and_is_too_large_is_left_out)
{
    builds("--workload data_touch --model thread --sharing all --workers 2 --data 128M", 6);
    cr_assert_eq(spec_limit(spec.cells, spec.count, &small, 0, error), 0);
    for (uint32_t i = 0; i < spec.count; i++)
        cr_assert_eq(spec.cells[i].unsupported[0] != 0, sharing_is_private(spec.cells[i].sharing));
    spec_free(&spec);
}

Test(spec, a_suite)
{
    char path[64], line[128];
    suite_is(path, "# what it is for\nall: --budget 5s --time 7ms --timeout 9s\n\n"
                   "--workload noop --model thread,fork --workers 1,2 # the rest of the line\n"
                   "--workload 'noop' --workers \"2\" --model fork,spawn --ops 12\n");
    builds(path, 5); /* fork with 2 workers is on both lines */
    cr_assert_eq(spec.run.budget_ns, 5000000000);
    cr_assert_eq(spec.run.timeout_ns, 9000000000);
    cr_assert_eq(spec.cells[0].time_ns, 7000000);
    cr_assert_not(spec.cells[0].named);
    for (uint32_t i = 0; i < 5; i++)
        cr_assert_eq(spec.cells[i].ops_asked, i == 4 ? 12 : 0, "the first line counts");
    spec_free(&spec);
    snprintf(line, sizeof line, "%s --model spawn --trials 3", path);
    builds(line, 1);
    cr_assert(spec.run.trials == 3 && !request_has(&spec.run, OPTION_ID_BUDGET));
    spec_free(&spec);
    snprintf(line, sizeof line, "%s --workload counter", path);
    cr_assert_eq(build(line), -1);
    cr_assert(strstr(error, "has no cell with what the command line asks for"), "%s", error);
    unlink(path);
}

static void suite_fails(const char *text, const char *wanted)
{
    char path[64];
    suite_is(path, text);
    cr_assert_eq(build(path), -1, "%s", text);
    const char *colon = strchr(error, ':');
    cr_assert(colon && strncmp(colon - 6, ".suite", 6) == 0, "%s", error);
    cr_assert_str_eq(colon, wanted);
    unlink(path);
}

Test(spec, a_bad_suite_says_file_and_line)
{
    suite_fails("# x\n\n--workload noop\n--modle fork --workload noop\n",
                ":4: unknown option --modle (did you mean --model?)");
    suite_fails("--workload noop --workers 'a\n", ":1: a quote does not end, or more than 256 words");
    suite_fails("--model thread\n", ":1: a line needs --workload");
    suite_fails("--workload noop\nall: --trials 3\n", ":2: `all:` must come before the other lines");
    suite_fails("--workload noop --seed 3\n",
                ":1: --seed is about the whole run: put it on a line `all: --seed ...`");
    suite_fails("--workload noop counter\n", ":1: counter is not an option");
    suite_fails("# nothing\n", ":2: no line says what to run");
    suite_fails("--workload noop --time 1s --ops 3\n", ":1: --time and --ops exclude each other");
    suite_fails("all: --write 3\n--workload noop\n", ":2: --write needs a dataset: add --data SIZE");
}

Test(spec, the_suites_of_this_tree_are_whole)
{
    static const char *const names[] = {"quick", "default", "full", "startup", "memory"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[64];
        snprintf(path, sizeof path, "bench/suites/%s.suite", names[i]);
        cr_assert_eq(build(path), 0, "%s", error);
        uint64_t models = 0;
        for (uint32_t c = 0; c < spec.count; c++)
            for (size_t m = 0; tvp_models[m]; m++)
                models |= (uint64_t)(tvp_models[m] == spec.cells[c].model) << m;
        /* the full suite has every model, the others those that everybody asks about */
        for (size_t m = 0; tvp_models[m]; m++)
            cr_assert(models >> m & 1u || tvp_models[m]->runtime ||
                          (strcmp(names[i], "full") != 0 && strcmp(tvp_models[m]->name, "thread") != 0 &&
                           strcmp(tvp_models[m]->name, "fork") != 0 &&
                           strcmp(tvp_models[m]->name, "spawn") != 0),
                      "%s has no cell with %s", names[i], tvp_models[m]->name);
        spec_free(&spec);
    }
}
