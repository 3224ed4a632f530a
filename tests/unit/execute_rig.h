/* SPDX-License-Identifier: MIT */
/* An executor on the lean image of this build, and cells to play with it. */
#ifndef TVP_EXECUTE_RIG_H
#define TVP_EXECUTE_RIG_H

#include "../../harness/core/execute.h"
#include "../../harness/core/params.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RIG_TIMEOUT_NS 20000000000u

static inline void rig_open(struct executor *executor)
{
    const char *build = getenv("BUILD");
    memset(executor, 0, sizeof *executor);
    cr_assert(plat_path_absolute(build ? build : "build", executor->image_path, TVP_PATH_MAX - 16) == 0);
    strncat(executor->image_path, "/tvp-trial", 16);
    cr_assert(executor_open(executor) == 0);
}

/* `params`: "name=value,..." of the workload. */
static inline void rig_cell(struct cell *cell, const char *workload, const char *model, uint32_t workers,
                            const char *params)
{
    char reason[REASON_MAX] = "", word[64];
    *cell = (struct cell){.workload = workload_find(workload),
                          .model = model_find(model),
                          .sharing = SHARING_SHM,
                          .workers = workers,
                          .placement = PLACE_NONE,
                          .starts = 1,
                          .creator_cpu = MAP_NO_CPU,
                          .ops = 100000,
                          .batch = 10000};
    cr_assert(cell->workload != NULL && cell->model != NULL);
    cr_assert(params_default(cell->workload->params, cell->workload->name, cell->params, reason) == 0, "%s",
              reason);
    while (*params != '\0') {
        size_t length = strcspn(params, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, params);
        params += length + (params[length] == ',');
        char *value = strchr(word, '=');
        *value++ = '\0';
        const struct tvp_param *param = param_find(cell->workload->params, word);
        cr_assert(param != NULL, "%s", word);
        cr_assert(param_parse(param, value, param_place(param, cell->params), reason) == 0, "%s", reason);
    }
}

/* 1: a sanitizer keeps freed memory for itself, so that nothing can be said about growth. */
static inline int rig_is_sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return 1;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return 1;
#endif
#endif
    return 0;
}

static inline int rig_play(struct executor *executor, const struct cell *cell, uint64_t timeout_ns,
                           struct outcome *out)
{
    const struct planned planned = {.trial = 5, .kind = TVP_KIND_TIME, .seed = 7};
    return execute_trial(executor, cell, &planned, "clock,", timeout_ns, out);
}

#endif
