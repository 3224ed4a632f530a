/* SPDX-License-Identifier: MIT */
/* Deals out a plan's trials, block by block. */
#include "schedule.h"

#include <stdlib.h>

/* Blackman and Vigna, https://prng.di.unimi.it/splitmix64.c, public domain algorithm. */
static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

void random_seed(struct random_state *state, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        state->s[i] = splitmix(&seed);
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

static uint32_t cells_of(const struct plan *plan, uint32_t kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < plan->cell_count; i++)
        count += plan->cells[i].kinds >> kind & 1u;
    return count;
}

uint64_t schedule_count(const struct plan *plan)
{
    return (uint64_t)plan->blocks_time * cells_of(plan, TVP_KIND_TIME) +
           (uint64_t)plan->blocks_memory * cells_of(plan, TVP_KIND_MEMORY);
}

int schedule_begin(struct schedule *schedule, const struct plan *plan)
{
    *schedule = (struct schedule){.plan = plan};
    schedule->order = calloc(plan->cell_count ? plan->cell_count : 1, sizeof *schedule->order);
    random_seed(&schedule->random, plan->seed);
    return schedule->order ? 0 : -1;
}

void schedule_end(struct schedule *schedule)
{
    free(schedule->order);
    schedule->order = NULL;
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
        if (schedule->plan->cells[i].kinds >> schedule->kind & 1u)
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
