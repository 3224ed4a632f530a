/* SPDX-License-Identifier: MIT */
/* `tvp ab`, before its first trial: the cells as pairs of arms. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/file_hash.h"
#include "ab.h"

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
        int failed = cell_copy(&cells[count], cell, count, ARM_A) != 0;
        count += !failed;
        failed = failed || cell_copy(&cells[count], cell, count, ARM_B) != 0;
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

int ab_begin_arms(struct ab *ab, uint32_t count)
{
    const struct arms before = ab->arms;
    struct arms_cell *cells = calloc((size_t)count + 1, sizeof *cells);
    arms_free(&ab->arms);
    for (uint32_t i = 0; cells && i < count; i++) {
        const struct cell *cell = &ab->c->plan.cells[2 * (ab->first_pair + i)];
        cells[i] =
            (struct arms_cell){cell->starts, arms_together(cell->workers, cell->cpus, cell->oversubscribed)};
    }
    int failed = !cells || arms_begin(&ab->arms, count, cells, &ab->thresholds) != 0;
    free(cells);
    memcpy(ab->arms.look_trials, before.look_trials, sizeof before.look_trials);
    ab->arms.look_count = before.look_count;
    ab->arms.level = ab->level;
    ab->looked = 0;
    return failed ? -1 : 0;
}

char **ab_names(const struct plan *plan, uint32_t pairs)
{
    json_t *cells = json_array();
    char **names = calloc((size_t)pairs + 1, sizeof *names);
    int failed = !names;
    for (uint32_t i = 0; i < pairs; i++)
        json_array_append_new(cells, plan_cell_json(&plan->cells[2 * i]));
    for (uint32_t i = 0; names && i < pairs; i++) {
        names[i] = cell_name(json_array_get(cells, i), cells);
        failed |= !names[i];
    }
    json_decref(cells);
    if (!failed)
        return names;
    ab_names_free(names, pairs);
    return NULL;
}

void ab_names_free(char **names, uint32_t pairs)
{
    for (uint32_t i = 0; names && i < pairs; i++)
        free(names[i]);
    free(names);
}

/* Where the arms differ in it: the command, or the library's file, whose folder is nobody's business. */
static void put_plays(json_t *json, const struct ab_side *side)
{
    char file[TVP_PATH_MAX + 24];
    uint64_t hash;
    if (side->exec)
        json_object_set_new(json, "plays", json_text(side->exec));
    if (!side->load || file_hash(side->load, &hash) != 0)
        return;
    const char *slash = strrchr(side->load, '/');
    snprintf(file, sizeof file, "%s (%016" PRIx64 ")", slash ? slash + 1 : side->load, hash);
    json_object_set_new(json, "plays", json_text(file));
}

static json_t *side_json(const struct ab_side *side)
{
    char hash[17];
    json_t *settings = json_array();
    const char *slash = strrchr(side->path, '/');
    snprintf(hash, sizeof hash, "%016" PRIx64, side->hash);
    for (size_t i = 0; i < side->setting_count; i++)
        json_array_append_new(settings, json_text(side->settings[i]));
    json_t *json = json_pack("{s:o, s:s, s:o}", "image", json_text(slash ? slash + 1 : side->path),
                             "image_hash", hash, "environment", settings);
    if (json)
        put_plays(json, side);
    return json;
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
