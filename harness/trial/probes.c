/* SPDX-License-Identifier: MIT */
/* Which probes take part in a trial, and their hooks in the parent. */
#include "trial.h"

#include <string.h>

int probe_is_on(const struct tvp_trial *trial, const struct tvp_probe *probe)
{
    const size_t length = strlen(probe->name);
    if (!(probe->kinds & 1u << trial->map->kind))
        return 0;
    for (const char *name = trial->map->probes; *name != '\0'; name = strchr(name, ',') + 1) {
        if (strncmp(name, probe->name, length) == 0 && name[length] == ',')
            return probe->unsupported == NULL || probe->unsupported() == NULL;
        if (strchr(name, ',') == NULL)
            break;
    }
    return 0;
}

void probes_plateau(struct tvp_trial *trial, enum tvp_plateau which)
{
    for (uint32_t i = 0; tvp_probes[i] != NULL; i++)
        if (tvp_probes[i]->plateau != NULL && probe_is_on(trial, tvp_probes[i]))
            tvp_probes[i]->plateau(trial, which);
}

void probes_finish(struct tvp_trial *trial)
{
    for (uint32_t i = 0; tvp_probes[i] != NULL; i++) {
        const struct tvp_probe *probe = tvp_probes[i];
        if (!probe_is_on(trial, probe))
            continue;
        if (probe->finish != NULL)
            probe->finish(trial);
        for (uint32_t m = 0; probe->sums && probe->metrics[m].name != NULL; m++)
            if (probe->metrics[m].scope == TVP_PER_TRIAL)
                values_sum(trial, probe, m);
    }
}

void probes_explain(struct tvp_trial *trial)
{
    for (uint32_t i = 0; tvp_probes[i] != NULL; i++) {
        const struct tvp_probe *probe = tvp_probes[i];
        const char *why = probe->unsupported != NULL ? probe->unsupported() : NULL;
        if (why == NULL || !(probe->kinds & 1u << trial->map->kind) ||
            strstr(trial->map->probes, probe->name) == NULL)
            continue;
        for (uint32_t m = 0; probe->metrics[m].name != NULL; m++) {
            if (probe->metrics[m].scope == TVP_PER_TRIAL)
                tvp_set_null(trial, TVP_TRIAL, probe, m, why);
            for (uint32_t w = 0; probe->metrics[m].scope == TVP_PER_WORKER && w < trial->workers; w++)
                tvp_set_null(trial, (int32_t)w, probe, m, why);
        }
    }
}

void probes_blind(struct tvp_trial *trial, const char *why)
{
    for (uint32_t i = 0; tvp_probes[i] != NULL; i++) {
        const struct tvp_probe *probe = tvp_probes[i];
        if (!probe_is_on(trial, probe))
            continue;
        for (uint32_t m = 0; probe->metrics[m].name != NULL; m++)
            for (uint32_t w = 0;
                 (probe->sums || probe->metrics[m].scope == TVP_PER_WORKER) && w < trial->workers; w++)
                tvp_set_null(trial, (int32_t)w, probe, m, why);
    }
}
