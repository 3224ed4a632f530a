/* SPDX-License-Identifier: MIT */
/* Which CPUs there are, which of them we may use, and which one each worker gets under a placement. The only
 * user of hwloc, which costs 8 to 11 ms and dirties the heap: the controller's alone. All choices are
 * deterministic: the same topology and allowed set give the same CPUs. */
#ifndef TVP_TOPO_H
#define TVP_TOPO_H

#include "../core/plan.h"

struct topo;

/* Each returns a topology that the caller frees with topo_free, or NULL with one line in `reason`.
 * topo_load: this machine, and the CPUs that both the system and an outer taskset or cpuset leave to us.
 * The others are for machines that we do not have; `allowed` is a list such as "0-3,8", NULL for all CPUs. */
struct topo *topo_load(char reason[REASON_MAX]);
struct topo *topo_load_synthetic(const char *description, const char *allowed, char reason[REASON_MAX]);
struct topo *topo_load_xml(const char *path, const char *allowed, char reason[REASON_MAX]);
void topo_free(struct topo *topo);

/* How many CPUs (hardware threads) we may use: N. At least 1. */
uint32_t topo_cpus(const struct topo *topo);

/* Why no worker can be bound to a CPU here; NULL: it can. Otherwise all placements but `none` are
 * unsupported. */
const char *topo_unbound(const struct topo *topo);
/* Chooses the CPU of each worker, by OS index, into cpus[0 .. workers - 1] (not touched for PLACE_NONE).
 *   PLACE_SAME_CPU   all on one: the last allowed, as the first takes most interrupts
 *   PLACE_SAME_CORE  the hardware threads of one core: of the last allowed core that has most of them
 *   PLACE_COMPACT    neighbours first: all hardware threads of a core, then the next core
 *   PLACE_SCATTER    as far apart as can be: packages, then NUMA nodes and caches, then cores, then hardware
 * threads PLACE_NONE       bound to nothing With more workers than CPUs to choose from, the choice begins
 * again; *oversubscribed is then 1, else 0 (PLACE_NONE: more workers than N). Returns 0, or -1 with `reason`:
 * unsupported here. */
int topo_place(const struct topo *topo, uint32_t placement, uint32_t workers, uint32_t *cpus,
               int *oversubscribed, char reason[REASON_MAX]);

/* An allowed CPU that none of the `workers` CPUs is, for creator=other: the last such, by OS index.
 * MAP_NO_CPU when there is none. `cpus` NULL (PLACE_NONE): the last allowed. */
uint32_t topo_cpu_apart(const struct topo *topo, const uint32_t *cpus, uint32_t workers);

/* Writes the topology as hwloc's XML. 0, or -1 with `reason`. */
int topo_export(const struct topo *topo, const char *path, char reason[REASON_MAX]);

#endif
