/* SPDX-License-Identifier: MIT */
/* Deals out a plan's trials, block by block. */
#include "schedule.h"

#include <stdlib.h>

#include "mix.h"

void random_seed(struct random_state *state, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        state->s[i] = mix(seed += MIX_STEP);
}

static uint64_t rotate(uint64_t value, int by)
{
    return value << by | value >> (64 - by);
}

uint64_t random_next(struct random_state *state)
{
    uint64_t *s = state->s;
    uint64_t result = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t random_below(struct random_state *state, uint64_t below)
{
    uint64_t least = (0 - below) % below; /* 2^64 modulo below: the numbers that would come once too often */
    uint64_t number;
    do
        number = random_next(state);
    while (number < least);
    return number % below;
}

uint64_t schedule_count(const struct plan *plan)
{
    uint64_t trials = 0;
    for (uint32_t i = 0; i < plan->cell_count; i++)
        trials += (uint64_t)cell_blocks(plan, &plan->cells[i], TVP_KIND_TIME) +
                  cell_blocks(plan, &plan->cells[i], TVP_KIND_MEMORY);
    return trials;
}

static uint32_t reversed(uint32_t number, uint32_t bits)
{
    uint32_t out = 0;
    for (uint32_t i = 0; i < bits; i++)
        out = out << 1 | (number >> i & 1u);
    return out;
}

void schedule_ranks(uint32_t *ranks, uint32_t blocks, int has_target)
{
    uint32_t bits = 0, rank = 0;
    while (bits < 31 && 1u << bits < blocks)
        bits++;
    for (uint32_t i = 0; i < 1u << bits; i++) {
        uint32_t block = has_target ? i : reversed(i, bits);
        if (block < blocks)
            ranks[block] = rank++;
    }
}

int schedule_begin(struct schedule *schedule, const struct plan *plan)
{
    *schedule = (struct schedule){.plan = plan};
    schedule->order = calloc(plan->cell_count ? plan->cell_count : 1, sizeof *schedule->order);
    int failed = !schedule->order;
    for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++) {
        schedule->ranks[kind] = calloc((size_t)plan_blocks(plan, kind) + 1, sizeof **schedule->ranks);
        failed |= !schedule->ranks[kind];
        if (schedule->ranks[kind])
            schedule_ranks(schedule->ranks[kind], plan_blocks(plan, kind), plan->target > 0);
    }
    random_seed(&schedule->random, plan->seed);
    if (failed)
        schedule_end(schedule);
    return failed ? -1 : 0;
}

void schedule_end(struct schedule *schedule)
{
    free(schedule->order);
    free(schedule->ranks[TVP_KIND_TIME]);
    free(schedule->ranks[TVP_KIND_MEMORY]);
    schedule->order = schedule->ranks[TVP_KIND_TIME] = schedule->ranks[TVP_KIND_MEMORY] = NULL;
}

/* The kind whose blocks lag behind: the middle of its next block lies earlier in the run. */
static int next_kind(const struct schedule *schedule, uint32_t *kind)
{
    uint64_t time = schedule->plan->blocks_time, memory = schedule->plan->blocks_memory;
    int time_left = schedule->done[TVP_KIND_TIME] < time,
        memory_left = schedule->done[TVP_KIND_MEMORY] < memory;
    if (!time_left && !memory_left)
        return 0;
    *kind = TVP_KIND_TIME;
    if (!time_left || (memory_left && (2 * schedule->done[TVP_KIND_MEMORY] + 1) * time <
                                          (2 * schedule->done[TVP_KIND_TIME] + 1) * memory))
        *kind = TVP_KIND_MEMORY;
    return 1;
}

/* Fisher and Yates. */
static void shuffle(struct schedule *schedule)
{
    for (uint32_t i = schedule->size; i > 1; i--) {
        uint32_t j = (uint32_t)random_below(&schedule->random, i);
        uint32_t swapped = schedule->order[i - 1];
        schedule->order[i - 1] = schedule->order[j];
        schedule->order[j] = swapped;
    }
}

static int next_block(struct schedule *schedule)
{
    if (!next_kind(schedule, &schedule->kind))
        return 0;
    schedule->block = schedule->done[schedule->kind]++;
    schedule->at = schedule->size = 0;
    for (uint32_t i = 0; i < schedule->plan->cell_count; i++)
        if (schedule->ranks[schedule->kind][schedule->block] <
            cell_blocks(schedule->plan, &schedule->plan->cells[i], schedule->kind))
            schedule->order[schedule->size++] = i;
    shuffle(schedule);
    return 1;
}

int schedule_next(struct schedule *schedule, struct planned *planned)
{
    while (schedule->at == schedule->size)
        if (!next_block(schedule))
            return 0;
    planned->trial = schedule->trial++;
    planned->block = schedule->block;
    planned->kind = schedule->kind;
    planned->cell = schedule->order[schedule->at++];
    planned->seed = random_next(&schedule->random) >> 11; /* 53 bits: exact in JSON */
    return 1;
}
