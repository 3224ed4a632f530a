/* SPDX-License-Identifier: MIT */
/* Run folders: made, locked, appended to, torn, resumed, refused. */
#include "store_rig.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

Test(store_run, makes_the_folder_with_its_parents)
{
    struct rig rig;
    char out[128], error[RUN_ERROR_MAX];
    rig_make(&rig);
    snprintf(out, sizeof out, "%s/a/b/c", rig.folder);
    cr_assert(run_create(&rig.run, out, NULL, error) == 0, "%s", error);
    cr_expect_str_eq(rig.run.name, "c");
    cr_expect(access(rig.run.tmp_path, W_OK) == 0);
    rig_remove(&rig);
}

Test(store_run, takes_an_empty_folder_and_no_other)
{
    struct rig rig;
    rig_make(&rig);
    cr_assert(plat_folder_make(rig.path) == 0);
    cr_expect(run_create(&rig.run, rig.path, NULL, rig.error) == 0, "%s", rig.error);
    run_close(&rig.run, rig.error);
    cr_expect(run_create(&rig.run, rig.path, NULL, rig.error) == -1);
    cr_expect(strncmp(rig.error, "the run folder is not empty: ", 29) == 0, "%s", rig.error);
    rig_remove(&rig);
}

Test(store_run, label_replaces_the_hosts_name)
{
    struct rig rig;
    char host[256] = "";
    rig_make(&rig);
    plat_host_name(host, sizeof host);
    cr_assert(chdir(rig.folder) == 0);
    cr_assert(run_create(&rig.run, NULL, "my/label", rig.error) == 0, "%s", rig.error);
    cr_expect(strstr(rig.run.name, "-my-label-") != NULL, "%s", rig.run.name);
    cr_expect(strncmp(rig.run.path, rig.folder, strlen(rig.folder)) == 0 &&
              strstr(rig.run.path, "/results/2"));
    cr_expect(strlen(host) < 5 || strstr(rig.run.name, host) == NULL);
    run_close(&rig.run, rig.error);
    cr_assert(chdir("/") == 0);
    rig_remove(&rig);
}

Test(store_run, folder_that_cannot_be_made)
{
    struct rig rig;
    rig_make(&rig);
    cr_expect(run_create(&rig.run, "/proc/nowhere/run", NULL, rig.error) == -1);
    cr_expect(strncmp(rig.error, "cannot make the run folder /proc/nowhere/run: ", 46) == 0, "%s", rig.error);
    rig_remove(&rig);
}

Test(store_run, second_process_is_refused)
{
    struct rig rig, other = {.run = {.folder = -1}};
    rig_begin(&rig, 3);
    cr_expect(run_open(&other.run, rig.path, other.error) == -1);
    cr_expect(strncmp(other.error, "another tvp works on this run: ", 31) == 0, "%s", other.error);
    rig_remove(&rig);
}

Test(store_run, appends_one_line_a_trial)
{
    struct rig rig;
    rig_begin(&rig, 3);
    cr_expect(rig_append(&rig, 2) == 0 && rig_append(&rig, 0) == 0, "%s", rig.error);
    cr_expect(run_has(&rig.run, 2) && run_has(&rig.run, 0) && !run_has(&rig.run, 1) && !run_has(&rig.run, 9));
    cr_expect(rig.run.counts[STATUS_FAILED] == 2 && rig.run.recorded == 2);
    char *text = rig_text(&rig, "trials.jsonl"), *second = strchr(text, '\n') + 1;
    const char *start = "{\"schema\":1,\"trial\":2,\"session\":0,\"block\":0,\"kind\":\"time\",";
    cr_expect(strncmp(text, start, strlen(start)) == 0, "%s", text);
    cr_expect(strncmp(second, "{\"schema\":1,\"trial\":0,", 22) == 0);
    cr_expect(strlen(text) == rig.run.end_bytes && text[rig.run.end_bytes - 1] == '\n');
    free(text);
    rig_remove(&rig);
}

Test(store_run, no_record_twice)
{
    struct rig rig;
    rig_begin(&rig, 3);
    cr_expect(rig_append(&rig, 1) == 0);
    cr_expect(rig_append(&rig, 1) == -1);
    cr_expect(rig_append(&rig, 3) == -1);
    rig_remove(&rig);
}

