/* SPDX-License-Identifier: MIT */
/* `tvp compare RUN`: the arms of a run of `tvp ab`, judged again from the run folder. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"

static int fail(const struct reader *reader, const char *what, char *error)
{
    snprintf(error, READER_ERROR_MAX, "%.900s/%s", reader->path, what);
    return -1;
}

static const char *arm_of(const struct reader *reader, size_t cell)
{
    return json_text_at(json_array_get(reader->cells, cell), "params.arm", "");
}

/* NULL, or what is wrong with the plan of an ab run. */
static const char *plan_fault(const struct reader *reader)
{
    const json_t *looks = json_object_get(json_object_get(reader->head, "ab"), "looks");
    const size_t cells = json_array_size(reader->cells), count = json_array_size(looks);
    json_int_t before = 0;
    if (cells == 0 || cells % 2 != 0)
        return "plan.jsonl:2: the cells from here on are not pairs of arms";
    for (size_t i = 0; i < cells; i++)
        if (strcmp(arm_of(reader, i), i % 2 ? "b" : "a") != 0)
            return "plan.jsonl:2: the cells from here on are not pairs of arms";
    if (count == 0 || count > STATS_LOOKS_MAX)
        return "plan.jsonl:1: ab.looks: none, or too many";
    for (size_t i = 0; i < count; i++) {
        const json_t *look = json_array_get(looks, i);
        json_int_t trials = json_is_integer(look) ? json_integer_value(look) : 0;
        if (trials <= before || trials % 2 != 0 || trials > (json_int_t)PLAN_TRIALS_MAX)
            return "plan.jsonl:1: ab.looks: not even numbers that rise";
        before = trials;
    }
    return NULL;
}

/* The file asked for, else what the run was judged by. */
static int read_thresholds(const struct reader *reader, const struct compare_asked *asked,
                           struct thresholds *thresholds, char *error)
{
    const json_t *own = json_object_get(json_object_get(reader->head, "ab"), "thresholds");
    char why[THRESHOLDS_ERROR_MAX];
    if (asked->thresholds_path || !json_is_object(own)) {
        int failed = thresholds_read(thresholds, asked->thresholds_path, why);
        if (failed)
            snprintf(error, READER_ERROR_MAX, "%s", why);
        return failed;
    }
    *thresholds = (struct thresholds){.count = 0};
    for (int figure = 0; figure < ARMS_FIGURES; figure++) {
        struct threshold *row = &thresholds->rows[thresholds->count];
        const json_t *share = json_object_get(own, arms_metric((enum arms_figure)figure));
        if (!json_is_number(share) || !(json_number_value(share) >= 0 && json_number_value(share) <= 10))
            continue;
        snprintf(row->metric, sizeof row->metric, "%s", arms_metric((enum arms_figure)figure));
        row->share = json_number_value(share);
        thresholds->count++;
    }
    return 0;
}

static struct arms_cell cell_of(const json_t *cell)
{
    const json_t *list = json_object_get(cell, "cpus");
    const size_t workers = (size_t)json_integer_value(json_object_get(cell, "workers"));
    uint32_t cpus[TVP_WORKERS_MAX];
    for (size_t i = 0; i < json_array_size(list) && i < TVP_WORKERS_MAX; i++)
        cpus[i] = (uint32_t)json_integer_value(json_array_get(list, i));
    const int placed = workers <= TVP_WORKERS_MAX && json_array_size(list) == workers;
    return (struct arms_cell){
        json_integer_value(json_object_get(json_object_get(cell, "params"), "starts")) > 1 ? 2 : 1,
        arms_together((uint32_t)workers, placed ? cpus : NULL,
                      json_is_true(json_object_get(cell, "oversubscribed")))};
}

