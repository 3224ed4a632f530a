/* SPDX-License-Identifier: MIT */
/* Finds the cells that a claim's figures are of, and computes them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "cli.h"

#define WORDS_MAX 24u

/* NAME=VALUE words, the later over the earlier. */
struct words {
    char names[WORDS_MAX][64], values[WORDS_MAX][64];
    size_t count;
};

static void add_words(struct words *words, const char *text)
{
    while (*text) {
        const size_t length = strcspn(text, " "), name = strcspn(text, "=");
        if (name < length && name < 64 && length - name - 1 < 64 && words->count < WORDS_MAX) {
            char key[64];
            size_t at = 0;
            snprintf(key, sizeof key, "%.*s", (int)name, text);
            while (at < words->count && strcmp(words->names[at], key) != 0)
                at++;
            memcpy(words->names[at], key, sizeof key);
            snprintf(words->values[at], 64, "%.*s", (int)(length - name - 1), text + name + 1);
            words->count += at == words->count;
        }
        text += length;
        text += strspn(text, " ");
    }
}

static int fits(const struct view_cell *cell, const struct words *words)
{
    char value[VIEW_TEXT_MAX];
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->values[i], "-") != 0 &&
            strcmp(view_field(cell, words->names[i], value), words->values[i]) != 0)
            return 0;
    return 1;
}

/* A run, with what its figures do not tell. */
struct source {
    struct view view;
    struct claim_status *statuses; /* of its cells; owned */
    json_t *runtime;               /* of its trials, or NULL; owned */
    const char *folder;            /* of the claims that it is of, or the run's own */
    int is_other;
    char system[16]; /* "Linux", "Windows", "macOS" */
};

/* The series of the one cell that fits and has the metric, in trials of either kind. NULL with `why`. */
static const struct view_series *find(const struct source *source, const struct words *words,
                                      const char *metric, char *why)
{
    const struct view_series *found = NULL;
    size_t cells = 0, with = 0;
    const char *reason = NULL;
    for (size_t i = 0; i < source->view.cell_count; i++) {
        const struct view_cell *cell = &source->view.cells[i];
        if (!fits(cell, words))
            continue;
        cells++;
        if (source->statuses[i].reason[0])
            reason = source->statuses[i].reason;
        if (cell->unsupported[0])
            reason = cell->unsupported;
        for (uint32_t kind = TVP_KIND_TIME; kind <= TVP_KIND_MEMORY; kind++) {
            const struct view_series *series = view_series(&source->view, cell, metric, kind);
            with += series != NULL;
            found = series ? series : found;
        }
    }
    if (with == 1)
        return found;
    if (with > 1)
        snprintf(why, REASON_MAX, "%zu cells fit, not one", with);
    else if (reason)
        snprintf(why, REASON_MAX, "%.190s", reason);
    else
        snprintf(why, REASON_MAX, cells ? "no trial of it is ok" : "it was not measured");
    return NULL;
}

static void unit_of(const struct view *view, struct claim_figure *figure)
{
    const int place = view_metric(view, figure->metric);
    snprintf(figure->unit, sizeof figure->unit, "%s",
             figure->kind == CLAIM_RATIO || place < 0 ? "ratio" : view->metrics[place].unit);
}

/* Why a figure is of fewer trials than were played, or of fewer pairs: `below` is NULL where it is no ratio.
 */
static void note(struct claim_figure *figure, const struct view_series *above,
                 const struct view_series *below)
{
    const struct view_series *told = above->nulls || !below ? above : below;
    char other[80] = "";
    if (!told->nulls)
        return;
    if (below)
        snprintf(other, sizeof other, " and %zu of %zu of those compared with", below->nulls,
                 below->nulls + below->count);
    snprintf(figure->note, sizeof figure->note, "%zu of %zu trials%s could not tell: %.80s", above->nulls,
             above->nulls + above->count, other, told->null_reason ? told->null_reason : "no reason given");
}

static void for_each_mib(struct claim_figure *figure, const struct words *words)
{
    double mib = NAN;
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->names[i], "data") == 0)
            mib = strtod(words->values[i], NULL) / 1048576;
    figure->value.estimate /= mib;
    figure->value.low /= mib;
    figure->value.high /= mib;
}

static void compute(const struct source *source, struct claim_figure *figure)
{
    struct words words = {.count = 0};
    add_words(&words, figure->where);
    const struct view_series *above = find(source, &words, figure->metric, figure->missing), *below = NULL;
    if (!above)
        return;
    unit_of(&source->view, figure);
    if (figure->kind != CLAIM_RATIO) {
        note(figure, above, NULL);
        figure->value = view_median(above);
        if (figure->kind == CLAIM_PER_MIB)
            for_each_mib(figure, &words);
        return;
    }
    add_words(&words, figure->against);
    below = find(source, &words, figure->metric, figure->missing);
    if (!below)
        return;
    figure->value = view_ratio(above, below);
    note(figure, above, below);
    if (!isfinite(figure->value.estimate))
        snprintf(figure->missing, sizeof figure->missing, "no block has both trials%s%.150s",
                 figure->note[0] ? ": " : "", figure->note);
}

