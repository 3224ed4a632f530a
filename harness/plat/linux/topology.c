/* SPDX-License-Identifier: MIT */
/* Where each CPU lies, from /sys. */
#include "../posix/error.h"

#include <stdio.h>

#define CPU       "/sys/devices/system/cpu/cpu"
#define CPUS_MAX  8192u
#define NODES_MAX 256u

static int64_t number_at(uint32_t cpu, const char *name)
{
    char path[128];
    long long number = -1;
    snprintf(path, sizeof path, CPU "%u/%s", cpu, name);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return -1;
    int got = fscanf(file, "%lld", &number);
    fclose(file);
    return got == 1 ? number : -1;
}

/* The folder cpuN/nodeM is there for the node M that it lies in. */
static int64_t node_of(uint32_t cpu)
{
    char path[128];
    for (uint32_t node = 0; node < NODES_MAX; node++) {
        snprintf(path, sizeof path, CPU "%u/node%u/cpulist", cpu, node);
        FILE *file = fopen(path, "re");
        if (file == NULL)
            continue;
        fclose(file);
        return node;
    }
    return -1;
}

int plat_places_read(struct plat_place *places, uint32_t room)
{
    uint32_t count = 0;
    for (uint32_t cpu = 0; cpu < CPUS_MAX; cpu++) {
        const int64_t core = number_at(cpu, "topology/core_id");
        if (core < 0)
            continue;
        if (count++ < room)
            places[count - 1] = (struct plat_place){.cpu = cpu,
                                                    .package = number_at(cpu, "topology/physical_package_id"),
                                                    .node = node_of(cpu),
                                                    .cache = number_at(cpu, "cache/index3/id"),
                                                    .core = core};
    }
    return count > 0 ? (int)count : -PLAT_ENOTSUP;
}
