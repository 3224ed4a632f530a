/* SPDX-License-Identifier: MIT */
/* Which cells are the same, which cannot run here, and why. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "plugin.h"
#include "runtimes.h"
#include "spec.h"

static uint64_t mix(uint64_t hash, const void *from, size_t bytes)
{
    for (const unsigned char *at = from; bytes--; at++)
        hash = (hash ^ *at) * 0x100000001b3u; /* FNV-1a */
    return hash;
}

/* What is in a result's key, as plain numbers. */
#define KEY_WORDS (13 + FACTOR_COUNT)
static void key_of(const struct cell *cell, uint64_t key[KEY_WORDS])
{
    key[0] = (uintptr_t)cell->workload;
    key[1] = (uintptr_t)cell->model;
    key[2] = cell->sharing;
    key[3] = cell->workers;
    key[4] = cell->placement;
    key[5] = cell->data_bytes;
    key[6] = cell->heap_bytes;
    key[7] = cell->write_percent;
    key[8] = cell->pages;
    key[9] = cell->starts;
    key[10] = cell->creator;
    key[11] = cell->lifetime;
    key[12] = cell->task_ns;
    memcpy(&key[13], cell->factors, sizeof cell->factors);
}

uint64_t cell_hash(const struct cell *cell)
{
    uint64_t key[KEY_WORDS];
    key_of(cell, key);
    const uint64_t hash = mix(mix(0xcbf29ce484222325u, key, sizeof key), cell->params, sizeof cell->params);
    return mix(hash, cell->model_params, sizeof cell->model_params);
}

int cell_same(const struct cell *a, const struct cell *b)
{
    uint64_t key_a[KEY_WORDS], key_b[KEY_WORDS];
    key_of(a, key_a);
    key_of(b, key_b);
    return memcmp(key_a, key_b, sizeof key_a) == 0 && memcmp(a->params, b->params, sizeof a->params) == 0 &&
           memcmp(a->model_params, b->model_params, sizeof a->model_params) == 0;
}

const char *cell_model_refuses(const struct cell *cell)
{
    const char *why = model_refused(cell->model);
    if (!why && cell->workload->needs & TVP_IS_COMMAND)
        why = command_model_refuses(cell->model);
    if (why)
        return why;
    if (cell->model->sharings && !(cell->model->sharings >> cell->sharing & 1u))
        return "this model cannot hand the data over that way";
    return pair_unsupported(cell->model, cell->sharing);
}

/* What the parent of another language's runtime does not do. */
static const char *runtime_refuses(const struct cell *cell)
{
    if (cell->workload->sharings && !(cell->workload->sharings >> cell->sharing & 1u))
        return "its data cannot be handed over that way";
    if (cell->data_bytes && !(cell->workload->needs & TVP_NEEDS_DATA))
        return "it has no dataset: leave --data out";
    if (cell->lifetime != LIFETIME_TRIAL)
        return "workers of a runtime live through the trial";
    if (cell->pages != PLAT_PAGES_4K)
        return "a runtime's memory is its own: no --pages thp";
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        if (cell->factors[i] != factors[i].usual)
            return "a runtime's parent is as its program makes it";
    return NULL;
}

static const char *factors_unsupported(const struct cell *cell)
{
    const uint64_t *factor = cell->factors;
    const char *why = NULL;
    if (factor[FACTOR_MAPPINGS] || factor[FACTOR_DESCRIPTORS])
        why = plat_ballast_unsupported();
    if (!why && factor[FACTOR_LIBRARIES])
        why = plat_libraries_unsupported();
    if (!why && factor[FACTOR_LIBRARIES])
        why = factor_libraries(factor[FACTOR_LIBRARIES], NULL, 0);
    if (!why && factor[FACTOR_BURST] > 1 && cell->sharing == SHARING_COPY && cell->data_bytes)
        why = "a copy is sent to one worker at a time: no --burst with --sharing copy";
    return why;
}

