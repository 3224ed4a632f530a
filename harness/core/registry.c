/* SPDX-License-Identifier: MIT */
/* Look-ups in the generated lists of workloads, models and probes. */
#include "registry.h"

#include <stdio.h>
#include <string.h>

#include "plan.h"

const struct tvp_workload *workload_find(const char *name)
{
    for (const struct tvp_workload *const *at = tvp_workloads; *at; at++)
        if (strcmp((*at)->name, name) == 0)
            return *at;
    return NULL;
}

const struct tvp_model *model_find(const char *name)
{
    for (const struct tvp_model *const *at = tvp_models; *at; at++)
        if (strcmp((*at)->name, name) == 0)
            return *at;
    return NULL;
}

const struct tvp_probe *probe_find(const char *name)
{
    for (const struct tvp_probe *const *at = tvp_probes; *at; at++)
        if (strcmp((*at)->name, name) == 0)
            return *at;
    return NULL;
}

static uint32_t metric_count(const struct tvp_probe *probe)
{
    uint32_t count = 0;
    while (probe->metrics && probe->metrics[count].name)
        count++;
    return count;
}

const struct runtime *runtime_find(const char *name)
{
    for (const struct runtime *at = runtimes; name != NULL && at->name != NULL; at++)
        if (strcmp(at->name, name) == 0)
            return at;
    return NULL;
}

int runtime_matches(const struct tvp_workload *workload, const struct tvp_model *model)
{
    const char *a = workload->runtime, *b = model->runtime;
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

uint32_t probe_base(const struct tvp_probe *probe)
{
    uint32_t base = 0;
    for (const struct tvp_probe *const *at = tvp_probes; *at && *at != probe; at++)
        base += metric_count(*at);
    return base;
}

const struct tvp_metric *metric_at(uint32_t place, const struct tvp_probe **owner)
{
    for (const struct tvp_probe *const *at = tvp_probes; *at; at++) {
        uint32_t count = metric_count(*at);
        if (place < count) {
            if (owner)
                *owner = *at;
            return &(*at)->metrics[place];
        }
        place -= count;
    }
    return NULL;
}

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash_bytes(uint64_t hash, const void *from, size_t bytes)
{
    const unsigned char *at = from;
    while (bytes--)
        hash = (hash ^ *at++) * 0x100000001b3u;
    return hash;
}

/* With its NUL, so that "a" "bc" and "ab" "c" differ. */
static uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text) + 1);
}

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
    return hash_bytes(hash, &number, sizeof number);
}

static uint64_t hash_params(uint64_t hash, const struct tvp_param *list)
{
    for (const struct tvp_param *param = list; param && param->name; param++)
        hash = hash_number(hash_text(hash, param->name), param->offset);
    return hash;
}

static const struct tvp_workload *loaded[LOADED_MAX];
static uint32_t loaded_count;
static struct lacking {
    struct tvp_workload workload;
    char why[REASON_MAX];
} lacking[PLUGINS_MAX];

/* Also of a plug-in that is not. */
static int is_loaded(const struct tvp_workload *workload)
{
    for (uint32_t i = 0; tvp_plugins[i]; i++)
        if (strcmp(workload->name, tvp_plugins[i]->name) == 0)
            return 1;
    for (uint32_t i = 0; i < loaded_count; i++)
        if (loaded[i] == workload)
            return 1;
    return 0;
}

int registry_awaits(const struct tvp_workload *workload)
{
    for (uint32_t i = 0; tvp_plugins[i]; i++)
        if (workload == tvp_plugins[i] || workload == &lacking[i].workload)
            return 1;
    return 0;
}

/* Where the workload of that name stands, or NULL. */
static const struct tvp_workload **place_of(const char *name)
{
    for (const struct tvp_workload **at = tvp_workloads; *at; at++)
        if (strcmp((*at)->name, name) == 0)
            return at;
    return NULL;
}

void registry_lacks(uint32_t i, const char *why)
{
    const struct tvp_workload **place = place_of(tvp_plugins[i]->name);
    if (place == NULL || !registry_awaits(*place))
        return;
    snprintf(lacking[i].why, sizeof lacking[i].why, "%s", why);
    lacking[i].workload = *tvp_plugins[i];
    lacking[i].workload.unsupported = lacking[i].why;
    *place = &lacking[i].workload;
}

int registry_add(const struct tvp_workload *workload)
{
    uint32_t count = 0;
    const struct tvp_workload **place = place_of(workload->name);
    if (place != NULL && registry_awaits(*place)) {
        *place = workload;
        return 0;
    }
    if (loaded_count == LOADED_MAX)
        return -1;
    while (tvp_workloads[count] != NULL)
        count++;
    tvp_workloads[count] = workload;
    loaded[loaded_count++] = workload;
    return 0;
}

uint64_t registry_hash(void)
{
    uint64_t hash = hash_number(0xcbf29ce484222325u, TVP_API_VERSION);
    for (const struct tvp_workload *const *at = tvp_workloads; *at; at++) {
        if (is_loaded(*at))
            continue;
        hash = hash_number(hash_text(hash, (*at)->name), (*at)->version);
        hash = hash_number(hash, (*at)->params_bytes);
        hash = hash_params(hash, (*at)->params);
    }
    for (const struct tvp_model *const *at = tvp_models; *at; at++)
        hash = hash_params(hash_text(hash, (*at)->name), (*at)->params);
    for (const struct tvp_probe *const *at = tvp_probes; *at; at++) {
        hash = hash_text(hash, (*at)->name);
        for (uint32_t i = 0; i < metric_count(*at); i++)
            hash = hash_text(hash, (*at)->metrics[i].name);
    }
    return hash;
}

const char *model_unsupported(const struct tvp_model *model)
{
    static const char *answers[MODELS_MAX];
    static char asked[MODELS_MAX];
    if (model->unsupported || !model->refuses)
        return model->unsupported;
    for (uint32_t i = 0; i < MODELS_MAX && tvp_models[i]; i++)
        if (tvp_models[i] == model) {
            if (!asked[i])
                answers[i] = model->refuses();
            asked[i] = 1;
            return answers[i];
        }
    return model->refuses();
}

const char *pair_unsupported(const struct tvp_model *model, uint32_t sharing)
{
    if (sharing >= SHARING_COUNT)
        return "no such sharing";
    if (sharing == SHARING_INHERIT && !(model->provides & (TVP_ONE_ADDRESS_SPACE | TVP_INHERITS)))
        return model->provides & TVP_FRESH_IMAGE ? "a fresh image inherits nothing"
                                                 : "its workers do not begin with the parent's memory";
    return NULL;
}
