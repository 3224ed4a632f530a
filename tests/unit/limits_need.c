/* SPDX-License-Identifier: MIT */
/* What cells are thought to need, and the lines with which they are refused. */
#include "../../harness/core/limits.h"

#include <criterion/criterion.h>
#include <string.h>

#define MEBI (UINT64_C(1) << 20)
#define GIBI (UINT64_C(1) << 30)

static const struct tvp_model thread_like = {.name = "thread",
                                             .provides = TVP_ONE_ADDRESS_SPACE | TVP_INHERITS};
static const struct tvp_model fork_like = {.name = "fork", .provides = TVP_INHERITS | TVP_PROCESSES};
static const struct tvp_model spawn_like = {.name = "spawn", .provides = TVP_FRESH_IMAGE | TVP_PROCESSES};

static struct cell cell_of(const struct tvp_model *model, uint32_t sharing, uint32_t workers, uint64_t data)
{
    return (struct cell){.model = model, .sharing = sharing, .workers = workers, .data_bytes = data};
}

/* The need is that many times the data, and at most 2 % and 16 MiB more. */
static void expect_factor(struct cell cell, double factor)
{
    double need = (double)limits_memory_need(&cell), data = (double)cell.data_bytes;
    cr_expect(need >= factor * data && need <= 1.02 * factor * data + 16.0 * (double)MEBI,
              "%s %u: %.0f bytes are not %.2f times the data", cell.model->name, cell.sharing, need, factor);
}

/* The factors that docs/design.md expects a measurement to show. */
Test(limits_need, data_multiplies)
{
    expect_factor(cell_of(&thread_like, SHARING_INHERIT, 4, GIBI), 1);
    expect_factor(cell_of(&thread_like, SHARING_COPY, 4, GIBI), 5);
    expect_factor(cell_of(&thread_like, SHARING_SHM, 4, GIBI), 1);
    expect_factor(cell_of(&fork_like, SHARING_INHERIT, 4, GIBI), 1);
    expect_factor(cell_of(&fork_like, SHARING_COPY, 4, GIBI), 5);
    expect_factor(cell_of(&spawn_like, SHARING_COPY, 4, GIBI), 5);
    expect_factor(cell_of(&spawn_like, SHARING_SHM, 4, GIBI), 1);
    struct cell writes = cell_of(&fork_like, SHARING_INHERIT, 4, GIBI);
    writes.write_percent = 10;
    expect_factor(writes, 1.4);
    writes.write_percent = 100;
    expect_factor(writes, 5);
    struct cell threads_write = cell_of(&thread_like, SHARING_INHERIT, 4, GIBI);
    threads_write.write_percent = 100;
    expect_factor(threads_write, 1);
}

Test(limits_need, heap_is_held_once)
{
    struct cell cell = cell_of(&fork_like, SHARING_SHM, 4, 0);
    uint64_t without = limits_memory_need(&cell);
    cell.heap_bytes = GIBI;
    uint64_t more = limits_memory_need(&cell) - without;
    cr_expect(more >= GIBI && more <= GIBI + GIBI / 50);
}

static uint32_t two_processes(const void *params, uint32_t workers)
{
    (void)params;
    (void)workers;
    return 2;
}

Test(limits_need, processes_with_threads_have_page_tables_each)
{
    struct tvp_model hybrid_like = {.name = "hybrid", .provides = TVP_INHERITS};
    struct cell cell = cell_of(&hybrid_like, SHARING_SHM, 4, GIBI);
    const uint64_t without = limits_memory_need(&cell);
    hybrid_like.extra_tasks = two_processes;
    const uint64_t more = limits_memory_need(&cell) - without;
    cr_expect(more >= GIBI / 512 * 2 && more <= GIBI / 128, "%llu", (unsigned long long)more);
}