const char *cell_unsupported(const struct cell *cell)
{
    if (cell->workload->unsupported)
        return cell->workload->unsupported;
    if (!runtime_matches(cell->workload, cell->model))
        return cell->workload->runtime ? "only the models of its own runtime play it"
                                       : "this model plays the workloads of its own runtime alone";
    if (cell->image[0] && plugin_is_own(cell->workload))
        return "it is loaded by tvp's own image alone, not by one of --image";
    const char *why = cell_model_refuses(cell);
    if (!why && cell->workload->runtime)
        why = runtime_refuses(cell);
    if (why)
        return why;
    if (cell->workload->needs & TVP_IS_COMMAND && (why = command_refuses(cell)) != NULL)
        return why;
    if ((cell->workload->needs & TVP_NEEDS_DATA) && !cell->data_bytes)
        return "needs a dataset: add --data SIZE";
    if ((cell->workload->needs & TVP_NEEDS_PAIRS) && cell->workers % 2)
        return "needs pairs of workers: an even number of --workers";
    if (cell->lifetime != LIFETIME_TRIAL && (cell->workload->needs & (TVP_NEEDS_PAIRS | TVP_NEEDS_COMPANY)))
        return "its workers work with each other, not at tasks of their own";
    if (cell->lifetime == LIFETIME_TASK && cell->kinds == 1u << TVP_KIND_MEMORY)
        return "its workers never hold still together, so that their memory cannot be looked at";
    if (cell->lifetime == LIFETIME_TASK && (cell->workload->needs & TVP_ONE_LIFE))
        return "its workers leave a state behind that none can take over";
    if (cell->sharing == SHARING_SERVER && (cell->workload->needs & TVP_NEEDS_DATA) &&
        !(cell->workload->needs & TVP_ASKS_FOR_DATA))
        return "it works on the dataset in its own memory";
    if (cell->workload->refuses && (why = cell->workload->refuses(cell->params)) != NULL)
        return why;
    if ((why = factors_unsupported(cell)) != NULL)
        return why;
    if (cell->heap_bytes || (cell->data_bytes && cell->sharing != SHARING_SHM))
        why = plat_pages_unsupported((enum plat_pages)cell->pages, 0);
    if (!why && cell->data_bytes && cell->sharing == SHARING_SHM)
        why = plat_pages_unsupported((enum plat_pages)cell->pages, 1);
    return why;
}

static int place_cell(struct cell *cell, const struct topo *topo, char *error)
{
    const char *why = cell_unsupported(cell);
    if (why) {
        snprintf(cell->unsupported, REASON_MAX, "%s", why);
        return 0;
    }
    uint32_t *cpus = NULL;
    const int can_pin = !(cell->model->provides & TVP_CANNOT_PIN);
    const char *unbound =
        can_pin ? topo_unbound(topo) : "this runtime cannot bind its workers to CPUs: only --placement none";
    if (unbound && cell->placement_is_free)
        cell->placement = PLACE_NONE;
    if (!can_pin && cell->placement != PLACE_NONE) {
        snprintf(cell->unsupported, REASON_MAX, "%s", unbound);
        return 0;
    }
    if (cell->placement != PLACE_NONE) {
        cpus = calloc(cell->workers, sizeof *cpus);
        if (!cpus) {
            snprintf(error, OPTION_ERROR_MAX, "out of memory");
            return -1;
        }
    }
    free(cell->cpus);
    cell->cpus = cpus;
    if (topo_place(topo, cell->placement, cell->workers, cpus, &cell->oversubscribed, cell->unsupported) !=
        0) {
        free(cell->cpus);
        cell->cpus = NULL;
        return 0;
    }
    cell->unsupported[0] = 0;
    cell->creator_cpu = MAP_NO_CPU;
    if (cell->creator == CREATOR_OTHER && unbound)
        snprintf(cell->unsupported, REASON_MAX, "creator=other: %s", unbound);
    else if (cell->creator == CREATOR_OTHER) {
        cell->creator_cpu = topo_cpu_apart(topo, cpus, cell->workers);
        if (cell->creator_cpu == MAP_NO_CPU)
            snprintf(cell->unsupported, REASON_MAX, "creator=other: every allowed CPU has a worker");
    }
    return 0;
}

int spec_place(struct cell *cells, uint32_t count, const struct topo *topo, char error[OPTION_ERROR_MAX])
{
    for (uint32_t i = 0; i < count; i++)
        if (place_cell(&cells[i], topo, error) != 0)
            return -1;
    return 0;
}

int spec_limit(struct cell *cells, uint32_t count, const struct limits *limits, int from_suite,
               char error[OPTION_ERROR_MAX])
{
    uint32_t runnable = 0, refused = 0;
    char why[REASON_MAX] = "", first[REASON_MAX] = "";
    for (uint32_t i = 0; i < count; i++) {
        if (cells[i].unsupported[0])
            continue;
        if (!limits_refuse(limits, &cells[i], from_suite ? 50 : 100, why)) {
            runnable++;
            continue;
        }
        memcpy(cells[i].unsupported, why, sizeof why);
        if (!first[0])
            memcpy(first, why, sizeof why);
        refused += (uint32_t)cells[i].named;
    }
    if (from_suite || !first[0] || (refused == 0 && runnable))
        return 0;
    snprintf(error, OPTION_ERROR_MAX, "%s", first);
    return -1;
}
