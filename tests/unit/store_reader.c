/* SPDX-License-Identifier: MIT */
/* Reading run folders that others wrote, and that somebody broke. */
#include "store_rig.h"

/* One good record as text; the caller frees it. */
static char *good_record(struct rig *rig)
{
    rig_begin(rig, 5);
    cr_assert(rig_append(rig, 3) == 0);
    char *text = rig_text(rig, "trials.jsonl");
    run_close(&rig->run, rig->error);
    return text;
}

Test(store_reader, reads_what_was_written)
{
    struct rig rig;
    struct reader reader;
    struct record record;
    char *text = good_record(&rig);
    cr_assert(reader_open(&reader, rig.path, rig.error) == 0, "%s", rig.error);
    cr_expect_str_eq(reader.name, "a run");
    cr_expect(reader.trials == 5 && reader.kinds[TVP_KIND_TIME] == 5 && json_array_size(reader.cells) == 1);
    cr_expect_str_eq(json_text_at(reader.machine, "machine", ""), "bench");
    cr_expect_str_eq(json_text_at(reader.machine, "tvp.image_hash", ""), "00000000000000ff");
    cr_expect_str_eq(json_text_at(reader.machine, "tvp.nothing.at.all", "absent"), "absent");
    cr_expect_str_eq(reader_unit(&reader, "enter_ns"), "ns");
    cr_expect_str_eq(reader_unit(&reader, "nothing"), "");
    for (int pass = 0; pass < 2; pass++) {
        cr_assert(reader_next(&reader, &record, rig.error) == 1, "%s", rig.error);
        cr_expect(record.trial == 3 && record.workers == 2 && record.status == STATUS_FAILED &&
                  record.cell == 0);
        cr_expect_str_eq(record.reason, "made up");
        cr_expect_str_eq(record.model, "fork");
        record_free(&record);
        cr_expect(reader_next(&reader, &record, rig.error) == 0 && !reader.torn);
        reader_rewind(&reader);
    }
    reader_close(&reader);
    free(text);
    rig_remove(&rig);
}

Test(store_reader, no_records_yet)
{
    struct rig rig;
    struct reader reader;
    struct record record;
    char path[128];
    free(good_record(&rig));
    snprintf(path, sizeof path, "%s/trials.jsonl", rig.path);
    cr_assert(plat_file_remove(path) == 0);
    cr_assert(reader_open(&reader, rig.path, rig.error) == 0, "%s", rig.error);
    cr_expect(reader_next(&reader, &record, rig.error) == 0);
    reader_close(&reader);
    rig_remove(&rig);
}

Test(store_reader, torn_last_line_is_passed_over)
{
    struct rig rig;
    struct reader reader;
    struct record record;
    char *text = good_record(&rig);
    rig_put(&rig, "trials.jsonl", "a", "{\"schema\":1,\"tri");
    cr_assert(reader_open(&reader, rig.path, rig.error) == 0, "%s", rig.error);
    cr_expect(reader_next(&reader, &record, rig.error) == 1);
    record_free(&record);
    cr_expect(reader_next(&reader, &record, rig.error) == 0 && reader.torn);
    reader_close(&reader);
    free(text);
    rig_remove(&rig);
}

/* Every field of a good record with another value, and left out: an error with file and line, or fine, never
 * a crash. */
