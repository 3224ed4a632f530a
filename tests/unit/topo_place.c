/* SPDX-License-Identifier: MIT */
/* Which CPUs the placements choose, on machines that we do not have. */
#include "../../harness/topo/topo.h"

#include <criterion/criterion.h>
#include <string.h>

#define SAVED "tests/unit/topologies/"

/* `machine`: a file of tests/unit/topologies/ or a synthetic description. */
struct example {
    const char *machine, *allowed;
    uint32_t placement, workers;
    const char *cpus; /* expected, "0 2 4"; NULL: unsupported */
    int oversubscribed;
};

static struct topo *load(const char *machine, const char *allowed)
{
    char reason[REASON_MAX] = "", path[256];
    snprintf(path, sizeof path, SAVED "%s", machine);
    struct topo *topo = strstr(machine, ".xml") ? topo_load_xml(path, allowed, reason)
                                                : topo_load_synthetic(machine, allowed, reason);
    cr_assert_not_null(topo, "%s: %s", machine, reason);
    return topo;
}

static void check(const struct example *example)
{
    uint32_t cpus[TVP_WORKERS_MAX];
    char reason[REASON_MAX] = "", got[1024] = "";
    int oversubscribed = -1;
    struct topo *topo = load(example->machine, example->allowed);
    int result = topo_place(topo, example->placement, example->workers, cpus, &oversubscribed, reason);
    topo_free(topo);
    if (!example->cpus) {
        cr_expect_eq(result, -1, "%s: placement %u should not be supported", example->machine,
                     example->placement);
        cr_expect_neq(reason[0], '\0', "a refusal has a reason");
        return;
    }
    cr_assert_eq(result, 0, "%s: %s", example->machine, reason);
    for (uint32_t i = 0, at = 0; i < example->workers; i++)
        at += (uint32_t)snprintf(got + at, sizeof got - at, i ? " %u" : "%u", cpus[i]);
    cr_expect_str_eq(got, example->cpus, "%s (%s) placement %u, %u workers: %s, not %s", example->machine,
                     example->allowed ? example->allowed : "all", example->placement, example->workers, got,
                     example->cpus);
    cr_expect_eq(oversubscribed, example->oversubscribed, "%s placement %u, %u workers: oversubscribed %d",
                 example->machine, example->placement, example->workers, oversubscribed);
}

#define CHECK_ALL(examples)                                                                                  \
    for (size_t i = 0; i < sizeof(examples) / sizeof *(examples); i++)                                       \
    check(&(examples)[i])

Test(topo, same_cpu)
{
    static const struct example examples[] = {
        {"package:2 core:4 pu:2", NULL, PLACE_SAME_CPU, 3, "15 15 15", 1},
        {"package:2 core:4 pu:2", NULL, PLACE_SAME_CPU, 1, "15", 0},
        {"package:2 core:4 pu:2", "0-3", PLACE_SAME_CPU, 2, "3 3", 1},
        {"core:1 pu:1", NULL, PLACE_SAME_CPU, 2, "0 0", 1},
        {"cpuset.xml", NULL, PLACE_SAME_CPU, 2, "11 11", 1},
        {"interleaved.xml", NULL, PLACE_SAME_CPU, 1, "31", 0},
    };
    CHECK_ALL(examples);
}

Test(topo, same_core)
{
    static const struct example examples[] = {
        {"package:2 core:4 pu:2", NULL, PLACE_SAME_CORE, 2, "14 15", 0},
        {"package:2 core:4 pu:2", NULL, PLACE_SAME_CORE, 5, "14 15 14 15 14", 1},
        {"package:1 core:2 pu:4", NULL, PLACE_SAME_CORE, 4, "4 5 6 7", 0},
        /* the last core is cut in half by the allowed set: the one before it has most */
        {"package:1 core:4 pu:2", "0-6", PLACE_SAME_CORE, 2, "4 5", 0},
        {"hybrid.xml", NULL, PLACE_SAME_CORE, 2, "6 7", 0},
        {"interleaved.xml", NULL, PLACE_SAME_CORE, 2, "15 31", 0},
        {"cpuset.xml", NULL, PLACE_SAME_CORE, 2, "10 11", 0},
        {"numa.xml", NULL, PLACE_SAME_CORE, 2, NULL, 0},
        {"package:1 core:4 pu:2", "0,2,4,6", PLACE_SAME_CORE, 2, NULL, 0},
        {"core:2 pu:1", NULL, PLACE_SAME_CORE, 1, NULL, 0},
    };
    CHECK_ALL(examples);
}