Test(limits_need, does_not_wrap_around)
{
    struct cell cell = cell_of(&spawn_like, SHARING_COPY, 256, UINT64_MAX / 4);
    cr_expect_eq(limits_memory_need(&cell), UINT64_MAX);
}

static const struct limits roomy = {.memory_bytes = 6 * GIBI + 100 * MEBI,
                                    .tasks = 1000,
                                    .files = 1024,
                                    .address_bytes = LIMITS_NONE,
                                    .stack_bytes = 8 * MEBI,
                                    .memory_by = "cgroup limit",
                                    .tasks_by = "cgroup pids.max"};

static void expect_refusal(struct cell cell, struct limits limits, uint32_t percent, const char *expected)
{
    char reason[REASON_MAX] = "";
    int refused = limits_refuse(&limits, &cell, percent, reason);
    cr_expect_eq(refused, expected != NULL, "%s", reason);
    cr_expect_str_eq(reason, expected ? expected : "");
}

Test(limits_refuse, memory)
{
    expect_refusal(cell_of(&spawn_like, SHARING_COPY, 4, GIBI), roomy, 100, NULL);
    expect_refusal(
        cell_of(&spawn_like, SHARING_COPY, 4, 2 * GIBI), roomy, 100,
        "needs 10.0 GiB for 4 workers with a copy each, 6.1 GiB are allowed here (cgroup limit): use a "
        "smaller --data or fewer --workers");
    expect_refusal(
        cell_of(&thread_like, SHARING_SHM, 1, 8 * GIBI), roomy, 100,
        "needs 8.0 GiB for 1 worker, 6.1 GiB are allowed here (cgroup limit): use a smaller --data");
    struct cell heap = cell_of(&fork_like, SHARING_SHM, 1, 0);
    heap.heap_bytes = 7 * GIBI;
    expect_refusal(
        heap, roomy, 100,
        "needs 7.0 GiB for 1 worker, 6.1 GiB are allowed here (cgroup limit): use a smaller --heap");
}

Test(limits_refuse, a_suite_may_use_half)
{
    expect_refusal(cell_of(&thread_like, SHARING_SHM, 2, 3 * GIBI), roomy, 50, NULL);
    expect_refusal(cell_of(&thread_like, SHARING_SHM, 2, 4 * GIBI), roomy, 100, NULL);
    expect_refusal(
        cell_of(&thread_like, SHARING_SHM, 2, 4 * GIBI), roomy, 50,
        "needs 4.0 GiB for 2 workers, 6.1 GiB are allowed here (cgroup limit), of which a suite may use "
        "50 %: use a smaller --data");
}

Test(limits_refuse, workers)
{
    struct limits few = roomy, no_files = roomy, none = {LIMITS_NONE, LIMITS_NONE, LIMITS_NONE, LIMITS_NONE,
                                                         0,           "no limit",  "no limit",  LIMITS_NONE};
    few.tasks = 10;
    no_files.files = 20;
    expect_refusal(cell_of(&thread_like, SHARING_SHM, 8, 0), few, 100, NULL);
    expect_refusal(
        cell_of(&thread_like, SHARING_SHM, 9, 0), few, 100,
        "needs 11 processes and threads for 9 workers, 10 are left here (cgroup pids.max): use fewer "
        "--workers");
    expect_refusal(cell_of(&thread_like, SHARING_SHM, 9, 0), no_files, 100,
                   "needs 34 open files for 9 workers, 20 are allowed here (ulimit -n): use fewer --workers");
    expect_refusal(cell_of(&spawn_like, SHARING_COPY, 256, UINT64_MAX / 4), none, 100, NULL);
}

