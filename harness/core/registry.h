/* SPDX-License-Identifier: MIT */
/* What the folders hold. The lists are generated from the file names (build/.../registry.c), each
 * sorted by name and ended by NULL; the object in bench/workloads/NAME.c is tvp_workload_NAME,
 * in bench/models/ tvp_model_NAME, in bench/probes/ tvp_probe_NAME. */
#ifndef TVP_REGISTRY_H
#define TVP_REGISTRY_H

#include "../api/tvp.h"

/* Those of the folders, then those of a user's own that were loaded (plugin.h). */
#define LOADED_MAX 4u
extern const struct tvp_workload *tvp_workloads[];
extern const struct tvp_model *const tvp_models[];
extern const struct tvp_probe *const tvp_probes[];
/* Workloads that need a library (bench/plugins). Each has a place among tvp_workloads, in which this
 * description, an unsupported one, stands until it is loaded. */
#define PLUGINS_MAX 8u
extern const struct tvp_workload *const tvp_plugins[];

/* NULL when there is none of that name. */
const struct tvp_workload *workload_find(const char *name);
const struct tvp_model *model_find(const char *name);
const struct tvp_probe *probe_find(const char *name);

/* The place of a probe's metric number 0 among all metrics (map_value arrays); all probes in registry order.
 */
uint32_t probe_base(const struct tvp_probe *probe);
/* Metric number `place` among all, its probe in *owner (may be NULL). NULL past the end. */
const struct tvp_metric *metric_at(uint32_t place, const struct tvp_probe **owner);

/* What plays the trials of other languages: one for each folder of bench/runtimes, ended by a NULL name. */
struct runtime {
    const char *name;
    const char *program; /* looked for in PATH, unless `usual` is there */
    const char *usual;   /* an absolute path */
    const char *options; /* its own, before the script; separated by blanks, may be "" */
    const char *script;  /* in the runtime's folder */
};
extern const struct runtime runtimes[];
/* NULL: there is none of that name. */
const struct runtime *runtime_find(const char *name);
/* Whether the model can play the workload at all: both are of one runtime, or both of none. */
int runtime_matches(const struct tvp_workload *workload, const struct tvp_model *model);

/* Puts a workload into the place that awaits it, or at the list's end. 0, or -1: there are LOADED_MAX
 * already. */
int registry_add(const struct tvp_workload *workload);
/* Is this what stands in the place of a plug-in that is not loaded? */
int registry_awaits(const struct tvp_workload *workload);
/* From now on the reason, which is kept, stands there why the plug-in `i` cannot be had. */
void registry_lacks(uint32_t i, const char *why);

/* FNV-1a over every name, version and metric name of the folders, but of nothing that is loaded: two images
 * with the same hash understand each other's mapping. */
uint64_t registry_hash(void);

/* Why this model cannot run in this build and on this system; NULL: it can. Asks it once. */
#define MODELS_MAX 96u
const char *model_unsupported(const struct tvp_model *model);
/* Why this model cannot get its data this way; NULL: it can. */
const char *pair_unsupported(const struct tvp_model *model, uint32_t sharing);

#endif
