/* SPDX-License-Identifier: MIT */
/* The words of a plan, and the end of one. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

const char *placement_name(uint32_t placement)
{
    static const char *const words[] = {"same-cpu", "same-core", "compact", "scatter", "none"};
    return placement < PLACE_COUNT ? words[placement] : "unknown";
}

const char *pages_name(uint32_t pages)
{
    return pages == PLAT_PAGES_4K ? "4k" : pages == PLAT_PAGES_THP ? "thp" : "unknown";
}

const char *creator_name(uint32_t creator)
{
    return creator == CREATOR_SAME ? "same" : creator == CREATOR_OTHER ? "other" : "unknown";
}

const char *arm_name(uint32_t arm)
{
    static const char *const words[] = {"", "a", "b", "reference"};
    return arm < ARM_COUNT ? words[arm] : "";
}

int plan_has_arms(const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].arm == ARM_A || plan->cells[i].arm == ARM_B)
            return 1;
    return 0;
}

uint64_t cell_extra_ops(const struct cell *cell, uint64_t batch)
{
    const uint64_t million = 1000000, ppm = cell->extra_ppm;
    return batch / million * ppm + (batch % million * ppm + million / 2) / million;
}

int cell_copy(struct cell *to, const struct cell *from, uint32_t id, enum arm arm)
{
    *to = *from;
    to->id = id;
    to->arm = arm;
    to->cpus = from->cpus ? calloc(from->workers, sizeof *to->cpus) : NULL;
    if (from->cpus && !to->cpus)
        return -1;
    if (from->cpus)
        memcpy(to->cpus, from->cpus, from->workers * sizeof *to->cpus);
    return 0;
}

void plan_free(struct plan *plan)
{
    for (uint32_t i = 0; i < plan->cell_count; i++)
        free(plan->cells[i].cpus);
    free(plan->cells);
    plan->cells = NULL;
    plan->cell_count = 0;
}

uint32_t plan_runnable(const struct plan *plan, uint32_t kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < plan->cell_count; i++)
        if (!plan->cells[i].unsupported[0] && (plan->cells[i].kinds & 1u << kind))
            count++;
    return count;
}

uint32_t plan_blocks(const struct plan *plan, uint32_t kind)
{
    return kind == TVP_KIND_MEMORY ? plan->blocks_memory : plan->blocks_time;
}

uint32_t cell_blocks(const struct plan *plan, const struct cell *cell, uint32_t kind)
{
    if (!(cell->kinds >> kind & 1u))
        return 0;
    return cell->blocks[kind] ? cell->blocks[kind] : plan_blocks(plan, kind);
}
