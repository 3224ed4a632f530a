/* SPDX-License-Identifier: MIT */
/* `tvp ab`, before its first trial: the images, and the cells as pairs of arms. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/machine.h"
#include "ab.h"

int ab_images(struct ab *ab)
{
    int code = campaign_image(ab->c);
    for (int i = 0; !code && i < 2; i++) {
        struct ab_side *side = &ab->sides[i];
        int error = 0;
        if (!side->image)
            memcpy(side->path, ab->c->executor.image_path, sizeof side->path);
        else
            error = plat_path_absolute(side->image, side->path, sizeof side->path);
        if (!error)
            error = machine_hash_file(side->path, &side->hash);
        if (error)
            code = cli_error(EXIT_USAGE, "%s %s: %s", side->option, side->image ? side->image : side->path,
                             plat_error_text(error));
    }
    for (int i = 0; i < 2; i++)
        ab->c->executor.arms[i ? ARM_B : ARM_A] =
            (struct executor_arm){ab->sides[i].path, ab->sides[i].settings};
    ab->c->image_hash = ab->sides[0].hash;
    return code;
}

static int duplicate(struct cell *to, const struct cell *from, uint32_t id, enum arm arm)
{
    *to = *from;
    to->id = id;
    to->arm = arm;
    to->cpus = from->cpus ? calloc(from->workers, sizeof *to->cpus) : NULL;
    if (from->cpus && !to->cpus)
        return -1;
    if (from->cpus)
        memcpy(to->cpus, from->cpus, from->workers * sizeof *to->cpus);
    return 0;
}

/* Only times are compared, and only what can run here. */
static int takes_part(const struct cell *cell)
{
    return !cell->unsupported[0] && (cell->kinds & 1u << TVP_KIND_TIME);
}

static int nothing_left(const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->cell_count; i++)
        if (plan->cells[i].unsupported[0])
            return cli_error(EXIT_TRIALS, "no cell can run here: %s", plan->cells[i].unsupported);
    return cli_error(EXIT_USAGE,
                     "no cell measures time: memory needs no interleaving, `tvp compare` two runs");
}

int ab_cells(struct ab *ab)
{
    struct plan *plan = &ab->c->plan;
    struct cell *cells = calloc(2 * (size_t)plan->cell_count + 1, sizeof *cells);
    uint32_t count = 0;
    for (uint32_t i = 0; cells && i < plan->cell_count; i++) {
        struct cell *cell = &plan->cells[i];
        ab->left_out += cell->unsupported[0] != '\0';
        ab->c->named_unsupported |= cell->named && cell->unsupported[0];
        if (!takes_part(cell))
            continue;
        cell->kinds = 1u << TVP_KIND_TIME;
        if (!ab->has_time && cell->time_ns > AB_TIME_NS)
            cell->time_ns = AB_TIME_NS;
        int failed = duplicate(&cells[count], cell, count, ARM_A) != 0;
        count += !failed;
        failed = failed || duplicate(&cells[count], cell, count, ARM_B) != 0;
        count += !failed;
    }
    if (!cells || (cells && count == 0)) {
        free(cells);
        return cells ? nothing_left(plan) : cli_error(EXIT_TVP, "out of memory");
    }
    plan_free(plan);
    plan->cells = cells;
    plan->cell_count = count;
    return EXIT_OK;
}

static json_t *side_json(const struct ab_side *side)
{
    char hash[17];
    json_t *settings = json_array();
    const char *slash = strrchr(side->path, '/');
    snprintf(hash, sizeof hash, "%016" PRIx64, side->hash);
    for (size_t i = 0; i < side->setting_count; i++)
        json_array_append_new(settings, json_text(side->settings[i]));
    return json_pack("{s:o, s:s, s:o}", "image", json_text(slash ? slash + 1 : side->path), "image_hash",
                     hash, "environment", settings);
}

json_t *ab_json(const struct ab *ab)
{
    json_t *looks = json_array(), *thresholds = json_object();
    for (uint32_t i = 0; i < ab->arms.look_count; i++)
        json_array_append_new(looks, json_integer(ab->arms.look_trials[i]));
    for (int figure = 0; figure < ARMS_FIGURES; figure++) {
        const char *metric = arms_metric((enum arms_figure)figure);
        json_object_set_new(thresholds, metric, json_real(thresholds_of(&ab->thresholds, metric, 0)));
    }
    return json_pack("{s:o, s:o, s:o, s:f, s:o}", "a", side_json(&ab->sides[0]), "b",
                     side_json(&ab->sides[1]), "looks", looks, "level", ab->level, "thresholds", thresholds);
}