/* What became of the trials of all cells that fit: failed where one failed, ok where all that could be played
 * are, unsupported where none could be. */
static void look_up_status(const struct source *source, struct claim_case *one)
{
    struct words words = {.count = 0};
    struct claim_status sum = {0};
    add_words(&words, one->key);
    for (size_t i = 0; i < source->view.cell_count; i++) {
        const struct view_cell *cell = &source->view.cells[i];
        const struct claim_status *status = &source->statuses[i];
        if (!fits(cell, &words))
            continue;
        sum.ok += status->ok;
        sum.bad += status->bad;
        sum.unsupported += status->unsupported + (cell->unsupported[0] != 0);
        const char *reason = cell->unsupported[0] ? cell->unsupported : status->reason;
        if (*reason && (!sum.reason[0] || status->bad))
            snprintf(sum.reason, sizeof sum.reason, "%.190s", reason);
    }
    if (sum.bad)
        snprintf(one->detail, sizeof one->detail, "%zu of %zu trials: %.190s", sum.bad, sum.bad + sum.ok,
                 sum.reason);
    else if (!sum.ok)
        snprintf(one->detail, sizeof one->detail, "%.190s", sum.reason);
    snprintf(one->outcome, sizeof one->outcome, "%s",
             sum.bad           ? "failed"
             : sum.ok          ? "ok"
             : sum.unsupported ? "unsupported"
                               : "");
}

/* 1: that claim is answered by what was given for another system. */
static int suits(const struct claims *claims, const struct claim *claim, const struct source *source)
{
    if (!claim->system)
        return 0;
    return strcmp(claim->system, "other") == 0 ? strcmp(source->system, claims->system) != 0
                                               : strcmp(claim->system, source->system) == 0;
}

/* What a scenario's records say of one. */
static void case_of(const json_t *records, const char *key, struct claim_case *one)
{
    const json_t *record;
    size_t i;
    snprintf(one->missing, sizeof one->missing, "the scenario %.40s did not come to it", one->scenario);
    json_array_foreach(records, i, record)
    {
        if (json_object_get(record, "missing"))
            snprintf(one->missing, sizeof one->missing, "%s", json_text_at(record, "missing", ""));
        if (strcmp(json_text_at(record, "case", ""), key) != 0)
            continue;
        snprintf(one->outcome, sizeof one->outcome, "%s", json_text_at(record, "outcome", ""));
        snprintf(one->detail, sizeof one->detail, "%s", json_text_at(record, "detail", ""));
        one->missing[0] = '\0';
        return;
    }
}

/* {NAME} in a case's key is what the record says of its runtime. 0, or -1 where it does not. */
static int complete_key(const struct claim_case *one, const json_t *runtime, char *key, size_t room)
{
    const char *open = strchr(one->key, '{'), *close = open ? strchr(open, '}') : NULL;
    char name[64];
    snprintf(key, room, "%s", one->key);
    if (!close)
        return 0;
    snprintf(name, sizeof name, "%.*s", (int)(close - open - 1), open + 1);
    const char *value = json_text_at(runtime, name, "");
    snprintf(key, room, "%.*s%s%s", (int)(open - one->key), one->key, value, close + 1);
    return *value ? 0 : -1;
}

/* Of another machine's folder of claims. */
static void case_given(const struct source *source, struct claim_case *one)
{
    const char *folder = source->folder;
    char key[160];
    json_t *records = claims_records(folder, one->scenario);
    json_t *own = claims_scenario_runtime(records);
    if (complete_key(one, own ? own : source->runtime, key, sizeof key) == 0)
        case_of(records, key, one);
    json_decref(own);
    json_decref(records);
    if (!one->outcome[0])
        snprintf(one->missing, sizeof one->missing, "%.120s has no such case of the scenario %.40s", folder,
                 one->scenario);
}

/* Of the run's trials, or, where it has none of a runtime, of a scenario beside it. */
static void look_up_runtime(const struct source *source, const struct claim *claim, struct claim_case *one)
{
    json_t *runtime = json_incref(source->runtime);
    for (size_t k = 0; !runtime && k < claim->case_count; k++)
        if (claim->cases[k].scenario) {
            json_t *records = claims_records(source->folder, claim->cases[k].scenario);
            runtime = claims_scenario_runtime(records);
            json_decref(records);
        }
    snprintf(one->outcome, sizeof one->outcome, "%.31s", json_text_at(runtime, one->key, ""));
    if (!one->outcome[0])
        snprintf(one->missing, sizeof one->missing, "%.100s does not tell an interpreter's %.50s",
                 source->folder, one->key);
    json_decref(runtime);
}

