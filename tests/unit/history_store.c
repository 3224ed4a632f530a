/* SPDX-License-Identifier: MIT */
/* The history database: what is put in comes out, in the order of time, and a broken file is told from a busy
 * one. */
#include "../../harness/store/history.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../harness/api/plat.h"

struct rig {
    char folder[64], path[96], error[HISTORY_ERROR_MAX];
    struct history history;
};

static void rig_make(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    snprintf(rig->folder, sizeof rig->folder, "/tmp/tvp-test-XXXXXX");
    cr_assert(mkdtemp(rig->folder) != NULL);
    snprintf(rig->path, sizeof rig->path, "%s/sub/history.db", rig->folder);
    cr_assert(history_open(&rig->history, rig->path, HISTORY_WRITE, 100, rig->error) == 0, "%s", rig->error);
}

static void rig_remove(struct rig *rig)
{
    history_close(&rig->history);
    plat_folder_clear(rig->folder);
    plat_folder_remove(rig->folder);
}

static int64_t put_run(struct rig *rig, const char *key, const char *content, const char *time, double value)
{
    const struct history_machine machine = {"a class", "a class, kernel 6.1"};
    const struct history_key series = {"a class", "noop/fork", "time", "enter_ns", "ns", "lower"};
    const struct history_figure figure = {
        .median = value, .low = NAN, .high = value + 1, .log_ratio = NAN, .trials = 7};
    const struct history_run run = {.key = key,
                                    .name = key,
                                    .path = "/nowhere",
                                    .content = content,
                                    .time = time,
                                    .tvp = "0",
                                    .commit = key,
                                    .image = "0",
                                    .label = "",
                                    .reference = "",
                                    .reference_kind = "",
                                    .reference_value = NAN};
    int64_t id = 0, series_id = 0;
    cr_assert(history_begin(&rig->history, rig->error) == 0, "%s", rig->error);
    cr_assert(history_put_run(&rig->history, &run, &machine, &id, rig->error) == 0, "%s", rig->error);
    cr_assert(history_put_series(&rig->history, &series, &series_id, rig->error) == 0, "%s", rig->error);
    cr_assert(history_put_figure(&rig->history, series_id, id, &figure, rig->error) == 0, "%s", rig->error);
    cr_assert(history_commit(&rig->history, rig->error) == 0, "%s", rig->error);
    return id;
}

struct seen {
    size_t series, points;
    double values[8];
    char commits[8][16];
};

static int see(void *context, const struct history_series *series)
{
    struct seen *seen = context;
    seen->series++;
    for (size_t i = 0; i < series->count && seen->points < 8; i++) {
        snprintf(seen->commits[seen->points], sizeof seen->commits[0], "%s", series->values[i].commit);
        seen->values[seen->points++] = series->values[i].median;
        cr_expect(isnan(series->values[i].low));
    }
    return 0;
}

static struct seen look(struct rig *rig, const char *metric)
{
    struct seen seen = {0};
    struct history_runs runs;
    const struct history_filter filter = {.metric = metric};
    cr_assert(history_load_runs(&rig->history, &runs, rig->error) == 0, "%s", rig->error);
    cr_assert(history_each_series(&rig->history, &runs, &filter, see, &seen, rig->error) == 0, "%s",
              rig->error);
    history_free_runs(&runs);
    return seen;
}

Test(history_store, figures_come_in_the_order_of_time)
{
    struct rig rig;
    rig_make(&rig);
    put_run(&rig, "later", "1", "20260102T000000Z", 2);
    put_run(&rig, "earlier", "1", "20260101T000000Z", 1);
    struct seen seen = look(&rig, NULL);
    cr_assert(seen.series == 1 && seen.points == 2);
    cr_expect(seen.values[0] == 1 && seen.values[1] == 2);
    cr_expect_str_eq(seen.commits[0], "earlier");
    cr_expect(look(&rig, "enter_ns,other").series == 1);
    cr_expect(look(&rig, "enter").series == 0);
    rig_remove(&rig);
}

Test(history_store, a_run_with_more_records_replaces_itself)
{
    struct rig rig;
    int64_t id = 0;
    rig_make(&rig);
    put_run(&rig, "run", "1", "20260101T000000Z", 1);
    cr_expect(history_has_run(&rig.history, "run", "1", &id, rig.error) == HISTORY_THERE && id > 0);
    cr_expect(history_has_run(&rig.history, "run", "2", &id, rig.error) == 0);
    put_run(&rig, "run", "2", "20260101T000000Z", 3);
    struct seen seen = look(&rig, NULL);
    cr_expect(seen.points == 1 && seen.values[0] == 3);
    rig_remove(&rig);
}