Test(store_run, resumes_what_is_missing)
{
    struct rig rig;
    rig_begin(&rig, 10);
    rig_append(&rig, 7);
    rig_append(&rig, 4);
    char *before = rig_text(&rig, "trials.jsonl");
    rig_reopen(&rig);
    cr_assert(run_scan(&rig.run, 10, rig.error) == 0, "%s", rig.error);
    cr_expect(rig.run.session == 1 && rig.run.recorded == 2 && rig.run.torn_bytes == 0);
    cr_expect(run_has(&rig.run, 7) && run_has(&rig.run, 4) && !run_has(&rig.run, 0));
    cr_expect(rig_append(&rig, 0) == 0, "%s", rig.error);
    char *after = rig_text(&rig, "trials.jsonl");
    cr_expect(strncmp(before, after, strlen(before)) == 0, "earlier records changed");
    cr_expect(strstr(after, "\"trial\":0,\"session\":1,") != NULL);
    rig_reopen(&rig);
    cr_assert(run_scan(&rig.run, 10, rig.error) == 0, "%s", rig.error);
    cr_expect(rig.run.session == 2 && rig.run.recorded == 3);
    free(before);
    free(after);
    rig_remove(&rig);
}

Test(store_run, torn_last_line_is_cut_off_wherever_it_tears)
{
    struct rig rig;
    rig_begin(&rig, 5);
    rig_append(&rig, 0);
    rig_append(&rig, 1);
    char *whole = rig_text(&rig, "trials.jsonl");
    const size_t first = strcspn(whole, "\n") + 1, all = strlen(whole);
    for (size_t keep = first; keep < all; keep += keep + 60 < all && keep > first + 60 ? 37 : 1) {
        char *part = strndup(whole, keep);
        rig_put(&rig, "trials.jsonl", "w", part);
        rig_reopen(&rig);
        cr_assert(run_scan(&rig.run, 5, rig.error) == 0, "%zu: %s", keep, rig.error);
        cr_expect(rig.run.recorded == 1 && rig.run.torn_bytes == keep - first);
        char *left = rig_text(&rig, "trials.jsonl");
        cr_expect(strlen(left) == first && strncmp(left, whole, first) == 0);
        free(left);
        free(part);
    }
    free(whole);
    rig_remove(&rig);
}

static void expect_scan_error(struct rig *rig, const char *line, const char *what)
{
    rig_put(rig, "trials.jsonl", "w", line);
    rig_reopen(rig);
    cr_expect(run_scan(&rig->run, 5, rig->error) == -1, "%s", line);
    cr_expect(strstr(rig->error, what) != NULL, "%s: %s", line, rig->error);
}

Test(store_run, refuses_records_that_are_none)
{
    struct rig rig;
    rig_begin(&rig, 5);
    rig_append(&rig, 3);
    char *good = rig_text(&rig, "trials.jsonl"), *twice = malloc(2 * strlen(good) + 1);
    snprintf(twice, 2 * strlen(good) + 1, "%s%s", good, good);
    expect_scan_error(&rig, twice, "trials.jsonl:2: a second record of trial 3");
    expect_scan_error(&rig, "nonsense\n", "trials.jsonl:1: ");
    expect_scan_error(&rig, "[1]\n", "trials.jsonl:1: not a JSON object");
    expect_scan_error(&rig, "{\"schema\":1,\"trial\":5,\"session\":0,\"status\":\"ok\"}\n",
                      "no such trial in the plan");
    expect_scan_error(&rig, "{\"schema\":1,\"trial\":-1,\"session\":0,\"status\":\"ok\"}\n",
                      "no such trial in the plan");
    expect_scan_error(&rig, "{\"schema\":1,\"trial\":\"0\",\"session\":0,\"status\":\"ok\"}\n",
                      "no such trial");
    expect_scan_error(&rig, "{\"schema\":1,\"trial\":0,\"session\":0,\"status\":\"fine\"}\n",
                      "session or status");
    expect_scan_error(&rig, "{\"trial\":0}\n", "no schema number");
    expect_scan_error(&rig, "{\"schema\":2,\"trial\":0}\n",
                      "this run folder has schema 2; this tvp reads up to 1: use a newer tvp");
    free(good);
    free(twice);
    rig_remove(&rig);
}

Test(store_run, refuses_a_newer_plan_and_what_is_no_run)
{
    struct rig rig;
    rig_begin(&rig, 1);
    run_close(&rig.run, rig.error);
    rig_put(&rig, "plan.jsonl", "w", "{\"type\":\"plan\",\"schema\":7}\n");
    cr_expect(run_open(&rig.run, rig.path, rig.error) == -1);
    cr_expect(strstr(rig.error, "has schema 7; this tvp reads up to 1: use a newer tvp"), "%s", rig.error);
    rig_put(&rig, "plan.jsonl", "w", "");
    cr_expect(run_open(&rig.run, rig.path, rig.error) == -1);
    cr_expect(run_open(&rig.run, rig.folder, rig.error) == -1);
    cr_expect(strncmp(rig.error, "this is no run folder", 21) == 0, "%s", rig.error);
    cr_expect(run_open(&rig.run, "/nonexistent", rig.error) == -1);
    rig_remove(&rig);
}

