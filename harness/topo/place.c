/* SPDX-License-Identifier: MIT */
/* The placements: which worker gets which CPU, out of the two orders. */
#include <stdarg.h>
#include <stdio.h>

#include "orders.h"

static int explain(char reason[REASON_MAX], const char *format, ...) __attribute__((format(printf, 2, 3)));
static int explain(char reason[REASON_MAX], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reason, REASON_MAX, format, args);
    va_end(args);
    return -1;
}

static const struct topo_orders *orders_of(const struct topo *topo)
{
    return (const struct topo_orders *)(const void *)topo;
}

uint32_t topo_cpus(const struct topo *topo)
{
    return orders_of(topo)->cpus;
}

const char *topo_unbound(const struct topo *topo)
{
    return orders_of(topo)->unbound;
}

/* Deals `from` out to the workers, from its beginning again when it ends. Returns 1 if that happened. */
static int deal_out(const uint32_t *from, uint32_t count, uint32_t workers, uint32_t *cpus)
{
    for (uint32_t i = 0; i < workers; i++)
        cpus[i] = from[i % count];
    return workers > count;
}

/* The allowed CPU with the highest index that none of `workers` CPUs is; MAP_NO_CPU: there is none. */
static uint32_t last_but(const struct topo_orders *orders, const uint32_t *cpus, uint32_t workers)
{
    uint32_t last = MAP_NO_CPU;
    for (uint32_t i = 0; i < orders->cpus; i++) {
        const uint32_t cpu = orders->compact[i];
        int taken = last != MAP_NO_CPU && cpu < last;
        for (uint32_t w = 0; w < workers && !taken; w++)
            taken = cpus[w] == cpu;
        if (!taken)
            last = cpu;
    }
    return last;
}

int topo_place(const struct topo *topo, uint32_t placement, uint32_t workers, uint32_t *cpus,
               int *oversubscribed, char reason[REASON_MAX])
{
    const struct topo_orders *orders = orders_of(topo);
    uint32_t last;
    if (orders->unbound && placement != PLACE_NONE)
        return explain(reason, "%s: --placement none", orders->unbound);
    switch (placement) {
    case PLACE_SAME_CPU:
        last = last_but(orders, NULL, 0);
        *oversubscribed = deal_out(&last, 1, workers, cpus);
        return 0;
    case PLACE_SAME_CORE:
        if (orders->core_width < 2)
            return explain(reason, "no core has two hardware threads that are allowed here");
        *oversubscribed = deal_out(orders->core, orders->core_width, workers, cpus);
        return 0;
    case PLACE_COMPACT:
        *oversubscribed = deal_out(orders->compact, orders->cpus, workers, cpus);
        return 0;
    case PLACE_SCATTER:
        *oversubscribed = deal_out(orders->scatter, orders->cpus, workers, cpus);
        return 0;
    case PLACE_NONE:
        *oversubscribed = workers > orders->cpus;
        return 0;
    default:
        return explain(reason, "no placement has the number %u", (unsigned)placement);
    }
}

uint32_t topo_cpu_apart(const struct topo *topo, const uint32_t *cpus, uint32_t workers)
{
    return last_but(orders_of(topo), cpus, cpus != NULL ? workers : 0);
}
