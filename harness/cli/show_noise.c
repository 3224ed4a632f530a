/* SPDX-License-Identifier: MIT */
/* The noise table: which trials were disturbed, how they went inside, where the variance comes from, and what
 * so many trials can show. */
#include <math.h>
#include <stdlib.h>

#include "noise.h"
#include "show.h"
#include "table_units.h"

/* Where columns stand; the sessions' one is there only in runs of several. */
enum { LABEL, WORKERS, OFF, COURSES, FIGURE = COURSES + 4, WITHIN, TRIALS, SESSIONS };

#define FEW 6u /* from fewer trials, what they can see is itself but roughly known */

struct noisy {
    struct thresholds thresholds;
    size_t rows, blind; /* of the table; that cannot see their threshold */
    double least, most; /* of the thresholds */
};

static void put_count(struct table *table, size_t column, size_t count)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", count);
    table_cell(table, column, count ? text : "-");
}

static void put_share(struct table *table, size_t column, double share, const char *before, const char *after)
{
    char text[48];
    if (!isfinite(share))
        snprintf(text, sizeof text, "-%s", *after ? " " : "");
    else if (share > 99.99)
        snprintf(text, sizeof text, "%s>9999%%%s", before, after);
    else
        snprintf(text, sizeof text, share < 0.0995 ? "%s%.1f%%%s" : "%s%.0f%%%s", before, share * 100, after);
    table_cell(table, column, text);
}

static void put_part(struct table *table, size_t column, const struct stats_part *part)
{
    if (part->state == STATS_PART_TRUNCATED)
        table_cell(table, column, "0");
    else
        put_share(table, column, part->state == STATS_PART_UNKNOWN ? NAN : noise_share(part->variance), "",
                  "");
}

static void put_figure(const struct show *show, struct table *table, const struct noise *noise,
                       struct noisy *noisy)
{
    const size_t several = show->view.sessions > 1, sees = SESSIONS + several;
    const int blind = noise->sees > noise->threshold;
    char text[24];
    table_cell(table, FIGURE, noise->figure == NOISE_OP ? "op" : "enter");
    put_part(table, WITHIN, &noise->parts.within);
    put_part(table, TRIALS, &noise->parts.trials);
    if (several)
        put_part(table, SESSIONS, &noise->parts.sessions);
    put_share(table, sees, noise->sees, noise->count < FEW ? "~" : "", blind ? "!" : " ");
    snprintf(text, sizeof text, noise->needed < 1e6 ? "%.0f" : "%.0e", noise->needed);
    table_cell(table, sees + 1, isfinite(noise->needed) ? text : "-");
    show_count(table, sees + 2,
               noise->count > noise->parts.trial_count ? noise->count : noise->parts.trial_count);
    noisy->rows++;
    noisy->blind += blind != 0;
    noisy->least = noise->threshold < noisy->least ? noise->threshold : noisy->least;
    noisy->most = noise->threshold > noisy->most ? noise->threshold : noisy->most;
}

static void put_cell(const struct show *show, struct table *table, const struct view_cell *cell)
{
    size_t off = 0, courses[STATS_COURSE_COUNT] = {0};
    char text[64];
    for (size_t i = 0; i < cell->trial_count; i++) {
        off += cell->trials[i].health.off != 0;
        courses[cell->trials[i].inside.course]++;
    }
    show_label(table, cell);
    show_workers(table, WORKERS, cell);
    snprintf(text, sizeof text, "%zu/%zu", off, cell->trial_count);
    table_cell(table, OFF, show->view.no_health ? "-" : text);
    for (int course = STATS_COURSE_FLAT; course < STATS_COURSE_COUNT; course++)
        put_count(table, COURSES + (size_t)(course - STATS_COURSE_FLAT), courses[course]);
}

static int add_cell(const struct show *show, struct table *table, const struct view_cell *cell, void *context)
{
    struct noisy *noisy = context;
    int begun = 0;
    for (int figure = 0; figure < NOISE_FIGURES; figure++) {
        struct noise noise;
        int got = noise_of(cell, (enum noise_figure)figure, &noisy->thresholds, &noise);
        if (got < 0)
            return -1;
        if (got == 0)
            continue;
        table_row(table);
        if (!begun++)
            put_cell(show, table, cell);
        put_figure(show, table, &noise, noisy);
    }
    return 0;
}

static void say_blind(const struct show *show, const struct noisy *noisy)
{
    char text[SHOW_TEXT_MAX], threshold[64];
    if (noisy->blind == 0)
        return;
    if (noisy->least < noisy->most)
        snprintf(threshold, sizeof threshold, "%.3g %% to %.3g %%", noisy->least * 100, noisy->most * 100);
    else
        snprintf(threshold, sizeof threshold, "%.3g %%", noisy->most * 100);
    snprintf(text, sizeof text,
             "!: %zu of %zu rows are too noisy to see a difference of their threshold (%s) with n trials an "
             "arm: no "
             "verdict on such a difference would hold; `need` trials would do.",
             noisy->blind, noisy->rows, threshold);
    table_text(show->to, text, 0, 0, show->width);
}

int show_noise(struct show *show)
{
    struct noisy noisy = {.thresholds = show->thresholds, .least = INFINITY};
    const struct show_table what = {
        .title = "NOISE: off: disturbed trials; flat, warm-up, slowdown, unsteady: how the batches of a "
                 "trial went; "
                 "relative standard deviation within a trial and from trial to trial; sees: the smallest "
                 "difference "
                 "that n trials an arm find 4 times in 5, by the trials' 10th percentile (~: told by fewer "
                 "than 6); "
                 "need: trials an arm for the "
                 "threshold",
        .spec = show->view.sessions > 1
                    ? "<model/sharing|N|off|flat|warm|slow|unst|<of|within|trials|sess.|sees |need|n"
                    : "<model/sharing|N|off|flat|warm|slow|unst|<of|within|trials|sees |need|n",
        .gap = 1,
        .add = add_cell,
        .context = &noisy};
    size_t count;
    const struct view_cell **cells = show_cells(show, show_has_trials, &count);
    int failed = !cells || (count > 0 && show_table(show, &what, cells, count) != 0);
    say_blind(show, &noisy);
    free(cells);
    return failed ? -1 : 0;
}
