/* SPDX-License-Identifier: MIT */
/* The order of trials: complete blocks, shuffled from the seed alone; cells with fewer blocks; pilots. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../harness/core/pilot.h"
#include "../../harness/core/schedule.h"

#define CELLS 10u

static struct cell cells[CELLS];

static struct plan plan_of(uint64_t seed, uint32_t blocks_time, uint32_t blocks_memory)
{
    memset(cells, 0, sizeof cells);
    for (uint32_t i = 0; i < CELLS; i++) {
        cells[i].id = i;
        cells[i].kinds = i < 6 ? 1u : i < 8 ? 3u : 2u; /* 8 of time, 4 of memory */
    }
    return (struct plan){.cells = cells,
                         .cell_count = CELLS,
                         .seed = seed,
                         .blocks_time = blocks_time,
                         .blocks_memory = blocks_memory};
}

Test(schedule, generator_gives_the_numbers_it_must)
{
    /* The reference implementations: splitmix64 from 0 gives e220a8397b1dcdaf 6e789e6aa1b965f4
     * 06c45d188009454f f88bb8a8724c81ec as the state of xoshiro256**. */
    struct random_state state;
    random_seed(&state, 0);
    cr_assert_eq(state.s[0], 0xe220a8397b1dcdafu);
    cr_assert_eq(state.s[3], 0xf88bb8a8724c81ecu);
    cr_assert_eq(random_next(&state), 0x99ec5f36cb75f2b4u);
    cr_assert_eq(random_next(&state), 0xbf6e1f784956452au);
}

Test(schedule, numbers_below_are_uniform)
{
    struct random_state state;
    unsigned seen[5] = {0};
    random_seed(&state, 42);
    for (int i = 0; i < 50000; i++) {
        uint64_t number = random_below(&state, 5);
        cr_assert(number < 5);
        seen[number]++;
    }
    for (int i = 0; i < 5; i++) /* 10000 +- 6 standard deviations of 89 */
        cr_assert(seen[i] > 9466 && seen[i] < 10534, "%u", seen[i]);
    cr_assert_eq(random_below(&state, 1), 0);
}

Test(schedule, blocks_are_complete)
{
    struct plan plan = plan_of(7, 10, 3);
    struct schedule schedule;
    struct planned planned;
    unsigned seen[2][10][CELLS] = {{{0}}};
    uint64_t trial = 0;
    cr_assert_eq(schedule_begin(&schedule, &plan), 0);
    while (schedule_next(&schedule, &planned)) {
        cr_assert_eq(planned.trial, trial++);
        cr_assert(planned.kind < 2 && planned.block < 10 && planned.cell < CELLS);
        cr_assert(planned.seed < 1ull << 53);
        seen[planned.kind][planned.block][planned.cell]++;
    }
    schedule_end(&schedule);
    cr_assert_eq(trial, 10 * 8 + 3 * 4);
    cr_assert_eq(trial, schedule_count(&plan));
    for (uint32_t kind = 0; kind < 2; kind++)
        for (uint32_t block = 0; block < 10; block++)
            for (uint32_t c = 0; c < CELLS; c++)
                cr_assert_eq(seen[kind][block][c], (kind == 0 || block < 3) && (cells[c].kinds >> kind & 1u));
}

static void order_of(uint64_t seed, uint32_t order[80])
{
    struct plan plan = plan_of(seed, 10, 0);
    struct schedule schedule;
    struct planned planned;
    cr_assert_eq(schedule_begin(&schedule, &plan), 0);
    for (int i = 0; schedule_next(&schedule, &planned); i++)
        order[i] = planned.cell;
    schedule_end(&schedule);
}

Test(schedule, the_seed_decides)
{
    uint32_t a[80], b[80], other[80];
    order_of(1, a);
    order_of(1, b);
    order_of(2, other);
    cr_assert_arr_eq(a, b, sizeof a);
    cr_assert_arr_neq(a, other, sizeof a);
    cr_assert_arr_neq(a, a + 8, 8 * sizeof *a, "blocks have orders of their own");
}

