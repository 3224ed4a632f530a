/* SPDX-License-Identifier: MIT */
/* What the history holds, in words and as JSON. Its texts came from files that others wrote. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "../store/lines.h"
#include "history_cli.h"
#include "table_units.h"

void history_plain(char *out, size_t room, const char *text)
{
    size_t i = 0;
    for (; text[i] && i + 1 < room; i++)
        out[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    out[i] = '\0';
}

void history_date(char out[HISTORY_WORDS_MAX], const char *time)
{
    int stamp = strlen(time) >= 16 && time[8] == 'T' && time[15] == 'Z';
    for (size_t i = 0; stamp && i < 15; i++)
        stamp = i == 8 || isdigit((unsigned char)time[i]);
    if (stamp)
        snprintf(out, HISTORY_WORDS_MAX, "%.4s-%.2s-%.2s %.2s:%.2s", time, time + 4, time + 6, time + 9,
                 time + 11);
    else
        history_plain(out, HISTORY_WORDS_MAX, time);
}

void history_value_words(char *out, size_t room, double value, const char *unit)
{
    char plain[16];
    history_plain(plain, sizeof plain, unit);
    units_readable(out, room, value, plain);
}

static const char *worse_word(const struct history_change *change)
{
    return change->worse > 0 ? ", worse" : change->worse < 0 ? ", better" : "";
}

void history_effect_words(char *out, size_t room, const struct history_series *series,
                          const struct history_change *change)
{
    char before[UNITS_MAX], after[UNITS_MAX], effect[32] = "", why[HISTORY_WHY_MAX + 4] = "";
    history_value_words(before, sizeof before, change->before, series->unit);
    history_value_words(after, sizeof after, change->after, series->unit);
    if (isfinite(change->effect))
        snprintf(effect, sizeof effect, "%+.3g %%", 100 * change->effect);
    if (change->cause == CAUSE_ENVIRONMENT) {
        snprintf(why, sizeof why, " (");
        history_plain(why + 2, sizeof why - 3, change->why);
        memcpy(why + strlen(why), ")", 2);
    }
    snprintf(out, room, "%s%s: %s -> %s (%s%s%s)", change->cause == CAUSE_CODE ? "code" : "environment", why,
             before, after, effect, change->of_ratio ? " of the ratio" : "", worse_word(change));
}

void history_commit_words(char *out, size_t room, const struct history_series *series,
                          const struct history_change *change)
{
    char before[64], after[64];
    history_plain(before, sizeof before, series->values[change->previous].commit);
    history_plain(after, sizeof after, series->values[change->at].commit);
    if (!*before && !*after)
        snprintf(out, room, "%s", "");
    else if (strcmp(before, after) == 0)
        snprintf(out, room, "commit %s on both sides", before);
    else
        snprintf(out, room, "commit %s -> %s", before, after);
}

void history_change_words(char *out, size_t room, const struct history_series *series,
                          const struct history_change *change)
{
    char effect[800], commits[200];
    history_effect_words(effect, sizeof effect, series, change);
    history_commit_words(commits, sizeof commits, series, change);
    snprintf(out, room, "%s%s%s", effect, *commits ? ", " : "", commits);
}

/* ---- JSON ---- */

json_t *history_series_json(const struct history_series *series)
{
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:I}", "machine", json_text(series->class_name), "cell",
                     json_text(series->cell), "kind", json_text(series->kind), "metric",
                     json_text(series->metric), "unit", json_text(series->unit), "better",
                     json_text(series->better), "points", (json_int_t)series->count);
}

static json_t *run_name(const struct history_runs *runs, const struct history_value *value)
{
    return value->run == HISTORY_NO_RUN ? json_null() : json_text(runs->rows[value->run].name);
}

json_t *history_change_json(const struct history_runs *runs, const struct history_series *series,
                            const struct history_change *change)
{
    const struct history_value *before = &series->values[change->previous],
                               *after = &series->values[change->at];
    return json_pack("{s:I,s:s,s:o,s:o,s:o,s:o,s:s,s:o,s:o,s:o,s:o}", "index", (json_int_t)change->at,
                     "cause", change->cause == CAUSE_CODE ? "code" : "environment", "why",
                     change->cause == CAUSE_CODE ? json_null() : json_text(change->why), "before",
                     json_number(change->before), "after", json_number(change->after), "effect",
                     json_number(change->effect), "direction",
                     change->worse > 0   ? "worse"
                     : change->worse < 0 ? "better"
                                         : "unknown",
                     "commit_before", json_text(before->commit), "commit_after", json_text(after->commit),
                     "run_before", run_name(runs, before), "run_after", run_name(runs, after));
}

json_t *history_changes_json(const struct history_runs *runs, const struct history_series *series,
                             const struct history_judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < judgement->count; i++)
        if (json_array_append_new(list, history_change_json(runs, series, &judgement->changes[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}
