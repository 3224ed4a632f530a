/* SPDX-License-Identifier: MIT */
/* What plots/history.gp is given: points, levels between changes, and words about them. Texts came from files
 * that others wrote: they are made plain, and quoted so that gnuplot takes them literally. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/build.h"
#include "../stats/quantile.h"
#include "history_plot.h"
#include "history_stretch.h"
#include "table_units.h"

#define TICKS_MOST   7u
#define CHANGES_MOST 5u /* that are described: the newest */

static int failed_to_write(const char *path, char *error)
{
    snprintf(error, PLOT_ERROR_MAX, "cannot write %.900s", path);
    return -1;
}

static FILE *open_in(const char *work, const char *name, char path[TVP_PATH_MAX])
{
    return plot_join(path, work, name) == 0 ? fopen(path, "w") : NULL;
}

/* ---- data ---- */

static void put_number(FILE *to, double value)
{
    if (isfinite(value))
        fprintf(to, "\t%.17g", value);
    else
        fputs("\tNaN", to);
}

/* The ratio of the first point that has one, of the same reference, is 1. */
static double ratio_at(const struct history_picture *picture, size_t i)
{
    const struct history_series *series = picture->series;
    const struct history_row *row = history_row_of(picture->runs, series, i);
    for (size_t first = 0; first <= i && picture->judgement->by_ratio; first++) {
        const struct history_row *other = history_row_of(picture->runs, series, first);
        if (isfinite(series->values[first].log_ratio) && other->pinned == row->pinned &&
            strcmp(other->reference, row->reference) == 0)
            return exp(series->values[i].log_ratio - series->values[first].log_ratio);
    }
    return NAN;
}

/* Median of what is finite, or NaN. */
static double median_of(const double *values, size_t from, size_t to, double *scratch)
{
    memcpy(scratch, values + from, (to - from) * sizeof *scratch);
    const size_t count = stats_keep_finite(scratch, to - from);
    stats_sort(scratch, count);
    return stats_median(scratch, count);
}

/* The points at which a new level begins: all changes, and what is suspected. */
static size_t next_level(const struct history_picture *picture, size_t from)
{
    const struct history_judgement *judgement = picture->judgement;
    size_t next = picture->series->count;
    for (size_t i = 0; i < judgement->count; i++)
        if (judgement->changes[i].at > from && judgement->changes[i].at < next)
            next = judgement->changes[i].at;
    if (judgement->has_suspect && judgement->suspect.at > from && judgement->suspect.at < next)
        next = judgement->suspect.at;
    return next;
}

/* A line from the first to the last point of each level, of the values and of the ratios. */
static int write_levels(const struct history_picture *picture, const double *values, const double *ratios,
                        const char *work, char *error)
{
    char path[TVP_PATH_MAX] = "";
    const size_t count = picture->series->count;
    double *scratch = calloc(count + 1, sizeof *scratch);
    FILE *to = scratch ? open_in(work, "levels.tsv", path) : NULL;
    if (to)
        fputs("x\tvalue\tratio\n", to);
    for (size_t from = picture->from; to && from < count;) {
        const size_t end = next_level(picture, from);
        const double value = median_of(values, from, end, scratch),
                     ratio = median_of(ratios, from, end, scratch);
        for (size_t side = 0; side < 2; side++) {
            fprintf(to, "%.1f", side ? (double)end - 0.6 : (double)from - 0.4);
            put_number(to, value);
            put_number(to, ratio);
            fputc('\n', to);
        }
        fputc('\n', to); /* an empty line parts them */
        from = end;
    }
    free(scratch);
    return to && fclose(to) == 0 ? 0 : failed_to_write(path, error);
}

static int write_points(const struct history_picture *picture, const double *ratios, const char *work,
                        char *error)
{
    char path[TVP_PATH_MAX] = "";
    const struct history_series *series = picture->series;
    FILE *to = open_in(work, "points.tsv", path);
    if (to)
        fputs("x\tvalue\tlow\thigh\tratio\n", to);
    for (size_t i = picture->from; to && i < series->count; i++) {
        fprintf(to, "%zu", i);
        put_number(to, series->values[i].median);
        put_number(to, series->values[i].low);
        put_number(to, series->values[i].high);
        put_number(to, ratios[i]);
        fputc('\n', to);
    }
    return to && fclose(to) == 0 ? 0 : failed_to_write(path, error);
}

int history_picture_data(const struct history_picture *picture, const char *work, char *error)
{
    const size_t count = picture->series->count;
    double *values = calloc(count + 1, sizeof *values), *ratios = calloc(count + 1, sizeof *ratios);
    int failed = !values || !ratios;
    if (failed)
        snprintf(error, PLOT_ERROR_MAX, "out of memory");
    for (size_t i = 0; !failed && i < count; i++) {
        values[i] = picture->series->values[i].median;
        ratios[i] = ratio_at(picture, i);
    }
    failed = failed || write_levels(picture, values, ratios, work, error) != 0 ||
             write_points(picture, ratios, work, error) != 0;
    free(values);
    free(ratios);
    return failed ? -1 : 0;
}