Test(history_store, keeps_only_what_it_is_told_to)
{
    struct rig rig;
    rig_make(&rig);
    put_run(&rig, "one", "1", "20260101T000000Z", 1);
    int64_t keep = put_run(&rig, "two", "1", "20260102T000000Z", 2);
    cr_assert(history_keep_only(&rig.history, &keep, 1, rig.error) == 0, "%s", rig.error);
    struct seen seen = look(&rig, NULL);
    cr_expect(seen.points == 1 && seen.values[0] == 2);
    cr_assert(history_keep_only(&rig.history, NULL, 0, rig.error) == 0, "%s", rig.error);
    cr_expect(look(&rig, NULL).series == 0);
    rig_remove(&rig);
}

Test(history_store, imported_series_are_replaced_and_survive_a_rebuild)
{
    struct rig rig;
    int64_t id;
    const struct history_key key = {"imported", "load", "import", "value", "", ""};
    rig_make(&rig);
    for (int pass = 0; pass < 2; pass++) {
        cr_assert(history_replace_imported(&rig.history, &key, &id, rig.error) == 0, "%s", rig.error);
        for (uint64_t i = 0; i < 3; i++) {
            const struct history_imported figure = {
                .ordinal = 2 - i, .value = (double)i, .time = "", .commit = "c"};
            cr_assert(history_put_imported(&rig.history, id, &figure, rig.error) == 0, "%s", rig.error);
        }
    }
    cr_assert(history_keep_only(&rig.history, NULL, 0, rig.error) == 0, "%s", rig.error);
    struct seen seen = look(&rig, "value");
    cr_expect(seen.series == 1 && seen.points == 3 && seen.values[0] == 2 && seen.values[2] == 0);
    cr_expect_str_eq(seen.commits[1], "c");
    rig_remove(&rig);
}

Test(history_store, what_was_rolled_back_is_not_there)
{
    struct rig rig;
    int64_t id;
    const struct history_key key = {"imported", "load", "import", "value", "", ""};
    const struct history_imported figure = {.value = 1, .time = "", .commit = ""};
    rig_make(&rig);
    cr_assert(history_begin(&rig.history, rig.error) == 0);
    cr_assert(history_replace_imported(&rig.history, &key, &id, rig.error) == 0);
    cr_assert(history_put_imported(&rig.history, id, &figure, rig.error) == 0);
    history_rollback(&rig.history);
    cr_expect(look(&rig, NULL).series == 0);
    rig_remove(&rig);
}

static void expect_fault(const char *path, enum history_mode mode, int wanted, const char *words)
{
    struct history history;
    char error[HISTORY_ERROR_MAX] = "";
    int fault = history_open(&history, path, mode, 50, error);
    cr_expect(fault == wanted, "%s: %d, not %d: %s", path, fault, wanted, error);
    cr_expect(strstr(error, words) != NULL && strchr(error, '\n') == NULL, "%s", error);
    history_close(&history);
}

Test(history_store, what_cannot_be_used_is_said)
{
    struct rig rig;
    struct history other;
    char path[128];
    rig_make(&rig);
    snprintf(path, sizeof path, "%s/none.db", rig.folder);
    expect_fault(path, HISTORY_READ, HISTORY_MISSING, "there is no history");
    FILE *file = fopen(path, "w");
    cr_assert(file != NULL);
    for (int i = 0; i < 5000; i++)
        fputc('x', file);
    cr_assert(fclose(file) == 0);
    expect_fault(path, HISTORY_READ, HISTORY_CORRUPT, "broken");
    expect_fault(path, HISTORY_WRITE, HISTORY_CORRUPT, "rebuild");
    cr_assert(history_set_aside(path, rig.error) == 0, "%s", rig.error);
    expect_fault(path, HISTORY_READ, HISTORY_MISSING, "there is no history");
    expect_fault(rig.folder, HISTORY_READ, HISTORY_FAILED, "is no file");

    cr_assert(history_begin(&rig.history, rig.error) == 0);
    cr_assert(history_open(&other, rig.path, HISTORY_WRITE, 50, rig.error) == 0, "%s", rig.error);
    cr_expect(history_begin(&other, rig.error) == HISTORY_LOCKED);
    cr_expect(strstr(rig.error, "locked") != NULL, "%s", rig.error);
    history_close(&other);
    history_rollback(&rig.history);
    rig_remove(&rig);
}
