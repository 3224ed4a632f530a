/* SPDX-License-Identifier: MIT */
/* The topology without hwloc: what the system tells of each CPU, or that there is one of each index and no
 * more. Takes the place of topo.c in builds with TOPO=native; other machines' topologies cannot be loaded
 * then. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "orders.h"

#define CPUS_MAX 65536u

struct topo {
    struct topo_orders orders;
    struct plat_place *places; /* of the allowed CPUs */
};

static struct topo *refuse(char reason[REASON_MAX], const char *what, const char *why)
{
    snprintf(reason, REASON_MAX, "%s%s%s", what, why[0] ? ": " : "", why);
    return NULL;
}

/* Keeps those of `count` places whose CPU is among the allowed; one that the system does not place is a core
 * of its own.
 */
static void keep_allowed(struct plat_place *places, int count, const uint32_t *allowed,
                         uint32_t allowed_count, struct plat_place *kept)
{
    for (uint32_t i = 0; i < allowed_count; i++) {
        kept[i] = (struct plat_place){.cpu = allowed[i], .package = -1, .node = -1, .cache = -1};
        kept[i].core = allowed[i];
        for (int p = 0; p < count; p++)
            if (places[p].cpu == allowed[i])
                kept[i] = places[p];
    }
}

static int fill(struct topo *topo)
{
    uint32_t *allowed = calloc(CPUS_MAX, sizeof *allowed);
    struct plat_place *all = calloc(CPUS_MAX, sizeof *all);
    int count = allowed && all ? plat_cpus_allowed(allowed, CPUS_MAX) : -PLAT_ENOMEM, result = -1;
    if (count > (int)CPUS_MAX)
        count = (int)CPUS_MAX;
    int told = count > 0 ? plat_places_read(all, CPUS_MAX) : 0;
    if (count > 0)
        topo->places = calloc((size_t)count, sizeof *topo->places);
    if (topo->places) {
        keep_allowed(all, told > (int)CPUS_MAX ? (int)CPUS_MAX : told, allowed, (uint32_t)count,
                     topo->places);
        result = topo_order(&topo->orders, topo->places, (uint32_t)count);
    }
    free(allowed);
    free(all);
    return count < 0 ? count : count == 0 ? -PLAT_ENOTSUP : result == 0 ? 0 : -PLAT_ENOMEM;
}

struct topo *topo_load(char reason[REASON_MAX])
{
    struct topo *topo = calloc(1, sizeof *topo);
    int error = topo ? fill(topo) : -PLAT_ENOMEM;
    if (error == 0) {
        topo->orders.unbound = plat_cpu_pin_unsupported();
        return topo;
    }
    topo_free(topo);
    return refuse(reason, "the CPUs allowed cannot be read", plat_error_text(error));
}

struct topo *topo_load_synthetic(const char *description, const char *allowed, char reason[REASON_MAX])
{
    (void)description;
    (void)allowed;
    return refuse(reason, "this build has no hwloc", "");
}

struct topo *topo_load_xml(const char *path, const char *allowed, char reason[REASON_MAX])
{
    (void)path;
    (void)allowed;
    return refuse(reason, "this build has no hwloc", "");
}

void topo_free(struct topo *topo)
{
    if (!topo)
        return;
    topo_orders_free(&topo->orders);
    free(topo->places);
    free(topo);
}

/* No hwloc will read it, but whoever looks at the run finds what placements were chosen from. */
int topo_export(const struct topo *topo, const char *path, char reason[REASON_MAX])
{
    FILE *file = fopen(path, "wb");
    if (file) {
        fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cpus source=\"the system, without hwloc\">\n",
              file);
        for (uint32_t i = 0; i < topo->orders.cpus; i++) {
            const struct plat_place *at = &topo->places[i];
            fprintf(file,
                    "  <cpu os_index=\"%" PRIu32 "\" package=\"%" PRId64 "\" node=\"%" PRId64
                    "\" cache=\"%" PRId64 "\" core=\"%" PRId64 "\"/>\n",
                    at->cpu, at->package, at->node, at->cache, at->core);
        }
        fputs("</cpus>\n", file);
    }
    const int failed = !file || ferror(file);
    if ((!file || fclose(file) == 0) && !failed)
        return 0;
    refuse(reason, path, "cannot be written");
    return -1;
}