/* ---- words ---- */

/* The day of a run; an imported figure's time as it is, or its place, with `before` it. */
static void date_of(const struct history_picture *picture, size_t i, const char *before,
                    char out[HISTORY_WORDS_MAX])
{
    history_date(out, picture->series->values[i].time);
    if (strlen(out) == 16 && out[10] == ' ')
        out[10] = '\0';
    else if (!*out)
        snprintf(out, HISTORY_WORDS_MAX, "%s%zu", before, i);
    else if (strlen(out) > 20)
        out[20] = '\0';
}

/* The point of tick t of so many. */
static size_t tick_place(const struct history_picture *picture, size_t t, size_t ticks)
{
    const size_t points = picture->series->count - picture->from;
    return picture->from + (ticks > 1 ? t * (points - 1) / (ticks - 1) : 0);
}

/* How exactly a time must be told for neighbouring ticks to differ. */
enum tick { TICK_DAY, TICK_MINUTE, TICK_SECOND, TICK_PLACE };

static void tick_of(const struct history_picture *picture, size_t i, enum tick exact,
                    char out[HISTORY_WORDS_MAX])
{
    char minute[HISTORY_WORDS_MAX];
    const char *time = picture->series->values[i].time;
    history_date(minute, time);
    const int dated = strlen(minute) == 16 && minute[10] == ' ';
    if (exact == TICK_PLACE)
        snprintf(out, HISTORY_WORDS_MAX, "%zu", i);
    else if (exact == TICK_DAY || !dated)
        date_of(picture, i, "", out);
    else if (exact == TICK_MINUTE)
        snprintf(out, HISTORY_WORDS_MAX, "%.11s", minute + 5); /* without the year */
    else
        snprintf(out, HISTORY_WORDS_MAX, "%.5s:%.2s", minute + 11, strlen(time) > 14 ? time + 13 : "");
}

static enum tick exact_enough(const struct history_picture *picture, size_t ticks)
{
    int exact = TICK_DAY;
    for (size_t t = 1; t < ticks && exact < TICK_PLACE; t++) {
        char before[HISTORY_WORDS_MAX], now[HISTORY_WORDS_MAX];
        tick_of(picture, tick_place(picture, t - 1, ticks), (enum tick)exact, before);
        tick_of(picture, tick_place(picture, t, ticks), (enum tick)exact, now);
        if (strcmp(before, now) == 0) {
            exact++;
            t = 0; /* from the first again */
        }
    }
    return (enum tick)exact;
}

static void put_ticks(FILE *to, const struct history_picture *picture)
{
    char date[HISTORY_WORDS_MAX];
    const size_t points = picture->series->count - picture->from,
                 ticks = points < TICKS_MOST ? points : TICKS_MOST;
    fprintf(to, "tick_count = %zu\narray tick_at[%zu]\narray tick_name[%zu]\n", ticks, ticks, ticks);
    const enum tick exact = exact_enough(picture, ticks);
    for (size_t t = 0; t < ticks; t++) {
        const size_t i = tick_place(picture, t, ticks);
        tick_of(picture, i, exact, date);
        fprintf(to, "tick_at[%zu] = %zu\ntick_name[%zu] = ", t + 1, i, t + 1);
        plot_put_tick(to, date);
        fputc('\n', to);
    }
}

/* The changes that are drawn, in order; a suspect comes last. */
static size_t changes_of(const struct history_picture *picture, const struct history_change **list)
{
    const struct history_judgement *judgement = picture->judgement;
    size_t count = 0;
    for (size_t i = 0; i < judgement->count; i++)
        if (judgement->changes[i].at > picture->from)
            list[count++] = &judgement->changes[i];
    if (judgement->has_suspect && judgement->suspect.at > picture->from)
        list[count++] = &judgement->suspect;
    return count;
}

static void put_change(FILE *to, const struct history_picture *picture, size_t number,
                       const struct history_change *change)
{
    char effect[800], commits[200], date[HISTORY_WORDS_MAX], line[1400];
    const int suspect = change == &picture->judgement->suspect;
    history_effect_words(effect, sizeof effect, picture->series, change);
    history_commit_words(commits, sizeof commits, picture->series, change);
    date_of(picture, change->at, "point ", date);
    snprintf(line, sizeof line, "%zu  %s%s%s: %s%s", number, date, *commits ? ", " : "", commits,
             suspect ? "suspected, " : "", effect);
    fprintf(to, "change_at[%zu] = %.1f\nchange_kind[%zu] = %d\nchange_text[%zu] = ", number,
            (double)change->at - 0.5, number,
            suspect                       ? 3
            : change->cause == CAUSE_CODE ? 1
                                          : 2,
            number);
    plot_put_text(to, line);
    fputc('\n', to);
}