Test(schedule, kinds_are_spread_over_the_run)
{
    struct plan plan = plan_of(3, 10, 2);
    struct schedule schedule;
    struct planned planned;
    uint32_t before = 0, between = 0, memory = UINT32_MAX;
    cr_assert_eq(schedule_begin(&schedule, &plan), 0);
    while (schedule_next(&schedule, &planned)) {
        if (planned.kind == TVP_KIND_MEMORY)
            memory = planned.block;
        before += planned.kind == TVP_KIND_TIME && memory == UINT32_MAX;
        between += planned.kind == TVP_KIND_TIME && memory == 0;
    }
    schedule_end(&schedule);
    cr_assert(before >= 16 && before <= 32, "%u trials of time before the first block of memory", before);
    cr_assert(between >= 32 && between <= 48, "%u between the two", between);
}

/* ---- cells with fewer blocks than others ---- */

Test(schedule, fewer_blocks_lie_spread_and_within_those_of_more)
{
    uint32_t ranks[100];
    for (uint32_t blocks = 1; blocks <= 100; blocks++) {
        unsigned seen[100] = {0};
        schedule_ranks(ranks, blocks, 0);
        for (uint32_t i = 0; i < blocks; i++) {
            cr_assert(ranks[i] < blocks);
            seen[ranks[i]]++;
        }
        for (uint32_t i = 0; i < blocks; i++)
            cr_assert_eq(seen[i], 1, "of %u blocks, rank %u is there %u times", blocks, i, seen[i]);
        for (uint32_t few = 2; few <= blocks;
             few++) { /* no gap over twice the mean one, none left at the end */
            uint32_t last = 0;
            for (uint32_t i = 0; i < blocks; i++) {
                if (ranks[i] >= few)
                    continue;
                cr_assert(i - last <= (2 * blocks + few - 1) / few + 1, "%u of %u", few, blocks);
                last = i;
            }
            cr_assert(blocks - last <= (2 * blocks + few - 1) / few + 1, "%u of %u", few, blocks);
        }
    }
    schedule_ranks(ranks, 100, 1);
    for (uint32_t i = 0; i < 100; i++)
        cr_assert_eq(ranks[i], i, "with a target the first blocks come first");
}

static uint32_t played_of(struct plan *plan, unsigned seen[CELLS][16])
{
    struct schedule schedule;
    struct planned planned;
    uint32_t trials = 0;
    memset(seen, 0, CELLS * sizeof *seen);
    cr_assert_eq(schedule_begin(&schedule, plan), 0);
    for (; schedule_next(&schedule, &planned); trials++)
        if (planned.kind == TVP_KIND_TIME)
            seen[planned.cell][planned.block]++;
    schedule_end(&schedule);
    return trials;
}

Test(schedule, a_cell_takes_part_in_as_many_blocks_as_it_has)
{
    struct plan plan = plan_of(5, 16, 2);
    unsigned seen[CELLS][16];
    cells[0].blocks[TVP_KIND_TIME] = cells[1].blocks[TVP_KIND_TIME] = 6;
    cells[2].blocks[TVP_KIND_TIME] = 11;
    cr_assert_eq(played_of(&plan, seen), 5 * 16 + 6 + 6 + 11 + 2 * 4);
    cr_assert_eq(schedule_count(&plan), 5 * 16 + 6 + 6 + 11 + 2 * 4);
    cr_assert_arr_eq(seen[0], seen[1], sizeof seen[0], "equals share their blocks");
    unsigned of_0 = 0, of_2 = 0, of_3 = 0;
    for (uint32_t block = 0; block < 16; block++) {
        cr_assert(seen[0][block] <= seen[2][block] && seen[2][block] <= seen[3][block]);
        of_0 += seen[0][block];
        of_2 += seen[2][block];
        of_3 += seen[3][block];
    }
    cr_assert(of_0 == 6 && of_2 == 11 && of_3 == 16);
    plan.target = 0.02;
    played_of(&plan, seen);
    for (uint32_t block = 0; block < 16; block++)
        cr_assert_eq(seen[0][block], block < 6);
}

/* ---- pilots ---- */

static struct cell cell_of(const char *workload, uint64_t data_bytes)
{
    struct cell cell = {
        .workload = workload_find(workload), .data_bytes = data_bytes, .time_ns = 100000000, .workers = 1};
    cr_assert_not_null(cell.workload);
    return cell;
}