static int begin(const struct reader *reader, const struct thresholds *thresholds, struct arms *arms)
{
    const json_t *ab = json_object_get(reader->head, "ab"), *looks = json_object_get(ab, "looks");
    const size_t pairs = json_array_size(reader->cells) / 2;
    const double level = json_number_value(json_object_get(ab, "level"));
    struct arms_cell *cells = calloc(pairs + 1, sizeof *cells);
    for (size_t i = 0; cells && i < pairs; i++)
        cells[i] = cell_of(json_array_get(reader->cells, 2 * i));
    int failed = !cells || arms_begin(arms, (uint32_t)pairs, cells, thresholds) != 0;
    free(cells);
    for (size_t i = 0; i < json_array_size(looks); i++)
        arms->look_trials[arms->look_count++] = (uint32_t)json_integer_value(json_array_get(looks, i));
    if (level > 0 && level < 1)
        arms->level = level;
    return failed ? -1 : 0;
}

static uint64_t number_of(const struct record *record, const char *name)
{
    const json_t *value = json_object_get(record->json, name);
    return json_is_integer(value) && json_integer_value(value) > 0 ? (uint64_t)json_integer_value(value) : 1;
}

static int take(const struct reader *reader, const struct record *record, struct arms *arms, char *error)
{
    const uint32_t pair = (uint32_t)record->cell / 2;
    if (record->kind != TVP_KIND_TIME)
        return 0;
    arms_note(arms, pair, (uint32_t)record->cell % 2, record->status == STATUS_OK);
    if (record->status != STATUS_OK)
        return 0;
    json_t *samples = reader_samples(reader, record->trial, error);
    if (!samples)
        return -1;
    int failed = arms_take_samples(arms, pair, (uint32_t)record->block / 2, record->cell % 2, samples,
                                   number_of(record, "ops"), number_of(record, "batch"));
    json_decref(samples);
    if (failed)
        snprintf(error, READER_ERROR_MAX, "out of memory");
    return failed;
}

static int take_all(struct reader *reader, struct arms *arms, char *error)
{
    struct record record;
    int more;
    while ((more = reader_next(reader, &record, error)) == 1) {
        int failed = take(reader, &record, arms, error);
        record_free(&record);
        if (failed)
            return -1;
    }
    view_say_torn(reader);
    return more;
}

static void title_of(const struct reader *reader, const char *arm, char *title, size_t room)
{
    const json_t *side = json_object_get(json_object_get(reader->head, "ab"), arm);
    const json_t *settings = json_object_get(side, "environment");
    const char *what = json_text_at(side, "plays", "");
    int used = snprintf(title, room, "%.200s%s%.200s (%.16s)", what, *what ? ", by " : "",
                        json_text_at(side, "image", "?"), json_text_at(side, "image_hash", "?"));
    for (size_t i = 0; i < json_array_size(settings) && (size_t)used < room; i++) {
        const char *text = json_string_value(json_array_get(settings, i));
        used += snprintf(title + used, room - (size_t)used, " %.200s", text ? text : "?");
    }
}

static int tell(const struct reader *reader, const struct arms *arms, struct report *report)
{
    char **names = calloc((size_t)arms->pair_count + 1, sizeof *names);
    int failed = !names;
    for (uint32_t i = 0; !failed && i < arms->pair_count; i++) {
        names[i] = cell_name(json_array_get(reader->cells, 2 * i), reader->cells);
        failed = !names[i];
    }
    title_of(reader, "a", report->title_a, sizeof report->title_a);
    title_of(reader, "b", report->title_b, sizeof report->title_b);
    snprintf(report->note, sizeof report->note, "%s", arms_note_text);
    failed = failed || arms_report(arms, names, report) != 0;
    for (uint32_t i = 0; names && i < arms->pair_count; i++)
        free(names[i]);
    free(names);
    return failed ? -1 : 0;
}

int compare_arms(struct reader *reader, const struct compare_asked *asked, struct report *report,
                 char error[READER_ERROR_MAX])
{
    struct thresholds thresholds;
    struct arms arms = {.tests = NULL};
    const char *fault = plan_fault(reader);
    if (fault)
        return fail(reader, fault, error);
    if (read_thresholds(reader, asked, &thresholds, error) != 0)
        return -1;
    snprintf(error, READER_ERROR_MAX, "out of memory");
    int failed = begin(reader, &thresholds, &arms) != 0 || take_all(reader, &arms, error) != 0 ||
                 arms_judge(&arms, 1) < 0 || tell(reader, &arms, report) != 0;
    arms_free(&arms);
    return failed ? -1 : 0;
}
