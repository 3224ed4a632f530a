/* SPDX-License-Identifier: MIT */
/* Loads hwloc's topology and puts the CPUs that we may use into the two orders from which every placement
 * takes. */
#include "orders.h"

#include <errno.h>
#include <hwloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CPUS_MAX 65536u

struct topo {
    struct topo_orders orders; /* first, so that placements need not know the rest */
    hwloc_topology_t hwloc;    /* the whole machine, as far as the system shows it */
    hwloc_bitmap_t allowed;
};

/* A CPU on its way into the scattered order: `turn` is its place in its child's list, `child` which child. */
struct seat {
    uint32_t cpu, turn, child;
};

static int explain(char reason[REASON_MAX], const char *format, ...) __attribute__((format(printf, 2, 3)));
static int explain(char reason[REASON_MAX], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reason, REASON_MAX, format, args);
    va_end(args);
    return -1;
}

/* ---- the orders ---- */

/* The allowed hardware thread number `rank` of a core; -1 when it has no more. A CPU without a core is one
 * itself. */
static int core_cpu(const struct topo *topo, hwloc_obj_t core, uint32_t rank)
{
    int cpu = -1;
    do
        cpu = hwloc_bitmap_next(core->cpuset, cpu);
    while (cpu != -1 && (!hwloc_bitmap_isset(topo->allowed, (unsigned)cpu) || rank-- > 0));
    return cpu;
}

static uint32_t core_width(const struct topo *topo, hwloc_obj_t core)
{
    uint32_t width = 0;
    while (core_cpu(topo, core, width) != -1)
        width++;
    return width;
}

static int is_core(hwloc_obj_t object)
{
    return object->type == HWLOC_OBJ_CORE || object->type == HWLOC_OBJ_PU;
}

static int by_turn(const void *left, const void *right)
{
    const struct seat *a = left, *b = right;
    if (a->turn != b->turn)
        return a->turn < b->turn ? -1 : 1;
    return a->child < b->child ? -1 : a->child > b->child;
}

/* Hardware thread number `rank` of every core below `object`: the children's lists dealt out in turn, so that
 * each prefix is spread evenly over them. Returns how many. */
static uint32_t deal(const struct topo *topo, hwloc_obj_t object, uint32_t rank, struct seat *seats)
{
    if (is_core(object)) {
        int cpu = core_cpu(topo, object, rank);
        if (cpu != -1)
            seats->cpu = (uint32_t)cpu;
        return cpu != -1;
    }
    uint32_t count = 0;
    for (uint32_t child = 0; child < object->arity; child++) {
        uint32_t more = deal(topo, object->children[child], rank, seats + count);
        for (uint32_t turn = 0; turn < more; turn++) {
            seats[count + turn].turn = turn;
            seats[count + turn].child = child;
        }
        count += more;
    }
    qsort(seats, count, sizeof *seats, by_turn);
    return count;
}

/* A second hardware thread of a core is dealt only when every core has its first. */
static int order_scatter(struct topo *topo)
{
    struct seat *seats = calloc(topo->orders.cpus, sizeof *seats);
    if (!seats)
        return -1;
    uint32_t count = 0;
    for (uint32_t rank = 0; count < topo->orders.cpus; rank++)
        count += deal(topo, hwloc_get_root_obj(topo->hwloc), rank, seats + count);
    for (uint32_t i = 0; i < count; i++)
        topo->orders.scatter[i] = seats[i].cpu;
    free(seats);
    return 0;
}

static uint32_t order_compact(const struct topo *topo, hwloc_obj_t object, uint32_t *cpus)
{
    uint32_t count = 0;
    if (is_core(object)) {
        for (int cpu; (cpu = core_cpu(topo, object, count)) != -1; count++)
            cpus[count] = (uint32_t)cpu;
        return count;
    }
    for (uint32_t child = 0; child < object->arity; child++)
        count += order_compact(topo, object->children[child], cpus + count);
    return count;
}

/* The last core that has most hardware threads. */
static void find_widest_core(struct topo *topo)
{
    uint32_t *width = &topo->orders.core_width;
    hwloc_obj_t core = NULL, found = NULL;
    while ((core = hwloc_get_next_obj_by_type(topo->hwloc, HWLOC_OBJ_CORE, core)) != NULL) {
        uint32_t own = core_width(topo, core);
        if (own >= *width) {
            *width = own;
            found = core;
        }
    }
    if (*width > TOPO_CORE_MAX)
        *width = TOPO_CORE_MAX;
    for (uint32_t i = 0; i < *width; i++)
        topo->orders.core[i] = (uint32_t)core_cpu(topo, found, i);
}

static int order(struct topo *topo)
{
    int weight = hwloc_bitmap_weight(topo->allowed);
    if (weight < 1 || (uint32_t)weight > CPUS_MAX)
        return -1;
    topo->orders.cpus = (uint32_t)weight;
    topo->orders.compact = calloc(topo->orders.cpus, sizeof *topo->orders.compact);
    topo->orders.scatter = calloc(topo->orders.cpus, sizeof *topo->orders.scatter);
    if (!topo->orders.compact || !topo->orders.scatter)
        return -1;
    order_compact(topo, hwloc_get_root_obj(topo->hwloc), topo->orders.compact);
    find_widest_core(topo);
    return order_scatter(topo);
}

/* ---- loading ---- */