static int put_changes(FILE *to, const struct history_picture *picture)
{
    const struct history_change **list = calloc(picture->judgement->count + 2, sizeof *list);
    if (!list)
        return -1;
    const size_t count = changes_of(picture, list);
    fprintf(to,
            "change_count = %zu\nchange_told = %u\narray change_at[%zu]\narray change_kind[%zu]\n"
            "array change_text[%zu]\n",
            count, CHANGES_MOST, count + 1, count + 1, count + 1);
    for (size_t i = 0; i < count; i++)
        put_change(to, picture, i + 1, list[i]);
    free(list);
    return 0;
}

static void judged_by(const struct history_picture *picture, char *out, size_t room)
{
    const struct history_series *series = picture->series;
    const struct history_judgement *judgement = picture->judgement;
    const char *reference = history_row_of(picture->runs, series, series->count - 1)->reference;
    if (judgement->too_few)
        snprintf(out, room, "Fewer than %u points are not judged", STATS_CHANGEPOINT_POINTS_MIN);
    else if (judgement->pinned)
        snprintf(out, room, "Judged by the ratio to the pinned image %.40s", reference);
    else if (judgement->by_ratio)
        snprintf(out, room, "Judged by the ratio to %.100s of the same run", reference);
    else
        snprintf(out, room, "Judged by the value itself");
}

/* Cell and metric, the unit, the machine, when, by what. */
static void put_words(FILE *to, const struct history_picture *picture)
{
    const struct history_series *series = picture->series;
    char text[3][HISTORY_WORDS_MAX], dates[2][HISTORY_WORDS_MAX], line[800], unit[16];
    const char *name;
    const double *const middle = &series->values[picture->from + (series->count - picture->from) / 2].median;
    history_plain(unit, sizeof unit, series->unit);
    fprintf(to, "y_by = %.17g\n", units_scale(*middle, unit, &name));
    plot_put_variable(to, "y_unit", name);
    history_plain(text[0], sizeof text[0], series->cell);
    history_plain(text[1], sizeof text[1], series->metric);
    plot_put_variable(to, "cell", text[0]);
    plot_put_variable(to, "metric", text[1]);
    history_plain(text[2], sizeof text[2], series->class_name);
    plot_put_variable(to, "machine", text[2]);
    date_of(picture, picture->from, "", dates[0]);
    date_of(picture, series->count - 1, "", dates[1]);
    plot_put_variable(to, "first", dates[0]);
    plot_put_variable(to, "latest", dates[1]);
    history_plain(text[0], sizeof text[0], series->better);
    plot_put_variable(to, "better", text[0]);
    judged_by(picture, line, sizeof line);
    history_plain(text[0], sizeof text[0], line);
    plot_put_variable(to, "judged", text[0]);
    history_plain(text[0], sizeof text[0],
                  strrchr(picture->db, '/') ? strrchr(picture->db, '/') + 1 : picture->db);
    plot_put_variable(to, "run", text[0]);
}

static int has_bars(const struct history_picture *picture)
{
    for (size_t i = picture->from; i < picture->series->count; i++)
        if (isfinite(picture->series->values[i].low) && isfinite(picture->series->values[i].high))
            return 1;
    return 0;
}

/* What plots/common.gp wants of every figure, and this one has not. */
static void put_common(FILE *to, const struct history_picture *picture, const struct history_paths *paths)
{
    fprintf(to,
            "series_count = 0\npanel_count = 1\ncpus = 0\nx_least = %zu\n"
            "x_most = %zu\nx_values = %zu\nimported = %d\n",
            picture->from, picture->series->count - 1, picture->series->count - picture->from,
            picture->series->imported);
    fprintf(to, "by_ratio = %d\nhas_bars = %d\n", picture->judgement->by_ratio, has_bars(picture));
    plot_put_counts(to, 1, 1, 0);
    plot_put_variable(to, "common", "");
    plot_put_variable(to, "system_name", "");
    plot_put_variable(to, "date", "");
    plot_put_variable(to, "tvp", build_version);
    plot_put_variable(to, "format", paths->format);
    plot_put_variable(to, "output", paths->output);
}

static void put_load(FILE *to, const char *folder, const char *name)
{
    char path[TVP_PATH_MAX + 80];
    snprintf(path, sizeof path, "%s/%s.gp", folder, name);
    fputs("load ", to);
    plot_put_text(to, path);
    fputc('\n', to);
}

int history_picture_script(const struct history_picture *picture, const struct history_paths *paths,
                           char *error)
{
    char path[TVP_PATH_MAX];
    FILE *to = fopen(paths->script, "w");
    int failed = !to;
    if (to) {
        put_common(to, picture, paths);
        put_words(to, picture);
        put_ticks(to, picture);
        failed = put_changes(to, picture) != 0 || plot_join(path, paths->work, "points.tsv") != 0;
        plot_put_variable(to, "data", path);
        failed = failed || plot_join(path, paths->work, "levels.tsv") != 0;
        plot_put_variable(to, "levels", path);
        put_load(to, paths->folder, "common");
        put_load(to, paths->folder, paths->figure);
        fputs("unset output\n", to);
        failed |= fclose(to) != 0;
    }
    return failed ? failed_to_write(paths->script, error) : 0;
}
