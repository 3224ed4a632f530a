/* SPDX-License-Identifier: MIT */
/* In which kinds of trials a cell takes part: of time, of memory. */
#include "spec_kinds.h"

#include <string.h>

#include "option_values.h"

int probe_is_of_memory(const struct tvp_probe *probe)
{
    return probe->kinds == 1u << TVP_KIND_MEMORY;
}

int probe_is_asked_for(const char *list, const char *name)
{
    char item[TVP_PATH_MAX], why[REASON_MAX];
    while (*list && next_item(&list, item, why) > 0)
        if (strcmp(item, name) == 0)
            return 1;
    return 0;
}

static int asks_for_memory(const char *probes)
{
    for (const struct tvp_probe *const *at = tvp_probes; *at; at++)
        if (probe_is_of_memory(*at) && probe_is_asked_for(probes, (*at)->name))
            return 1;
    return 0;
}

uint32_t cell_kinds(const struct request *request, const struct cell *cell)
{
    uint32_t kinds = 0;
    for (uint32_t i = 0; i < request->kinds.count; i++)
        kinds |= 1u << request->kinds.item[i];
    if (kinds)
        return kinds;
    kinds = 1u << TVP_KIND_TIME;
    if (cell->data_bytes || cell->factors[FACTOR_SCRATCH] || asks_for_memory(request->probes))
        kinds |= 1u << TVP_KIND_MEMORY;
    return kinds;
}