/* The allowed set of an outer taskset: hwloc does not look at it by itself. Where the OS cannot tell, all are
 * allowed. */
static int allow_affinity(struct topo *topo, char reason[REASON_MAX])
{
    uint32_t *cpus = calloc(CPUS_MAX, sizeof *cpus);
    hwloc_bitmap_t ours = hwloc_bitmap_alloc();
    int result = -1;
    if (!cpus || !ours) {
        explain(reason, "out of memory for the topology");
    } else {
        int count = plat_cpus_allowed(cpus, CPUS_MAX);
        for (int i = 0; i < count; i++)
            hwloc_bitmap_set(ours, cpus[i]);
        if (count > 0)
            hwloc_bitmap_and(topo->allowed, topo->allowed, ours);
        result = count >= 0 || count == -PLAT_ENOTSUP
                     ? 0
                     : explain(reason, "the CPUs allowed cannot be read: %s", plat_error_text(count));
    }
    hwloc_bitmap_free(ours);
    free(cpus);
    return result;
}

static int allow_list(struct topo *topo, const char *list, char reason[REASON_MAX])
{
    hwloc_bitmap_t given = hwloc_bitmap_alloc();
    if (!given)
        return explain(reason, "out of memory for the topology");
    int result = hwloc_bitmap_list_sscanf(given, list);
    hwloc_bitmap_and(topo->allowed, topo->allowed, given);
    hwloc_bitmap_free(given);
    return result == 0 ? 0 : explain(reason, "not a list of CPUs: %.80s", list);
}

/* Nothing that names this very machine may get into a run folder: only these facts of the root object are
 * kept. */
static void forget_names(hwloc_topology_t hwloc)
{
    static const char *const kept[] = {"Backend",      "OSName",         "OSRelease",   "Architecture",
                                       "hwlocVersion", "DMIProductName", "DMISysVendor"};
    hwloc_obj_t root = hwloc_get_root_obj(hwloc);
    for (uint32_t i = 0; i < root->infos_count; i++) {
        int keep = 0;
        for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
            keep |= strcmp(root->infos[i].name, kept[k]) == 0;
        if (!keep)
            root->infos[i].value[0] = '\0';
    }
}

/* hwloc has been told where to look: discovers, and works out what is allowed and in which orders. */
static int discover(struct topo *topo, int ours, const char *list, char reason[REASON_MAX])
{
    if (hwloc_topology_load(topo->hwloc) != 0)
        return explain(reason, "hwloc cannot read the topology: %s", strerror(errno));
    forget_names(topo->hwloc);
    topo->allowed = hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(topo->hwloc));
    if (!topo->allowed)
        return explain(reason, "out of memory for the topology");
    if (ours && allow_affinity(topo, reason) != 0)
        return -1;
    if (list && allow_list(topo, list, reason) != 0)
        return -1;
    hwloc_bitmap_and(topo->allowed, topo->allowed, hwloc_get_root_obj(topo->hwloc)->cpuset);
    if (hwloc_bitmap_iszero(topo->allowed))
        return explain(reason, "no CPU of this topology is allowed");
    return order(topo) == 0 ? 0 : explain(reason, "out of memory for the topology");
}

static struct topo *load(struct topo *topo, int ours, const char *list, char reason[REASON_MAX])
{
    if (discover(topo, ours, list, reason) == 0)
        return topo;
    topo_free(topo);
    return NULL;
}

static struct topo *blank(char reason[REASON_MAX])
{
    struct topo *topo = calloc(1, sizeof *topo);
    if (topo && hwloc_topology_init(&topo->hwloc) == 0)
        return topo;
    free(topo);
    explain(reason, "out of memory for the topology");
    return NULL;
}

struct topo *topo_load(char reason[REASON_MAX])
{
    struct topo *topo = blank(reason);
    if (topo)
        topo->orders.unbound = plat_cpu_pin_unsupported();
    return topo ? load(topo, 1, NULL, reason) : NULL;
}

struct topo *topo_load_synthetic(const char *description, const char *allowed, char reason[REASON_MAX])
{
    struct topo *topo = blank(reason);
    if (!topo)
        return NULL;
    if (hwloc_topology_set_synthetic(topo->hwloc, description) == 0)
        return load(topo, 0, allowed, reason);
    explain(reason, "not a synthetic topology: %.80s", description);
    topo_free(topo);
    return NULL;
}

struct topo *topo_load_xml(const char *path, const char *allowed, char reason[REASON_MAX])
{
    struct topo *topo = blank(reason);
    if (!topo)
        return NULL;
    if (hwloc_topology_set_xml(topo->hwloc, path) == 0)
        return load(topo, 0, allowed, reason);
    explain(reason, "not a topology: %.120s: %s", path, strerror(errno));
    topo_free(topo);
    return NULL;
}

void topo_free(struct topo *topo)
{
    if (!topo)
        return;
    hwloc_bitmap_free(topo->allowed);
    hwloc_topology_destroy(topo->hwloc);
    free(topo->orders.compact);
    free(topo->orders.scatter);
    free(topo);
}

int topo_export(const struct topo *topo, const char *path, char reason[REASON_MAX])
{
    if (hwloc_topology_export_xml(topo->hwloc, path, 0) == 0)
        return 0;
    return explain(reason, "%.120s: %s", path, strerror(errno));
}
