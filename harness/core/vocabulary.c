/* SPDX-License-Identifier: MIT */
/* The words that options with names take: from the registry, and from the enumerations. */
#include "options.h"

static const char *workload_name_at(size_t i)
{
    return tvp_workloads[i] ? tvp_workloads[i]->name : NULL;
}

/* Those of another language's runtime are asked for by name: what it has decides how long they take. */
static int workload_in_all(size_t i)
{
    return !(tvp_workloads[i]->needs & TVP_NOT_IN_SUITES) && !tvp_workloads[i]->runtime;
}

static const char *model_name_at(size_t i)
{
    return tvp_models[i] ? tvp_models[i]->name : NULL;
}

static const char *sharing_name_at(size_t i)
{
    return i < SHARING_COUNT ? sharing_name((uint32_t)i) : NULL;
}

static const char *placement_name_at(size_t i)
{
    return i < PLACE_COUNT ? placement_name((uint32_t)i) : NULL;
}

static const char *pages_name_at(size_t i)
{
    return i <= PLAT_PAGES_THP ? pages_name((uint32_t)i) : NULL;
}

static const char *creator_name_at(size_t i)
{
    return i <= CREATOR_OTHER ? creator_name((uint32_t)i) : NULL;
}

static const char *lifetime_name_at(size_t i)
{
    return i < LIFETIME_COUNT ? lifetime_name((uint32_t)i) : NULL;
}

static const char *kind_name_at(size_t i)
{
    return i <= TVP_KIND_MEMORY ? kind_name((uint32_t)i) : NULL;
}

const struct vocabulary vocabulary_workloads = {"workload", workload_name_at, workload_in_all};
const struct vocabulary vocabulary_models = {"model", model_name_at, NULL};
const struct vocabulary vocabulary_sharings = {"sharing", sharing_name_at, NULL};
const struct vocabulary vocabulary_placements = {"placement", placement_name_at, NULL};
const struct vocabulary vocabulary_pages = {"page size", pages_name_at, NULL};
const struct vocabulary vocabulary_creators = {"creator", creator_name_at, NULL};
const struct vocabulary vocabulary_lifetimes = {"lifetime", lifetime_name_at, NULL};
const struct vocabulary vocabulary_kinds = {"kind", kind_name_at, NULL};
