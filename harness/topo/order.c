/* SPDX-License-Identifier: MIT */
/* The two orders of CPUs, from where each lies: its package, node, cache and core. Pure. */
#include <stdlib.h>
#include <string.h>

#include "orders.h"

enum { PACKAGE, NODE, CACHE, CORE, LEVELS };

/* A CPU on its way into the scattered order: `turn` is its place in its child's list, `child` which child. */
struct seat {
    uint32_t cpu, turn, child;
};

static int64_t key_of(const struct plat_place *place, uint32_t level)
{
    const int64_t keys[LEVELS] = {place->package, place->node, place->cache, place->core};
    return keys[level];
}

/* From the outermost in; what is not known (-1) is one for all. */
static int by_place(const void *left, const void *right)
{
    const struct plat_place *a = left, *b = right;
    for (uint32_t level = 0; level < LEVELS; level++)
        if (key_of(a, level) != key_of(b, level))
            return key_of(a, level) < key_of(b, level) ? -1 : 1;
    return a->cpu < b->cpu ? -1 : a->cpu > b->cpu;
}

static int by_turn(const void *left, const void *right)
{
    const struct seat *a = left, *b = right;
    if (a->turn != b->turn)
        return a->turn < b->turn ? -1 : 1;
    return a->child < b->child ? -1 : a->child > b->child;
}

/* The end of the child that begins at `first`: all with the same key. */
static uint32_t child_end(const struct plat_place *places, uint32_t first, uint32_t count, uint32_t level)
{
    uint32_t end = first + 1;
    while (end < count && key_of(&places[end], level) == key_of(&places[first], level))
        end++;
    return end;
}

/* Hardware thread number `rank` of every core among the places, the children's lists dealt out in turn, so
 * that each prefix is spread evenly over them. Returns how many. */
static uint32_t deal(const struct plat_place *places, uint32_t count, uint32_t level, uint32_t rank,
                     struct seat *seats)
{
    if (level == LEVELS) {
        if (rank < count)
            seats->cpu = places[rank].cpu;
        return rank < count;
    }
    uint32_t dealt = 0, child = 0;
    for (uint32_t first = 0, end; first < count; first = end, child++) {
        end = child_end(places, first, count, level);
        uint32_t more = deal(places + first, end - first, level + 1, rank, seats + dealt);
        for (uint32_t turn = 0; turn < more; turn++) {
            seats[dealt + turn].turn = turn;
            seats[dealt + turn].child = child;
        }
        dealt += more;
    }
    qsort(seats, dealt, sizeof *seats, by_turn);
    return dealt;
}

static int is_of_core(const struct plat_place *a, const struct plat_place *b)
{
    for (uint32_t level = 0; level < LEVELS; level++)
        if (key_of(a, level) != key_of(b, level))
            return 0;
    return 1;
}

/* The last of those that have most hardware threads, by the order of places. */
static void find_widest_core(struct topo_orders *orders, const struct plat_place *places, uint32_t count)
{
    for (uint32_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && is_of_core(&places[first], &places[end]);)
            end++;
        const uint32_t width = end - first < TOPO_CORE_MAX ? end - first : TOPO_CORE_MAX;
        if (width < orders->core_width)
            continue;
        orders->core_width = width;
        for (uint32_t i = 0; i < width; i++)
            orders->core[i] = places[first + i].cpu;
    }
}

/* A second hardware thread of a core is dealt only when every core has its first. */
static void scatter(struct topo_orders *orders, const struct plat_place *places, struct seat *seats)
{
    uint32_t count = 0;
    for (uint32_t rank = 0; count < orders->cpus; rank++)
        count += deal(places, orders->cpus, 0, rank, seats + count);
    for (uint32_t i = 0; i < count; i++)
        orders->scatter[i] = seats[i].cpu;
}

int topo_order(struct topo_orders *orders, const struct plat_place *places, uint32_t count)
{
    *orders = (struct topo_orders){.cpus = count,
                                   .compact = calloc(count + 1, sizeof *orders->compact),
                                   .scatter = calloc(count + 1, sizeof *orders->scatter)};
    struct plat_place *sorted = calloc(count + 1, sizeof *sorted);
    struct seat *seats = calloc(count + 1, sizeof *seats);
    const int failed = !orders->compact || !orders->scatter || !sorted || !seats;
    if (!failed) {
        memcpy(sorted, places, count * sizeof *sorted);
        qsort(sorted, count, sizeof *sorted, by_place);
        for (uint32_t i = 0; i < count; i++)
            orders->compact[i] = sorted[i].cpu;
        find_widest_core(orders, sorted, count);
        scatter(orders, sorted, seats);
    }
    free(sorted);
    free(seats);
    return failed ? -1 : 0;
}

void topo_orders_free(struct topo_orders *orders)
{
    free(orders->compact);
    free(orders->scatter);
    orders->compact = orders->scatter = NULL;
}