Test(limits_refuse, factors)
{
    struct limits limits = roomy;
    struct cell cell = cell_of(&fork_like, SHARING_SHM, 2, 0);
    limits.mappings = 65530;
    cell.factors[FACTOR_MAPPINGS] = 65530 - 128;
    expect_refusal(cell, limits, 100, NULL);
    cell.factors[FACTOR_LIBRARIES] = 1;
    expect_refusal(
        cell, limits, 100,
        "needs 65535 mappings in one process, 65530 are allowed here (vm.max_map_count): use fewer "
        "--mappings");
    cell = cell_of(&fork_like, SHARING_SHM, 2, 0);
    cell.factors[FACTOR_DESCRIPTORS] = 1004;
    expect_refusal(cell, limits, 100, NULL);
    cell.factors[FACTOR_DESCRIPTORS]++;
    expect_refusal(cell, limits, 100,
                   "needs 1025 open files for 2 workers, 1024 are allowed here (ulimit -n): use fewer "
                   "--descriptors");
    cell = cell_of(&fork_like, SHARING_SHM, 2, 0);
    cell.factors[FACTOR_THREADS] = 996;
    expect_refusal(cell, limits, 100, NULL);
    cell.factors[FACTOR_THREADS]++;
    expect_refusal(
        cell, limits, 100,
        "needs 1001 processes and threads for 2 workers, 1000 are left here (cgroup pids.max): use "
        "fewer --threads");
    cell = cell_of(&fork_like, SHARING_SHM, 2, 0);
    cell.factors[FACTOR_SCRATCH] = 4 * GIBI;
    expect_refusal(
        cell, limits, 100,
        "needs 8.5 GiB for 2 workers, 6.1 GiB are allowed here (cgroup limit): use a smaller --scratch");
}

Test(limits_need, factors_do_not_wrap_around)
{
    struct cell cell = cell_of(&thread_like, SHARING_SHM, 256, 0);
    cell.factors[FACTOR_SCRATCH] = cell.factors[FACTOR_MAPPINGS] = UINT64_MAX / 2;
    cr_expect_eq(limits_memory_need(&cell), UINT64_MAX);
    cr_expect_eq(limits_address_need(&cell, 8 * MEBI), UINT64_MAX);
}

/* The longest refusal still fits its field. */
Test(limits_refuse, fits)
{
    char reason[REASON_MAX];
    struct cell cell = cell_of(&fork_like, SHARING_INHERIT, 256, 999 * GIBI);
    cell.write_percent = 99;
    cr_assert_eq(limits_refuse(&roomy, &cell, 50, reason), 1);
    cr_expect(strlen(reason) < REASON_MAX - 1, "%s", reason);
    cr_expect_str_eq(reason + strlen(reason) - strlen("fewer --workers"), "fewer --workers");
}

Test(limits_refuse, address_space)
{
    /* 16 for the image; a GiB of data; 4 workers with a MiB of the mapping, and as threads with a stack */
    struct cell cell = cell_of(&thread_like, SHARING_SHM, 4, GIBI);
    cr_expect_eq(limits_address_need(&cell, 8 * MEBI), GIBI + (16 + 4 + 4 * 8) * MEBI);
    cell.sharing = SHARING_COPY; /* all copies in one */
    cr_expect_eq(limits_address_need(&cell, 8 * MEBI), 5 * GIBI + (16 + 4 + 4 * 8) * MEBI);
    cell.model = &fork_like; /* the parent's, and its own */
    cr_expect_eq(limits_address_need(&cell, 8 * MEBI), 2 * GIBI + (16 + 4) * MEBI);
    struct limits limits = roomy;
    limits.address_bytes = 2 * GIBI;
    expect_refusal(
        cell, limits, 100,
        "needs 2.0 GiB of address space in one process, 2.0 GiB are allowed here (ulimit -v): use a "
        "smaller --data or fewer --workers");
    limits.address_bytes = 2 * GIBI + 20 * MEBI;
    expect_refusal(cell, limits, 100, NULL);
    cell.model = &spawn_like;
    cell.workers = 256;
    cell.data_bytes = UINT64_MAX / 2;
    cr_expect_eq(limits_address_need(&cell, 8 * MEBI), UINT64_MAX);
}