Test(pilot, ops_fill_the_time_and_batches_take_100_us)
{
    struct cell cell = cell_of("cpu_hash", 0);
    uint64_t ops, batch;
    pilot_size(&cell, 10, &ops, &batch);
    cr_assert_eq(ops, 10000000);
    cr_assert_eq(batch, 10000);
    pilot_size(&cell, 1e6, &ops, &batch);
    cr_assert(ops == 100 && batch == 1);
    pilot_size(&cell, 1e12, &ops, &batch);
    cr_assert(ops == 1 && batch == 1);
    pilot_size(&cell, 0, &ops, &batch);
    cr_assert(ops == 1 && batch == 1, "what is not known is tried once");
}

Test(pilot, batches_have_room)
{
    struct cell cell = cell_of("cpu_hash", 0);
    uint64_t ops, batch;
    cell.time_ns = 60000000000000u;
    pilot_size(&cell, 10, &ops, &batch);
    cr_assert(ops / batch <= MAP_SAMPLES_MAX / 2);
    cell = cell_of("cpu_hash", 0);
    cell.ops_asked = 1000000;
    cell.batch_asked = 1;
    pilot_size(&cell, 0, &ops, &batch);
    cr_assert(ops == 1000000 && ops / batch <= MAP_SAMPLES_MAX / 2);
    cell.batch_asked = 2000000;
    pilot_size(&cell, 0, &ops, &batch);
    cr_assert_eq(batch, 1000000);
}

Test(pilot, tasks_are_the_nearest_whole_ops)
{
    struct cell cell = cell_of("cpu_hash", 0);
    uint64_t ops, batch;
    cell.task_ns = 2000000;
    pilot_size(&cell, 1060000, &ops, &batch);
    cr_assert(batch == 2 && ops == 94, "2 ms of ops of 1.06 ms are two, not one");
    pilot_size(&cell, 1400000, &ops, &batch);
    cr_assert_eq(batch, 1);
    pilot_size(&cell, 9000000, &ops, &batch);
    cr_assert_eq(batch, 1, "at least one");
    pilot_size(&cell, 10, &ops, &batch);
    cr_assert_eq(batch, 200000);
}

Test(pilot, tasks_are_made_to_fit_the_ops_asked_for)
{
    struct cell cell = cell_of("cpu_hash", 0);
    uint64_t ops, batch;
    cell.task_ns = 1000000;
    cell.ops_asked = 99000;
    pilot_size(&cell, 1e6 / 51768, &ops, &batch);
    cr_assert(ops == 99000 && batch == 49500, "two tasks, not one and 47232 ops less");
    cell.ops_asked = 70000;
    pilot_size(&cell, 1e6 / 51768, &ops, &batch);
    cr_assert(ops == 70000 && batch == 70000);
    cell.ops_asked = 7;
    pilot_size(&cell, 500000, &ops, &batch);
    cr_assert(ops == 6 && batch == 2, "whole tasks of as many ops each");
    cell.batch_asked = 3;
    cell.ops_asked = 8;
    pilot_size(&cell, 0, &ops, &batch);
    cr_assert(ops == 9 && batch == 3, "the nearest number of tasks");
}

Test(pilot, ops_are_whole_passes)
{
    struct cell cell = cell_of("data_touch", 64 * plat_page_bytes());
    uint64_t ops, batch;
    pilot_size(&cell, 1e9, &ops, &batch);
    cr_assert_eq(ops, 64);
    cell.ops_asked = 65;
    pilot_size(&cell, 0, &ops, &batch);
    cr_assert_eq(ops, 128);
}

Test(pilot, groups_share_what_decides_the_ops)
{
    struct cell some[5];
    struct plan plan = {.cells = some, .cell_count = 5};
    struct pilot_set set;
    for (int i = 0; i < 5; i++)
        some[i] = cell_of("cpu_hash", 0);
    some[1].heap_bytes = 1 << 20; /* the parent's alone */
    some[2].workers = 2;
    some[3].placement = PLACE_NONE;
    snprintf(some[4].unsupported, REASON_MAX, "not here");
    cr_assert_eq(pilots_group(&set, &plan), 0);
    cr_assert_eq(set.count, 2);
    cr_assert_eq(set.groups[0].count, 3);
    cr_assert(set.groups[1].count == 1 && set.groups[1].cells[0] == 2);
    cr_assert(pilot_is_needed(&set.groups[0], &plan));
    some[0].ops_asked = some[0].batch_asked = 10;
    cr_assert_not(pilot_is_needed(&set.groups[0], &plan));
    pilots_free(&set);
}