static void cases_of(struct claim *claim, const struct source *source)
{
    for (size_t k = 0; k < claim->case_count; k++) {
        struct claim_case *one = &claim->cases[k];
        if (one->is_other != source->is_other || one->outcome[0])
            continue;
        if (one->is_other) /* it is given */
            one->missing[0] = '\0';
        if (one->is_runtime)
            look_up_runtime(source, claim, one);
        else if (!one->scenario)
            look_up_status(source, one);
        else if (one->is_other)
            case_given(source, one);
    }
}

/* How many claims it is for. */
static size_t figures_of(struct claims *claims, const struct source *source, int run)
{
    size_t served = 0;
    for (size_t i = 0; i < claims->count; i++) {
        struct claim *claim = &claims->claims[i];
        if (source->is_other ? !suits(claims, claim, source) : claim->run != run)
            continue;
        served++;
        for (size_t f = 0; f < claim->figure_count; f++)
            if (claim->figures[f].kind != CLAIM_QUOTIENT && claim->figures[f].is_other == source->is_other &&
                !isfinite(claim->figures[f].value.estimate)) {
                claim->figures[f].missing[0] = '\0';
                compute(source, &claim->figures[f]);
            }
        cases_of(claim, source);
    }
    return served;
}

/* `folder`: of claims, or of the run itself; run: its number, or -1 of one that was given. */
static int read_run(struct claims *claims, const char *folder, const char *path, int run)
{
    char error[READER_ERROR_MAX];
    struct source *source = calloc(1, sizeof *source);
    const struct view_filter all = {0};
    if (!source)
        return cli_error(EXIT_TVP, "out of memory");
    source->is_other = run < 0;
    source->folder = folder;
    int bad = view_open(&source->view, path, &all, error) != 0;
    if (!bad) {
        source->statuses =
            claims_statuses(claims, source->is_other, path, source->view.cell_count, &source->runtime, error);
        bad = !source->statuses;
    }
    int code = bad ? cli_error(EXIT_USAGE, "claims: %s", error) : 0;
    if (!code) {
        snprintf(source->system, sizeof source->system, "%.15s",
                 json_text_at(source->view.reader.machine, "os.name", "?"));
        if (!source->is_other)
            memcpy(claims->system, source->system, sizeof claims->system);
        if (figures_of(claims, source, run) == 0 && source->is_other)
            fprintf(stderr, "tvp: claims: --run %s: none of the claims needs a run of %s\n", folder,
                    source->system);
    }
    view_close(&source->view);
    free(source->statuses);
    json_decref(source->runtime);
    free(source);
    return code;
}

/* A run, or a folder of claims with its newest run. */
static int read_given(struct claims *claims, const char *given)
{
    char path[CLAIM_PATH_MAX], suite[CLAIM_PATH_MAX];
    for (unsigned number = CLAIM_OWN_MAX; number >= 1; number--) {
        claims_run_names(given, number, path, suite);
        if (plat_folder_is_empty(path) == 0)
            return read_run(claims, given, path, -1);
    }
    return read_run(claims, given, given, -1);
}

/* Before anything is known. */
static void clear(struct claims *claims)
{
    for (size_t i = 0; i < claims->count; i++) {
        struct claim *claim = &claims->claims[i];
        for (size_t f = 0; f < claim->figure_count; f++) {
            claim->figures[f].value = (struct stats_interval){NAN, NAN, NAN, 0, 0, STATS_NONE};
            snprintf(claim->figures[f].missing, REASON_MAX,
                     claim->figures[f].is_other ? "it was not given" : "it was not measured");
        }
        for (size_t k = 0; k < claim->case_count; k++)
            if (claim->cases[k].is_other)
                snprintf(claim->cases[k].missing, REASON_MAX, "it was not given");
            else if (claim->cases[k].scenario)
                case_of(json_object_get(claims->scenarios, claim->cases[k].scenario), claim->cases[k].key,
                        &claim->cases[k]);
    }
}

int claims_figures(struct claims *claims)
{
    int code = 0;
    clear(claims);
    for (size_t r = 0; r < claims->run_count && !code; r++) {
        if (claims_use(claims, (int)r))
            code = read_run(claims, claims->folder, claims->runs[r].path, (int)r);
    }
    for (size_t i = 0; i < claims->other_count && !code; i++)
        code = read_given(claims, claims->others[i]);
    claims_scenario_facts(claims);
    for (size_t i = 0; i < claims->count && !code; i++)
        claims_quotients(&claims->claims[i]);
    return code;
}
