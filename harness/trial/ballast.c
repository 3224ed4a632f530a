/* SPDX-License-Identifier: MIT */
/* What the parent is loaded with beside heap and data, before its first start. */
#include <stdlib.h>

#include "../core/map.h"
#include "trial.h"

/* Every library that a fresh image is to load has it in its path. */
#define LIBRARY_MARK "/libtvp-"

static int failed(struct tvp_trial *trial, enum factor_id id, int error)
{
    return tvp_fail_trial(trial, "no %llu %s: %s", (unsigned long long)trial->map->factors[id],
                          factors[id].name, plat_error_text(error));
}

static void *sleep_on(void *word)
{
    for (;;)
        plat_wait(word, 0, 0);
    return NULL;
}

/* They sleep until the process ends. */
static int threads_make(uint64_t count)
{
    static uint32_t never;
    struct plat_task *tasks = count ? calloc(count, sizeof *tasks) : NULL;
    int error = count && !tasks ? -PLAT_ENOMEM : 0;
    for (uint64_t i = 0; error == 0 && i < count; i++)
        error = plat_thread_start(&tasks[i], sleep_on, &never);
    return error;
}

static int libraries_check(struct tvp_trial *trial, uint64_t count)
{
    const int64_t found = count ? plat_libraries_loaded(LIBRARY_MARK) : 0;
    if (found == (int64_t)count)
        return 0;
    tvp_fail_trial(trial, "the image has loaded %lld of the %llu libraries: is it linked statically?",
                   (long long)(found < 0 ? 0 : found), (unsigned long long)count);
    trial->map->status = STATUS_INVALID;
    return -1;
}

int ballast_make(struct tvp_trial *trial)
{
    const uint64_t *factor = trial->map->factors;
    int error = plat_mappings_make(factor[FACTOR_MAPPINGS]);
    if (error < 0)
        return failed(trial, FACTOR_MAPPINGS, error);
    error = plat_descriptors_make(factor[FACTOR_DESCRIPTORS]);
    if (error < 0)
        return failed(trial, FACTOR_DESCRIPTORS, error);
    error = threads_make(factor[FACTOR_THREADS]);
    if (error < 0)
        return failed(trial, FACTOR_THREADS, error);
    return libraries_check(trial, factor[FACTOR_LIBRARIES]);
}