Test(topo, compact)
{
    static const struct example examples[] = {
        {"package:2 core:4 pu:2", NULL, PLACE_COMPACT, 4, "0 1 2 3", 0},
        {"package:2 core:2 pu:1", NULL, PLACE_COMPACT, 6, "0 1 2 3 0 1", 1},
        {"package:2 core:4 pu:2", "3-5,9", PLACE_COMPACT, 4, "3 4 5 9", 0},
        {"interleaved.xml", NULL, PLACE_COMPACT, 10, "0 16 4 20 8 24 12 28 1 17", 0},
        {"unequal-packages.xml", NULL, PLACE_COMPACT, 9, "0 1 6 7 8 9 10 11 0", 1},
        {"hybrid.xml", NULL, PLACE_COMPACT, 12, "0 1 2 3 4 5 6 7 8 10 12 14", 0},
        {"cpuset.xml", NULL, PLACE_COMPACT, 8, "4 5 6 7 8 9 10 11", 0},
    };
    CHECK_ALL(examples);
}

Test(topo, scatter)
{
    static const struct example examples[] = {
        {"package:2 core:2 pu:2", NULL, PLACE_SCATTER, 9, "0 4 2 6 1 5 3 7 0", 1},
        {"two-packages.xml", NULL, PLACE_SCATTER, 16, "0 8 4 12 2 10 6 14 1 9 5 13 3 11 7 15", 0},
        {"numa.xml", NULL, PLACE_SCATTER, 6, "0 8 4 12 1 9", 0},
        {"interleaved.xml", NULL, PLACE_SCATTER, 6, "0 1 2 3 4 5", 0},
        {"interleaved.xml", NULL, PLACE_SCATTER, 18, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", 0},
        /* a free core in the other package comes before a hardware thread next to a busy one */
        {"unequal-packages.xml", NULL, PLACE_SCATTER, 8, "0 6 8 10 1 7 9 11", 0},
        {"hybrid.xml", NULL, PLACE_SCATTER, 12, "0 2 4 6 8 10 12 14 1 3 5 7", 0},
        {"cpuset.xml", NULL, PLACE_SCATTER, 4, "4 8 6 10", 0},
        {"package:2 core:4 pu:2", "1,3,9", PLACE_SCATTER, 3, "1 9 3", 0},
    };
    CHECK_ALL(examples);
}

Test(topo, none_chooses_nothing)
{
    uint32_t cpus[2] = {77, 78};
    char reason[REASON_MAX];
    int oversubscribed = -1;
    struct topo *topo = load("core:2 pu:1", NULL);
    cr_assert_eq(topo_place(topo, PLACE_NONE, 2, cpus, &oversubscribed, reason), 0);
    cr_expect(cpus[0] == 77 && cpus[1] == 78);
    cr_expect_eq(oversubscribed, 0);
    cr_assert_eq(topo_place(topo, PLACE_NONE, 3, NULL, &oversubscribed, reason), 0);
    cr_expect_eq(oversubscribed, 1);
    topo_free(topo);
}

/* Every placement uses each allowed CPU once before any twice. */
Test(topo, each_cpu_once)
{
    static const char *const machines[] = {
        "two-packages.xml", "hybrid.xml", "unequal-packages.xml",  "numa.xml",
        "interleaved.xml",  "cpuset.xml", "package:4 core:16 pu:2"};
    for (size_t m = 0; m < sizeof machines / sizeof *machines; m++) {
        struct topo *topo = load(machines[m], NULL);
        for (uint32_t placement = PLACE_COMPACT; placement <= PLACE_SCATTER; placement++) {
            uint32_t cpus[TVP_WORKERS_MAX], seen[TVP_WORKERS_MAX] = {0}, count = topo_cpus(topo);
            char reason[REASON_MAX];
            int oversubscribed;
            cr_assert_eq(topo_place(topo, placement, count, cpus, &oversubscribed, reason), 0);
            cr_expect_eq(oversubscribed, 0);
            for (uint32_t i = 0; i < count; i++)
                cr_expect(cpus[i] < TVP_WORKERS_MAX && seen[cpus[i]]++ == 0, "%s: CPU %u twice", machines[m],
                          cpus[i]);
        }
        topo_free(topo);
    }
}

Test(topo, cpu_apart)
{
    uint32_t two[] = {7, 6}, all[] = {0, 1, 2, 3, 4, 5, 6, 7};
    struct topo *topo = load("package:2 core:2 pu:2", NULL);
    cr_expect_eq(topo_cpu_apart(topo, two, 2), 5);
    cr_expect_eq(topo_cpu_apart(topo, NULL, 2), 7);
    cr_expect_eq(topo_cpu_apart(topo, all, 8), MAP_NO_CPU);
    topo_free(topo);
    topo = load("package:2 core:2 pu:2", "1,7");
    cr_expect_eq(topo_cpu_apart(topo, two, 1), 1);
    topo_free(topo);
}
