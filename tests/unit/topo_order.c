/* SPDX-License-Identifier: MIT */
/* The orders that are worked out from where each CPU lies are those that hwloc's objects give, on machines
 * that we do not have. */
#include <criterion/criterion.h>
#include <hwloc.h>
#include <stdlib.h>

#include "../../harness/topo/orders.h"

#define CPUS_MAX 256u

static int64_t above(hwloc_obj_t cpu, hwloc_obj_type_t type)
{
    hwloc_obj_t object = cpu;
    while (object && object->type != type)
        object = object->parent;
    return object ? (int64_t)object->logical_index : -1;
}

/* NUMA nodes hang beside the tree: the first whose CPUs hold this one. */
static int64_t node_of(hwloc_topology_t topology, hwloc_obj_t cpu)
{
    for (hwloc_obj_t node = NULL;
         (node = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_NUMANODE, node)) != NULL;)
        if (hwloc_bitmap_isset(node->cpuset, cpu->os_index))
            return (int64_t)node->logical_index;
    return -1;
}

static uint32_t read_places(const char *path, struct plat_place places[CPUS_MAX])
{
    hwloc_topology_t topology;
    uint32_t count = 0;
    cr_assert_eq(hwloc_topology_init(&topology), 0);
    cr_assert_eq(hwloc_topology_set_xml(topology, path), 0);
    cr_assert_eq(hwloc_topology_load(topology), 0);
    for (hwloc_obj_t cpu = NULL; (cpu = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, cpu)) != NULL;
         count++)
        places[count] = (struct plat_place){.cpu = cpu->os_index,
                                            .package = above(cpu, HWLOC_OBJ_PACKAGE),
                                            .node = node_of(topology, cpu),
                                            .cache = above(cpu, HWLOC_OBJ_L3CACHE),
                                            .core = above(cpu, HWLOC_OBJ_CORE)};
    hwloc_topology_destroy(topology);
    return count;
}

static void expect_same(const char *path)
{
    struct plat_place places[CPUS_MAX];
    struct topo_orders orders;
    uint32_t cpus[CPUS_MAX];
    int crowded;
    char reason[REASON_MAX];
    struct topo *topo = topo_load_xml(path, NULL, reason);
    cr_assert_not_null(topo, "%s", reason);
    const uint32_t count = read_places(path, places);
    cr_assert_eq(count, topo_cpus(topo));
    cr_assert_eq(topo_order(&orders, places, count), 0);
    cr_assert_eq(topo_place(topo, PLACE_COMPACT, count, cpus, &crowded, reason), 0);
    for (uint32_t i = 0; i < count; i++)
        cr_expect_eq(orders.compact[i], cpus[i], "%s: compact %u: %u, not %u", path, i, orders.compact[i],
                     cpus[i]);
    cr_assert_eq(topo_place(topo, PLACE_SCATTER, count, cpus, &crowded, reason), 0);
    for (uint32_t i = 0; i < count; i++)
        cr_expect_eq(orders.scatter[i], cpus[i], "%s: scatter %u: %u, not %u", path, i, orders.scatter[i],
                     cpus[i]);
    const int has_core = topo_place(topo, PLACE_SAME_CORE, orders.core_width, cpus, &crowded, reason) == 0;
    cr_expect_eq(has_core, orders.core_width >= 2);
    for (uint32_t i = 0; has_core && i < orders.core_width; i++)
        cr_expect_eq(orders.core[i], cpus[i], "%s: core %u", path, i);
    topo_orders_free(&orders);
    topo_free(topo);
}

Test(topo_order, agrees_with_hwloc)
{
    expect_same("tests/unit/topologies/two-packages.xml");
    expect_same("tests/unit/topologies/interleaved.xml");
    expect_same("tests/unit/topologies/unequal-packages.xml");
    expect_same("tests/unit/topologies/numa.xml");
    expect_same("tests/unit/topologies/hybrid.xml");
}

Test(topo_order, knows_cpus_of_which_nothing_is_told)
{
    const struct plat_place places[] = {{5, -1, -1, -1, 5}, {2, -1, -1, -1, 2}, {9, -1, -1, -1, 9}};
    struct topo_orders orders;
    cr_assert_eq(topo_order(&orders, places, 3), 0);
    for (uint32_t i = 0; i < 3; i++)
        cr_expect_eq(orders.compact[i], orders.scatter[i]);
    cr_expect_eq(orders.compact[0], 2);
    cr_expect_eq(orders.core_width, 1);
    topo_orders_free(&orders);
}

/* What this system tells of itself covers the CPUs that we may use. */
Test(topo_order, reads_this_machine)
{
    static struct plat_place places[4096];
    uint32_t allowed[4096];
    const int told = plat_places_read(places, 4096), count = plat_cpus_allowed(allowed, 4096);
    if (told == -PLAT_ENOTSUP)
        return; /* a container without /sys */
    cr_assert_gt(told, 0);
    for (int i = 0; i < count; i++) {
        int found = 0;
        for (int p = 0; p < told; p++)
            found += places[p].cpu == allowed[i];
        cr_expect_eq(found, 1, "CPU %u is told once", allowed[i]);
    }
}
