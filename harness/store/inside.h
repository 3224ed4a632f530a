/* SPDX-License-Identifier: MIT */
/* What the batches and starts inside one trial say: a summary small enough to stand in its record. Samples
 * inside a trial serve percentiles, warm-up and variance within; nothing here is an estimate. */
#ifndef TVP_INSIDE_H
#define TVP_INSIDE_H

#include <jansson.h>

#include "../core/map.h"
#include "../stats/course.h"
#include "../stats/histogram.h"
#include "../stats/variance.h"

struct inside {
    struct stats_group op;          /* of ln(ns an op) over the whole batches of all workers */
    struct stats_group enter;       /* of ln(ENTER less CALL, ns) over starts 1 to K-1 of all workers */
    uint64_t batches;               /* of all workers, in the histogram */
    enum stats_course course;       /* of the batches; see stats_course_thin for several workers */
    struct stats_sparse op_ps;      /* batches' ps an op, each as often as it has ops; buckets owned */
    struct stats_sparse latency_ns; /* what all workers told by tvp_latency; buckets owned */
    uint64_t latencies;             /* how many that are */
};

/* Of a trial that is over. 0, or -1 when out of memory. inside_free in both cases. */
int inside_of_map(struct inside *inside, const struct map_head *map);
/* A record's object "inside" (docs/format.md); null, absent or of a trial that says nothing: an empty one. 0,
 * or -1 when out of memory or when it is not what docs/format.md says (then *sound is 0). inside_free in any
 * case. */
int inside_read(struct inside *inside, const json_t *json, int *sound);
/* New reference; NULL when out of memory. */
json_t *inside_json(const struct inside *inside);
void inside_free(struct inside *inside);

#endif
