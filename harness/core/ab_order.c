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

static void shuffle(struct ab_order *order)
{
    for (uint32_t i = 0; i < order->pair_count; i++) {
        uint32_t j = (uint32_t)random_below(&order->random, i + 1);
        order->pairs[i] = order->pairs[j];
        order->pairs[j] = i;
    }
}

int ab_order_next(struct ab_order *order, struct planned *planned)
{
    if (order->pass == order->passes || order->pair_count == 0)
        return 0;
    if (order->at == 0 && order->step == 0)
        shuffle(order);
    if (order->step == 0)
        order->turned = (uint32_t)random_below(&order->random, 2);
    uint32_t is_b = (order->step == 1 || order->step == 2) ^ order->turned;
    planned->trial = order->trial++;
    planned->block = 2 * order->pass + order->step / 2;
    planned->kind = TVP_KIND_TIME;
    planned->cell = 2 * order->pairs[order->at] + is_b;
    planned->seed = random_next(&order->random) >> 11; /* 53 bits: exact in JSON */
    order->step = (order->step + 1) % AB_ROUND;
    order->at += order->step == 0;
    if (order->at == order->pair_count) {
        order->at = 0;
        order->pass++;
    }
    return 1;
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
