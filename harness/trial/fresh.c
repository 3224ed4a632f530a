/* SPDX-License-Identifier: MIT */
/* A worker in a fresh image: takes up the mapping by its inherited handle, then is a worker like any other.
 */
#include <stdio.h>
#include <stdlib.h>

#include "trial.h"

int worker_main(int argc, char **argv, uint64_t enter_ns)
{
    static struct tvp_trial trial;
    if (argc != 4) {
        fprintf(stderr, "tvp-trial: worker START INDEX\n");
        return 2;
    }
    const unsigned long start = strtoul(argv[2], NULL, 10), index = strtoul(argv[3], NULL, 10);
    int code = trial_attach(&trial, 0);
    if (code != 0)
        return code;
    if (start >= trial.map->starts || index >= trial.map->workers) {
        fprintf(stderr, "tvp-trial: no worker %lu of crew %lu in this trial\n", index, start);
        return 2;
    }
    plat_ignore_broken_channels();
    return tvp_worker_enter(&trial, (uint32_t)start, (uint32_t)index, enter_ns);
}