Test(store_reader, every_field_with_every_wrong_type)
{
    static const char *const wrong[] = {
        "null",     "true", "-1",          "1e300",      "9223372036854775807",      "\"x\"",      "[]",
        "[[1],{}]", "{}",   "{\"a\":[1]}", "{\"a\":{}}", "{\"enter_ns\":[1,\"x\"]}", "\"\\u0000\""};
    struct rig rig;
    char *text = good_record(&rig);
    json_t *good = json_loads(text, 0, NULL), *value;
    const char *name;
    uint32_t refused = 0, tried = 0;
    json_object_foreach(good, name, value)
    {
        for (size_t i = 0; i <= sizeof wrong / sizeof wrong[0]; i++, tried++) {
            struct reader reader;
            struct record record;
            json_t *bad = json_copy(good);
            if (i == 0)
                json_object_del(bad, name);
            else
                json_object_set_new(bad, name,
                                    json_loads(wrong[i - 1], JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
            char *line = json_dumps(bad, JSON_COMPACT);
            rig_put(&rig, "trials.jsonl", "w", line);
            rig_put(&rig, "trials.jsonl", "a", "\n");
            cr_assert(reader_open(&reader, rig.path, rig.error) == 0, "%s", rig.error);
            int got = reader_next(&reader, &record, rig.error);
            refused += got == -1;
            cr_expect(got == 1 || (got == -1 && strstr(rig.error, "trials.jsonl:1: ")), "%s", rig.error);
            record_free(&record);
            reader_close(&reader);
            free(line);
            json_decref(bad);
        }
    }
    cr_expect(refused * 2 > tried, "%u of %u refused", refused, tried);
    json_decref(good);
    free(text);
    rig_remove(&rig);
}

static void expect_plan_error(struct rig *rig, const char *plan, const char *what)
{
    struct reader reader;
    rig_put(rig, "plan.jsonl", "w", plan);
    cr_expect(reader_open(&reader, rig->path, rig->error) == -1, "%s", plan);
    cr_expect(strstr(rig->error, what) != NULL, "%s: %s", plan, rig->error);
}

Test(store_reader, plans_that_are_broken)
{
    struct rig rig;
    free(good_record(&rig));
    char *plan = rig_text(&rig, "plan.jsonl");
    const size_t head = strcspn(plan, "\n") + 1;
    expect_plan_error(&rig, "", "plan.jsonl:1: the plan was never finished");
    expect_plan_error(&rig, "{}\n", "plan.jsonl:1: no schema number");
    expect_plan_error(&rig, "{\"schema\":2}\n",
                      "this run folder has schema 2; this tvp reads up to 1: use a newer tvp");
    expect_plan_error(&rig, "{\"type\":\"plan\",\"schema\":1}\n",
                      "plan.jsonl:1: the plan's head has no run name");
    expect_plan_error(
        &rig,
        "{\"type\":\"plan\",\"schema\":1,\"run\":\"r\",\"metrics\":[{\"name\":\"a\\\"b\",\"unit\":\"ns\","
        "\"better\":\"lower\",\"scope\":\"trial\",\"probe\":\"p\",\"brief\":\"-\"}]}\n",
        "plan.jsonl:1: a metric of the plan's head whose name is no word");
    expect_plan_error(&rig, "{\"type\":\"cell\",\"schema\":1}\n",
                      "plan.jsonl:1: the plan does not begin with its head");
    expect_plan_error(&rig, "\x01\xff\n", "plan.jsonl:1: ");
    plan[head] = '\0';
    rig_put(&rig, "plan.jsonl", "w", plan);
    expect_plan_error(&rig, plan, "plan.jsonl:2: the plan was never finished");
    char line[4096];
    snprintf(line, sizeof line, "%s%s\n", plan, "{\"type\":\"cell\",\"cell\":0}");
    expect_plan_error(&rig, line, "plan.jsonl:2: a cell without");
    snprintf(line, sizeof line, "%s%s\n", plan,
             "{\"type\":\"trial\",\"trial\":0,\"cell\":4,\"kind\":\"time\"}");
    expect_plan_error(&rig, line, "plan.jsonl:2: a trial of no cell");
    snprintf(line, sizeof line, "%s%s\n", plan, "{\"type\":\"odd\"}");
    expect_plan_error(&rig, line, "plan.jsonl:2: a line of unknown type");
    free(plan);
    rig_remove(&rig);
}

Test(store_reader, folders_that_are_no_runs)
{
    struct rig rig;
    struct reader reader;
    free(good_record(&rig));
    cr_expect(reader_open(&reader, "/nonexistent", rig.error) == -1);
    cr_expect(strncmp(rig.error, "this is no run folder", 21) == 0, "%s", rig.error);
    rig_put(&rig, "machine.json", "w", "{\"schema\":9}");
    cr_expect(reader_open(&reader, rig.path, rig.error) == -1 && strstr(rig.error, "schema 9"), "%s",
              rig.error);
    rig_put(&rig, "machine.json", "w", "[");
    cr_expect(reader_open(&reader, rig.path, rig.error) == -1 && strstr(rig.error, "machine.json:1: "), "%s",
              rig.error);
    rig_remove(&rig);
}

Test(store_reader, samples)
{
    static const char *const bad[] = {
        "[]",
        "{}",
        "{\"trial\":0,\"starts\":{},\"go\":[1],\"done\":[1],\"batch_ns\":[[]]}",
        "{\"trial\":0,\"starts\":[[[1,2]]],\"go\":[1],\"done\":[1],\"batch_ns\":[[]]}",
        "{\"trial\":0,\"starts\":[],\"go\":[1],\"done\":[],\"batch_ns\":[[]]}",
        "{\"trial\":0,\"starts\":[],\"go\":[1],\"done\":[1],\"batch_ns\":[[-1]]}",
        "{\"trial\":0,\"starts\":[],\"go\":[1],\"done\":[1],\"batch_ns\":[7]}"};
    struct rig rig;
    struct reader reader;
    free(good_record(&rig));
    cr_assert(reader_open(&reader, rig.path, rig.error) == 0);
    cr_expect(reader_samples(&reader, 0, rig.error) == NULL && strstr(rig.error, "cannot read "), "%s",
              rig.error);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        rig_put(&rig, "samples/0.json", "w", bad[i]);
        cr_expect(reader_samples(&reader, 0, rig.error) == NULL, "%s", bad[i]);
        cr_expect(strstr(rig.error, "samples/0.json:1: "), "%s", rig.error);
    }
    rig_put(&rig, "samples/0.json", "w",
            "{\"trial\":0,\"starts\":[[[0,1,2,3,4,5]]],\"go\":[1],\"done\":[2],\"batch_ns\":[[1]]}\n");
    json_t *samples = reader_samples(&reader, 0, rig.error);
    cr_expect(samples != NULL, "%s", rig.error);
    json_decref(samples);
    reader_close(&reader);
    rig_remove(&rig);
}
