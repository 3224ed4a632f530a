/* SPDX-License-Identifier: MIT */
/* Health and noise in a JSON export. */
#include "export_noise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"

int export_noise_begin(struct export_noise *noise, const struct reader *reader, char error[READER_ERROR_MAX])
{
    memset(noise, 0, sizeof *noise);
    noise->reader = reader;
    noise->view.cell_count = json_array_size(reader->cells);
    noise->view.cells = calloc(noise->view.cell_count + 1, sizeof *noise->view.cells);
    if (!noise->view.cells) {
        snprintf(error, READER_ERROR_MAX, "out of memory");
        return -1;
    }
    return thresholds_read(&noise->thresholds, NULL, error);
}

int export_noise_take(struct export_noise *noise, const struct record *record, char error[READER_ERROR_MAX])
{
    if (record->status != STATUS_OK || record->kind != TVP_KIND_TIME)
        return 0;
    if (view_keep_trial(&noise->view, noise->reader, record, error) != 0)
        return -1;
    struct view_cell *cell = &noise->view.cells[record->cell];
    struct stats_sparse *histogram = &cell->trials[cell->trial_count - 1].inside.op_ps;
    free((void *)(uintptr_t)histogram->buckets); /* stands in the record */
    *histogram = (struct stats_sparse){NULL, 0};
    return 0;
}

void export_noise_end(struct export_noise *noise)
{
    for (size_t i = 0; i < noise->view.cell_count && noise->view.cells; i++)
        view_free_trials(&noise->view.cells[i]);
    free(noise->view.cells);
    memset(noise, 0, sizeof *noise);
}

/* ---- health ---- */

static json_t *signs_of(uint32_t bits)
{
    json_t *list = json_array();
    for (int sign = 0; sign < HEALTH_SIGNS; sign++)
        if ((bits >> sign) & 1)
            json_array_append_new(list, json_string(health_limits[sign].name));
    return list;
}

static json_t *limits_json(void)
{
    static const char *const bases[] = {[HEALTH_OF_WORK] = "of the workers' work_ns",
                                        [HEALTH_PER_SECOND] = "a second of the workers' work_ns",
                                        [HEALTH_OF_LONGEST] = "of the longest work_ns",
                                        [HEALTH_OF_SPAN] = "of call_to_joined_ns",
                                        [HEALTH_COUNT] = "count",
                                        [HEALTH_OVER_USUAL] = "over the run's median on that CPU"};
    json_t *limits = json_array();
    for (int sign = 0; sign < HEALTH_SIGNS; sign++) {
        const struct health_limit *limit = &health_limits[sign];
        json_array_append_new(limits, json_pack("{s:s,s:s,s:f,s:s,s:f}", "sign", limit->name, "metric",
                                                limit->metric, "limit", limit->limit, "base",
                                                bases[limit->base], "spared", limit->spared));
    }
    return limits;
}

static json_t *health_json(const struct view *view)
{
    json_t *disturbed = json_array();
    size_t trials = 0;
    for (size_t c = 0; c < view->cell_count; c++)
        for (size_t t = 0; t < view->cells[c].trial_count; t++) {
            const struct view_trial *trial = &view->cells[c].trials[t];
            trials++;
            if (trial->health.off)
                json_array_append_new(disturbed, json_pack("{s:I,s:o}", "trial", (json_int_t)trial->trial,
                                                           "by", signs_of(trial->health.off)));
        }
    return json_pack("{s:I,s:o,s:o}", "trials", (json_int_t)trials, "limits", limits_json(), "disturbed",
                     disturbed);
}

/* ---- noise ---- */

static json_t *part_json(const struct stats_part *part)
{
    static const char *const states[] = {[STATS_PART_UNKNOWN] = "unknown",
                                         [STATS_PART_TRUNCATED] = "truncated",
                                         [STATS_PART_ESTIMATED] = "estimated"};
    const int known = part->state != STATS_PART_UNKNOWN;
    return json_pack("{s:o,s:o,s:s}", "ln_variance", known ? json_real(part->variance) : json_null(),
                     "relative_sd", json_number(known ? noise_share(part->variance) : NAN), "state",
                     states[part->state]);
}

static json_t *figure_json(const struct noise *noise)
{
    const struct stats_components *parts = &noise->parts;
    return json_pack(
        "{s:s,s:I,s:I,s:I,s:o,s:o,s:o,s:s,s:I,s:o,s:o,s:f,s:o}", "metric", noise_metric[noise->figure],
        "trials", (json_int_t)parts->trial_count, "sessions", (json_int_t)parts->session_count, "samples",
        (json_int_t)parts->samples, "within", part_json(&parts->within), "between_trials",
        part_json(&parts->trials), "between_sessions", part_json(&parts->sessions), "judged",
        noise_judged[noise->figure], "judged_trials", (json_int_t)noise->count, "judged_relative_sd",
        json_number(noise_share(noise->deviation * noise->deviation)), "sees", json_number(noise->sees),
        "threshold", noise->threshold, "needed", json_number(noise->needed));
}

static json_t *courses_json(const struct view_cell *cell)
{
    json_t *counts = json_object();
    for (int course = STATS_COURSE_FLAT; course < STATS_COURSE_COUNT; course++) {
        json_int_t count = 0;
        for (size_t t = 0; t < cell->trial_count; t++)
            count += (int)cell->trials[t].inside.course == course;
        json_object_set_new(counts, stats_course_name((enum stats_course)course), json_integer(count));
    }
    return counts;
}

/* NULL: out of memory. */
static json_t *cell_json(const struct export_noise *export, size_t at)
{
    const struct view_cell *cell = &export->view.cells[at];
    json_t *figures = json_array();
    json_int_t off = 0;
    for (size_t t = 0; t < cell->trial_count; t++)
        off += cell->trials[t].health.off != 0;
    for (int figure = 0; figure < NOISE_FIGURES; figure++) {
        struct noise noise;
        int got = noise_of(cell, (enum noise_figure)figure, &export->thresholds, &noise);
        if (got < 0 || (got > 0 && json_array_append_new(figures, figure_json(&noise)) != 0)) {
            json_decref(figures);
            return NULL;
        }
    }
    return json_pack("{s:I,s:I,s:I,s:o,s:o}", "cell", (json_int_t)at, "trials", (json_int_t)cell->trial_count,
                     "disturbed", off, "course", courses_json(cell), "figures", figures);
}

int export_noise_put(struct export_noise *noise, FILE *to, char error[READER_ERROR_MAX])
{
    if (view_judge(&noise->view) != 0) {
        snprintf(error, READER_ERROR_MAX, "out of memory");
        return -1;
    }
    if (export_give(to, ",\n\"health\":", health_json(&noise->view), error) != 0)
        return -1;
    fputs(",\n\"noise\":[", to);
    const char *before = "\n";
    for (size_t i = 0; i < noise->view.cell_count; i++) {
        if (noise->view.cells[i].trial_count == 0)
            continue;
        if (export_give(to, before, cell_json(noise, i), error) != 0)
            return -1;
        before = ",\n";
    }
    fputs("\n]", to);
    return 0;
}
