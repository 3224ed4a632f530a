/* SPDX-License-Identifier: MIT */
/* A user's workload in the trial: loaded by its parent before anything is prepared, which threads and forks
 * then have, and by a fresh worker off the clock. */
#include "../core/plugin.h"

#include <stdio.h>

#include "../core/file_hash.h"
#include "trial.h"

static void nothing(struct tvp_worker *worker, uint64_t ops)
{
    (void)worker;
    (void)ops;
}

const struct tvp_workload trial_workload_later = {.name = "later", .run = nothing};

int trial_load(const struct map_head *map, int now, const char **why)
{
    static char said[REASON_MAX];
    uint64_t hash = 0;
    *why = said;
    if (map->load_path[0] == '\0' || !now)
        return 0;
    if (file_hash(map->load_path, &hash) != 0 || hash != map->load_hash) {
        *why = "the file has changed since the run began";
        return -1;
    }
    return plugin_load(map->load_path, said) != NULL ? 0 : -1;
}

int trial_load_late(struct tvp_worker *worker)
{
    struct tvp_trial *trial = worker->trial;
    const char *why;
    if (trial->workload != &trial_workload_later)
        return 0;
    if (trial_load(trial->map, 1, &why) != 0)
        return tvp_fail(worker, "%s cannot be loaded: %s", trial->map->workload, why);
    trial->workload = workload_find(trial->map->workload);
    if (trial->workload == NULL)
        return tvp_fail(worker, "the library has no workload %s any more", trial->map->workload);
    return 0;
}

int look_main(int argc, char **argv)
{
    char why[REASON_MAX];
    if (argc != 3) {
        fprintf(stderr, "tvp-trial: look FILE\n");
        return 2;
    }
    if (plugin_check(argv[2], why) == 0)
        return 0;
    fprintf(stderr, "%s\n", why);
    return 1;
}
