/* SPDX-License-Identifier: MIT */
/* What placements choose from, whoever found it out: hwloc (topo.c), or the system itself (native.c). */
#ifndef TVP_ORDERS_H
#define TVP_ORDERS_H

#include "topo.h"

#define TOPO_CORE_MAX 64u /* hardware threads of one core: 8 is the most there is */

/* The beginning of every struct topo. */
struct topo_orders {
    uint32_t cpus;
    uint32_t *compact, *scatter; /* OS indices of the allowed CPUs in these orders */
    const char *unbound;         /* why nothing can be bound to any of them; NULL: it can */
    uint32_t core_width; /* the last of the cores that have most allowed hardware threads; 0: none is known */
    uint32_t core[TOPO_CORE_MAX];
};

/* Fills the orders from where each allowed CPU lies: the same as hwloc's objects give. 0, or -1: out of
 * memory. Pure. */
int topo_order(struct topo_orders *orders, const struct plat_place *places, uint32_t count);
void topo_orders_free(struct topo_orders *orders);

#endif
