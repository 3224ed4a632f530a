/* SPDX-License-Identifier: MIT */
/* A program that is not ours took the stamps: they are looked at. */
#include <inttypes.h>
#include <string.h>

#include "runtime.h"

static const char *out_of_order(const struct tvp_stamps *at)
{
    if (at->call == 0 || at->called < at->call)
        return "CALLED before CALL";
    if (at->enter < at->call)
        return "ENTER before CALL";
    if (at->ready < at->enter)
        return "READY before ENTER";
    if (at->leave < at->ready)
        return "LEAVE before READY";
    return at->joined < at->leave || at->joined < at->called ? "JOINED before LEAVE" : NULL;
}

static int invalid(struct tvp_trial *trial, uint32_t worker, uint32_t start, const char *what)
{
    tvp_fail_trial(trial, "worker %" PRIu32 ", start %" PRIu32 ": %s", worker, start, what);
    trial->map->status = STATUS_INVALID;
    return -1;
}

int runtime_check(struct tvp_trial *trial)
{
    const struct map_head *map = trial->map;
    for (uint32_t start = 0; start < map->starts; start++)
        for (uint32_t i = 0; i < map->workers; i++) {
            const char *what = out_of_order(map_stamps_at(map, start, i));
            if (what != NULL)
                return invalid(trial, i, start, what);
        }
    for (uint32_t i = 0; i < map->workers; i++) {
        const struct map_worker *worker = map_worker_at(map, i);
        const struct tvp_stamps *last = map_stamps_at(map, map->starts - 1, i);
        if (worker->go < last->ready || worker->done < worker->go || worker->done > last->leave)
            return invalid(trial, i, map->starts - 1, "GO and DONE outside READY to LEAVE");
        if (map->kind != TVP_KIND_PILOT && worker->ops != map->ops)
            return invalid(trial, i, map->starts - 1, "other ops than were planned");
    }
    return 0;
}
