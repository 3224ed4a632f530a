/* SPDX-License-Identifier: MIT */
/* What `tvp list` knows: each section as JSON, from which the text is made too. */
#ifndef TVP_LIST_H
#define TVP_LIST_H

#include <jansson.h>

#include "../topo/topo.h"

/* Each element has "name" and "brief", "unsupported" (null, or why not here) where that can be, and what else
 * there is to say. New references; NULL when out of memory. */
json_t *list_models(const struct topo *topo);
json_t *list_workloads(const struct topo *topo);
json_t *list_probes(const struct topo *topo);
json_t *list_metrics(const struct topo *topo);
json_t *list_commands(const struct topo *topo);
json_t *list_figures(const struct topo *topo);
json_t *list_suites(const struct topo *topo);
json_t *list_sharing(const struct topo *topo);
/* Has also `pairs`, each with its model, sharing and reason, and `reasons`, each with its pairs. */
json_t *list_triples(const struct topo *topo);
json_t *list_placements(const struct topo *topo);

#endif