Test(store_run, opening_empties_tmp)
{
    struct rig rig;
    char path[128];
    rig_begin(&rig, 1);
    rig_put(&rig, "tmp/left", "w", "something");
    snprintf(path, sizeof path, "%s/tmp/deep", rig.path);
    cr_assert(plat_folder_make(path) == 0);
    rig_put(&rig, "tmp/deep/left", "w", "something");
    snprintf(path, sizeof path, "%s/tmp/link", rig.path);
    cr_assert(symlink(rig.path, path) == 0);
    rig_kill(&rig);
    cr_assert(run_open(&rig.run, rig.path, rig.error) == 0, "%s", rig.error);
    cr_expect(plat_folder_is_empty(rig.run.tmp_path) == 1);
    char *plan = rig_text(&rig, "plan.jsonl");
    cr_expect(plan[0] == '{', "a link was followed");
    free(plan);
    rig_remove(&rig);
}

static void change(const struct rig *rig, const char *group, const char *name, json_t *value,
                   const char *expected)
{
    char error[RUN_ERROR_MAX];
    json_t *now = machine_facts("bench", 255);
    json_object_set_new(json_object_get(now, group), name, value);
    const char *why = run_refusal(&rig->run, now, error);
    cr_expect(why != NULL && strncmp(why, expected, strlen(expected)) == 0, "%s: %s", name,
              why ? why : "accepted");
    json_decref(now);
}

Test(store_run, refuses_another_machine_boot_or_image)
{
    struct rig rig;
    rig_begin(&rig, 1);
    json_t *now = machine_facts("bench", 255);
    cr_expect(run_refusal(&rig.run, now, rig.error) == NULL, "%s", rig.error);
    json_decref(now);
    change(&rig, "tvp", "image_hash", json_string("00"),
           "the run began with another lean image: 00000000000000ff then, 00 now");
    change(&rig, "os", "boot_id", json_string("x"), "the run began with another boot of the machine: ");
    change(&rig, "cpu", "online", json_integer(999), "the run began with another number of CPUs online: ");
    change(&rig, "cpu", "model", json_null(), "the run began with another CPU model: ");
    rig_put(&rig, "machine.json", "w", "[]");
    now = machine_facts("bench", 255);
    cr_expect(run_refusal(&rig.run, now, rig.error) != NULL);
    json_decref(now);
    rig_remove(&rig);
}

/* As on a full disk: what does not fit is refused with the figure, what was there before stays. */
Test(store_run, full_disk_loses_nothing)
{
    struct rig rig;
    rig_begin(&rig, 100);
    cr_assert(rig_append(&rig, 0) == 0);
    char *before = rig_text(&rig, "trials.jsonl");
    struct rlimit limit = {rig.run.end_bytes + 100, RLIM_INFINITY};
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    cr_expect(rig_append(&rig, 1) == -1);
    cr_expect(strstr(rig.error, "trials.jsonl: no space left (the 1 records before it are kept)"), "%s",
              rig.error);
    char *after = rig_text(&rig, "trials.jsonl");
    cr_expect_str_eq(before, after);
    limit.rlim_cur = RLIM_INFINITY;
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    cr_expect(rig_append(&rig, 1) == 0, "%s", rig.error);
    rig_reopen(&rig);
    cr_expect(run_scan(&rig.run, 100, rig.error) == 0 && rig.run.recorded == 2, "%s", rig.error);
    free(before);
    free(after);
    rig_remove(&rig);
}

Test(store_run, many_records_cost_no_memory_and_no_sync_each)
{
    struct rig rig;
    struct rusage before, after;
    rig_begin(&rig, 20000);
    for (uint64_t trial = 0; trial < 1000; trial++)
        rig_append(&rig, trial);
    getrusage(RUSAGE_SELF, &before);
    for (uint64_t trial = 1000; trial < 20000; trial++)
        cr_assert(rig_append(&rig, trial) == 0, "%s", rig.error);
    getrusage(RUSAGE_SELF, &after);
    cr_expect(rig_is_sanitized() || after.ru_maxrss - before.ru_maxrss < 512, "%ld KiB more",
              after.ru_maxrss - before.ru_maxrss);
    rig_reopen(&rig);
    cr_expect(run_scan(&rig.run, 20000, rig.error) == 0 && rig.run.recorded == 20000, "%s", rig.error);
    rig_remove(&rig);
}
