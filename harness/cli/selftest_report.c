/* SPDX-License-Identifier: MIT */
/* What `tvp selftest` has found, in the terminal, 80 columns wide. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "selftest.h"
#include "table.h"

/* Shares as percentages, with as many digits as they are worth. */
static void percent(char *out, size_t room, double share)
{
    const double value = 100 * share, size = fabs(value);
    if (!isfinite(value))
        snprintf(out, room, "-");
    else
        snprintf(out, room,
                 size < 0.9995 && size > 0 ? "%.2f %%"
                 : size < 9.95             ? "%.1f %%"
                                           : "%.0f %%",
                 value);
}

static void between(char *out, size_t room, double low, double high)
{
    char from[16], to[16];
    percent(from, sizeof from, low);
    percent(to, sizeof to, high);
    from[strcspn(from, " ")] = '\0';
    snprintf(out, room, "%s .. %s", from, to);
}

static void cell_percent(struct table *table, size_t column, double share)
{
    char text[32];
    percent(text, sizeof text, share);
    table_cell(table, column, text);
}

/* ---- rates ---- */

static void rate_row(struct table *table, const char *what, const struct stats_proportion *rate)
{
    char text[64];
    table_row(table);
    table_cell(table, 0, what);
    snprintf(text, sizeof text, "%zu of %zu", rate->hits, rate->count);
    table_cell(table, 1, text);
    cell_percent(table, 2, rate->share);
    between(text, sizeof text, rate->low, rate->high);
    table_cell(table, 3, rate->count ? text : "-");
}

static int rates(const struct selftest *test, FILE *to)
{
    static const char *const words[RATES] = {
        "identical arms: p < .05", "known difference: p of it < .05", "interval misses the known difference",
        "identical arms: REGRESSED or IMPROVED", "slowed arms: a wrong verdict"};
    struct table table;
    table_begin(&table, "<how often it is wrong|count|rate|95 % interval");
    for (int rate = 0; rate < RATES; rate++) {
        const struct stats_proportion share = selftest_rate(test, (enum selftest_rate)rate);
        rate_row(&table, words[rate], &share);
    }
    const struct stats_proportion runs = selftest_runs_with_alarm(test);
    rate_row(&table, "runs of identical arms with any alarm", &runs);
    return table_print(&table, to, TABLE_WIDTH);
}

/* ---- power ---- */

static void power_row(struct table *table, const struct selftest_power *power)
{
    char text[64];
    table_row(table);
    snprintf(text, sizeof text, "  %.2f %%", 100 * expm1(power->truth));
    table_cell(table, 0, power->truth > 0 ? text : "  nothing");
    snprintf(text, sizeof text, "%zu of %zu", power->found.hits, power->found.count);
    table_cell(table, 1, text);
    cell_percent(table, 2, power->found.share);
    between(text, sizeof text, power->found.low, power->found.high);
    table_cell(table, 3, text);
    cell_percent(table, 4, power->expected);
    snprintf(text, sizeof text, "%.2f %%", 100 * expm1(power->estimate));
    table_cell(table, 5, text);
    snprintf(text, sizeof text, "%.0f", power->trials);
    table_cell(table, 6, text);
    snprintf(text, sizeof text, "%.1f s", power->seconds);
    table_cell(table, 7, text);
}

static void series_note(struct table *table, const char *name, enum arms_figure figure)
{
    char text[400];
    snprintf(text, sizeof text, "%s, %s", name, arms_metric(figure));
    table_note(table, text);
}

