/* SPDX-License-Identifier: MIT */
/* Deals out the trials of two arms. */
#include "ab_order.h"

#include <stdlib.h>

#define LEAST_LOOK 8u

int ab_order_begin(struct ab_order *order, const struct plan *plan, uint32_t passes)
{
    *order = (struct ab_order){.plan = plan, .pair_count = plan->cell_count / 2, .passes = passes};
    order->pairs = calloc(order->pair_count ? order->pair_count : 1, sizeof *order->pairs);
    random_seed(&order->random, plan->seed);
    return order->pairs ? 0 : -1;
}

void ab_order_end(struct ab_order *order)
{
    free(order->pairs);
    order->pairs = NULL;
}

/* 0 to count - 1 in some order. */
static void shuffle(uint32_t *items, uint32_t count, struct random_state *random)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = (uint32_t)random_below(random, i + 1);
        items[i] = items[j];
        items[j] = i;
    }
}

int ab_order_next(struct ab_order *order, struct planned *planned)
{
    if (order->pass == order->passes || order->pair_count == 0)
        return 0;
    if (order->at == 0 && order->step == 0)
        shuffle(order->pairs, order->pair_count, &order->random);
    if (order->step == 0)
        order->turned = (uint32_t)random_below(&order->random, 2);
    uint32_t is_b = (order->step == 1 || order->step == 2) ^ order->turned;
    planned->trial = order->trial++;
    planned->block = 2 * order->pass + order->step / 2;
    planned->kind = TVP_KIND_TIME;
    planned->cell = 2 * (order->first_pair + order->pairs[order->at]) + is_b;
    planned->seed = random_next(&order->random) >> 11; /* 53 bits: exact in JSON */
    order->step = (order->step + 1) % AB_ROUND;
    order->at += order->step == 0;
    if (order->at == order->pair_count) {
        order->at = 0;
        order->pass++;
    }
    return 1;
}

/* ---- many runs ---- */

int selftest_order_begin(struct selftest_order *all, const struct plan *plan, uint32_t size, uint32_t passes,
                         uint32_t sessions)
{
    *all = (struct selftest_order){
        .group_count = plan->cell_count / 2 / size, .size = size, .passes = passes, .sessions = sessions};
    all->groups = calloc(all->group_count ? all->group_count : 1, sizeof *all->groups);
    int failed = ab_order_begin(&all->order, plan, 0) != 0 || !all->groups;
    if (failed)
        selftest_order_end(all);
    return failed ? -1 : 0;
}

/* The run of ab after the one that is over: 1, or 0 when there is none. */
static int next_run(struct selftest_order *all)
{
    struct ab_order *order = &all->order;
    const int is_first = order->passes == 0;
    if (!is_first)
        all->at++;
    if (all->at == all->group_count) {
        all->at = 0;
        all->session++;
    }
    if (all->session >= all->sessions || all->group_count == 0)
        return 0;
    if (all->at == 0)
        shuffle(all->groups, all->group_count, &order->random);
    order->first_pair = all->groups[all->at] * all->size;
    order->pair_count = all->size;
    order->pass = all->session * all->passes;
    order->passes = order->pass + all->passes;
    return 1;
}

int selftest_order_next(struct selftest_order *all, struct planned *planned)
{
    while (!ab_order_next(&all->order, planned))
        if (!next_run(all))
            return 0;
    return 1;
}

void selftest_order_end(struct selftest_order *all)
{
    ab_order_end(&all->order);
    free(all->groups);
    all->groups = NULL;
}

uint32_t ab_looks(uint32_t most, uint32_t *looks, uint32_t room)
{
    uint32_t count = 1, trials = most + most % 2;
    while (count < room && trials / 2 >= LEAST_LOOK) {
        trials = (trials + 1) / 2;
        trials += trials % 2;
        count++;
    }
    trials = most + most % 2;
    for (uint32_t i = count; i-- > 0;) {
        looks[i] = trials;
        trials = (trials + 1) / 2;
        trials += trials % 2;
    }
    return count;
}
