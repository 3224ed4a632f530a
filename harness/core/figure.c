/* SPDX-License-Identifier: MIT */
/* Takes a cell's main figure from the mapping of a trial. */
#include "figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../stats/quantile.h"

enum figure cell_figure(const struct cell *cell, uint32_t kind)
{
    return kind == TVP_KIND_MEMORY ? FIGURE_MEMORY : cell->starts > 1 ? FIGURE_ENTER : FIGURE_OP;
}

const char *figure_name(enum figure figure)
{
    static const char *const names[] = {"op_ns", "enter_ns", "family_pss_bytes"};
    return names[figure];
}

static uint32_t place_of(const char *name, const struct tvp_metric **metric)
{
    uint32_t place = 0;
    while ((*metric = metric_at(place, NULL)) != NULL && strcmp((*metric)->name, name) != 0)
        place++;
    return place;
}

int figure_is_exact(enum figure figure)
{
    const struct tvp_metric *metric;
    place_of(figure_name(figure), &metric);
    return metric && metric->exact;
}

static double number_of(const struct map_value *value)
{
    return value->state == VALUE_INTEGER ? (double)value->integer
           : value->state == VALUE_REAL  ? value->real
                                         : NAN;
}

static double of_worker(enum figure figure, uint32_t place, const struct map_worker *worker)
{
    if (figure == FIGURE_ENTER)
        return number_of(&worker->values[place]);
    return worker->ops && worker->done > worker->go
               ? (double)(worker->done - worker->go) / (double)worker->ops
               : NAN;
}

double figure_value(enum figure figure, const struct map_head *map)
{
    const struct tvp_metric *metric = NULL;
    double each[TVP_WORKERS_MAX];
    size_t count = 0;
    uint32_t place = figure == FIGURE_OP ? 0 : place_of(figure_name(figure), &metric);
    if (figure != FIGURE_OP && (!metric || place >= TVP_VALUES_MAX))
        return NAN;
    if (figure == FIGURE_MEMORY)
        return number_of(&map->values[place]);
    for (uint32_t i = 0; i < map->workers; i++)
        each[count++] = of_worker(figure, place, map_worker_at(map, i));
    count = stats_keep_finite(each, count);
    stats_sort(each, count);
    return stats_median(each, count);
}

/* The durations of one worker's whole batches, or of its starts. Returns how many. */
static size_t durations(enum figure figure, const struct map_head *map, uint32_t worker, double *room)
{
    if (figure == FIGURE_ENTER) {
        for (uint32_t s = 1; s < map->starts; s++) {
            const struct tvp_stamps *stamps = map_stamps_at(map, s, worker);
            room[s - 1] = (double)(stamps->enter - stamps->call);
        }
        return map->starts - 1;
    }
    const uint64_t *ends = map_samples_at(map, worker);
    size_t count = (size_t)map_whole_batches(map, worker);
    for (size_t i = 0; i < count; i++)
        room[i] = (double)(ends[i + 1] - ends[i]);
    return count;
}

struct stats_group figure_samples(enum figure figure, const struct map_head *map)
{
    struct stats_group all = {.count = 0};
    size_t samples = 0;
    double *room =
        figure == FIGURE_MEMORY ? NULL : calloc((size_t)(map->samples_max + map->starts) + 1, sizeof *room);
    for (uint32_t i = 0; room && i < map->workers; i++) {
        struct stats_group one = stats_group_of(room, durations(figure, map, i, room), 0, 1);
        all.mean += one.mean / map->workers;
        all.variance += one.variance / map->workers;
        samples += one.count;
    }
    free(room);
    all.count = map->workers ? samples / map->workers : 0;
    return all;
}

double figure_work_ns(enum figure figure, const struct map_head *map)
{
    uint64_t most = 0;
    if (figure == FIGURE_MEMORY)
        return 0;
    if (figure == FIGURE_ENTER)
        return (double)(map_stamps_at(map, map->starts - 1, 0)->call - map_stamps_at(map, 0, 0)->call);
    for (uint32_t i = 0; i < map->workers; i++) {
        const struct map_worker *worker = map_worker_at(map, i);
        most =
            worker->done > worker->go && worker->done - worker->go > most ? worker->done - worker->go : most;
    }
    return (double)most;
}