static int powers(const struct selftest *test, char *const *names, FILE *to)
{
    struct table table;
    int failed = 0;
    table_begin(&table, "slower by|found|rate|95 % interval|expected|estimate|trials|a run");
    for (uint32_t pair = 0; pair < test->pairs; pair++)
        for (int figure = 0; figure < ARMS_FIGURES; figure++) {
            struct selftest_power power;
            if (!selftest_has(test, pair, (enum arms_figure)figure))
                continue;
            series_note(&table, names[pair], (enum arms_figure)figure);
            for (uint32_t group = 0; group <= test->shift_count; group++) {
                int made = selftest_power(test, group, pair, (enum arms_figure)figure, &power);
                failed |= made < 0;
                if (made > 0)
                    power_row(&table, &power);
            }
        }
    return table_print(&table, to, TABLE_WIDTH) != 0 || failed ? -1 : 0;
}

/* ---- resolution ---- */

static void resolution_row(struct table *table, const struct selftest_resolution *at)
{
    char text[32];
    if (isnan(at->sees))
        return;
    table_row(table);
    snprintf(text, sizeof text, "%g", at->minutes);
    table_cell(table, 0, text);
    snprintf(text, sizeof text, "%.0f", at->trials);
    table_cell(table, 1, text);
    char half[40];
    percent(text, sizeof text, at->half);
    snprintf(half, sizeof half, "+-%s", text);
    table_cell(table, 2, half);
    cell_percent(table, 3, at->sees);
}

static int resolutions(const struct selftest *test, char *const *names, FILE *to)
{
    struct table table;
    int failed = 0;
    table_begin(&table, "minutes|trials an arm|interval|sees");
    for (uint32_t pair = 0; pair < test->pairs; pair++)
        for (int figure = 0; figure < ARMS_FIGURES; figure++) {
            if (!selftest_has(test, pair, (enum arms_figure)figure))
                continue;
            series_note(&table, names[pair], (enum arms_figure)figure);
            const double noise = selftest_noise(test, pair, (enum arms_figure)figure, &failed);
            for (size_t i = 0; i < SELFTEST_MINUTES; i++) {
                struct selftest_resolution at;
                selftest_resolve(test, pair, (enum arms_figure)figure, noise, selftest_minutes[i], &at);
                resolution_row(&table, &at);
            }
        }
    return table_print(&table, to, TABLE_WIDTH) != 0 || failed ? -1 : 0;
}

/* ---- all of it ---- */

static void heading(const struct selftest *test, FILE *to)
{
    const struct arms *arms = &test->ab->arms;
    char text[600];
    size_t runs = 0;
    uint64_t trials = 0;
    for (uint32_t group = 0; group <= test->shift_count; group++)
        runs += test->runs[group];
    for (uint32_t pair = 0; pair < test->pairs; pair++)
        trials += test->played[pair];
    snprintf(
        text, sizeof text,
        "What `tvp ab` sees here: %zu runs of it in %.0f s, each with fresh trials (%" PRIu64
        " in all), at most %u of an arm, at a level of %g %%. Both arms are the same image; in a slowed one "
        "every batch of ops does more ops than are counted, so that its slowdown is known.",
        runs, (double)(plat_now_ns() - test->began_ns) / 1e9, trials, arms->look_trials[arms->look_count - 1],
        100 * test->ab->level);
    table_text(to, text, 0, 0, TABLE_WIDTH);
}

static const char power_note[] =
    "found: REGRESSED, which takes an interval wholly beyond the threshold; expected: of that, by the noise "
    "seen; estimate: its median over runs; trials of an arm, and the time of a run: until its verdict.";
static const char resolution_note[] = "What one comparison by `tvp ab` sees after so many minutes, by the "
                                      "noise seen here: how wide its interval "
                                      "is, and the smallest slowdown that it finds 4 times in 5.";

int selftest_text(const struct selftest *test, char *const *names, FILE *to)
{
    heading(test, to);
    fputc('\n', to);
    int failed = rates(test, to);
    fputc('\n', to);
    table_text(to, power_note, 0, 0, TABLE_WIDTH);
    fputc('\n', to);
    failed |= powers(test, names, to);
    fputc('\n', to);
    table_text(to, resolution_note, 0, 0, TABLE_WIDTH);
    fputc('\n', to);
    return failed | resolutions(test, names, to);
}
