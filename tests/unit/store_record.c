/* SPDX-License-Identifier: MIT */
/* What stands in a record and in a samples file, from a mapping filled by hand. */
#include "store_rig.h"

#include <math.h>

/* Two workers, two starts, three batches each. */
static struct map_head *make_map(void)
{
    const struct map_shape shape = {.workers = 2, .starts = 2, .samples_max = 3, .latencies = 1};
    struct map_head *map = aligned_alloc(4096, (size_t)map_lay_out(NULL, &shape));
    memset(map, 0, (size_t)map_lay_out(NULL, &shape));
    map_lay_out(map, &shape);
    for (uint32_t start = 0; start < 2; start++)
        for (uint32_t i = 0; i < 2; i++) {
            const uint64_t at = 5000 + start * 1000 + i * 100;
            *map_stamps_at(map, start, i) = (struct tvp_stamps){at, at + 1, at + 2, at + 3, at + 4, at + 5};
        }
    for (uint32_t i = 0; i < 2; i++) {
        struct map_worker *worker = map_worker_at(map, i);
        worker->cpu = i == 0 ? 4 : MAP_NO_CPU;
        worker->first_cpu = i == 0 ? 4 : -1;
        worker->last_cpu = 7;
        worker->samples = 3;
        worker->go = 7000;
        worker->done = 7060;
        for (uint64_t batch = 0; batch <= 3; batch++)
            map_samples_at(map, i)[batch] = 7000 + batch * (10 + 10 * i);
    }
    map->batch = 100;
    return map;
}

static uint32_t place_of(const char *name)
{
    const struct tvp_metric *metric;
    uint32_t place = 0;
    while ((metric = metric_at(place, NULL)) != NULL && strcmp(metric->name, name) != 0)
        place++;
    cr_assert(metric != NULL, "%s", name);
    return place;
}

static void set_value(struct map_value *value, uint32_t state, int64_t integer, double real,
                      const char *reason)
{
    value->state = state;
    if (state == VALUE_INTEGER)
        value->integer = integer;
    else if (state == VALUE_REAL)
        value->real = real;
    else if (state == VALUE_NULL)
        snprintf(value->reason, sizeof value->reason, "%s", reason);
}

static char *record_text(const struct rig *rig, const struct outcome *out)
{
    const struct planned planned = {.trial = 17, .block = 1, .kind = TVP_KIND_TIME, .seed = 1};
    json_t *record = run_record(&rig->run, &rig->cell, &planned, out);
    char *text = json_dumps(record, JSON_COMPACT);
    json_decref(record);
    return text;
}

Test(store_record, fields_stand_in_the_documented_order)
{
    struct rig rig;
    rig_make(&rig);
    rig.cell.id = 3;
    struct outcome out = {.map = make_map(), .wall_ns = 10, .call_to_joined_ns = 8, .env_bytes = 512};
    set_value(&out.map->values[place_of("ops_per_s")], VALUE_REAL, 0, 2.5e8, NULL);
    set_value(&out.map->values[place_of("start_skew_ns")], VALUE_INTEGER, 5100, 0, NULL);
    set_value(&map_worker_at(out.map, 0)->values[place_of("enter_cold_ns")], VALUE_INTEGER, 21000, 0, NULL);
    set_value(&map_worker_at(out.map, 1)->values[place_of("enter_cold_ns")], VALUE_INTEGER,
              INT64_C(9007199254740993), 0, NULL);
    set_value(&map_worker_at(out.map, 0)->values[place_of("enter_ns")], VALUE_NULL, 0, 0,
              "needs --starts 2 or more");
    char *text = record_text(&rig, &out);
    cr_expect_str_eq(
        text,
        "{\"schema\":1,\"trial\":17,\"session\":0,\"block\":1,\"kind\":\"time\",\"cell\":3,\"status\":\"ok\","
        "\"reason\":null,\"workload\":\"noop\",\"version\":1,\"model\":\"fork\",\"sharing\":\"shm\","
        "\"workers\":2,"
        "\"placement\":\"none\",\"params\":{\"creator\":\"same\",\"data\":0,\"heap\":0,\"pages\":\"4k\","
        "\"starts\":1,"
        "\"write\":0},\"ops\":1000,\"batch\":100,\"oversubscribed\":false,\"started_ns\":0,\"wall_ns\":10,"
        "\"call_to_joined_ns\":8,\"env_bytes\":512,\"pins\":[{\"cpu\":4,\"first\":4,\"last\":7},{\"cpu\":"
        "null,"
        "\"first\":null,\"last\":7}],\"metrics\":{\"ops_per_s\":250000000.0,\"start_skew_ns\":5100},"
        "\"worker_metrics\":{\"enter_ns\":[null,null],\"enter_cold_ns\":[21000,9007199254740993]},"
        "\"nulls\":{\"enter_ns\":\"needs --starts 2 or more\"},\"inside\":{\"course\":null,\"batches\":0,"
        "\"op_ps\":[],\"ln_op_ns\":null,\"ln_enter_ns\":{\"count\":2,\"mean\":0.69314718055994529,"
        "\"variance\":0.0}}}");
    free(text);
    free(out.map);
    rig_remove(&rig);
}

Test(store_record, numbers_that_are_none_are_null_with_a_reason)
{
    struct rig rig;
    rig_make(&rig);
    struct outcome out = {.map = make_map()};
    set_value(&out.map->values[place_of("ops_per_s")], VALUE_REAL, 0, NAN, NULL);
    char *text = record_text(&rig, &out);
    cr_expect(strstr(text, "\"metrics\":{\"ops_per_s\":null}"), "%s", text);
    cr_expect(strstr(text, "\"nulls\":{\"ops_per_s\":\"not a finite number\"}"), "%s", text);
    free(text);
    free(out.map);
    rig_remove(&rig);
}

Test(store_record, text_that_is_no_utf8_is_written_all_the_same)
{
    struct rig rig;
    rig_make(&rig);
    struct outcome out = {.status = STATUS_FAILED, .reason = "odd \xff\xfe \"quoted\"\n text"};
    char *text = record_text(&rig, &out);
    cr_assert(text != NULL);
    cr_expect(strstr(text, "\"reason\":\"odd ?? \\\"quoted\\\"\\n text\""), "%s", text);
    cr_expect(strstr(text, "\"pins\":[],\"metrics\":{},\"worker_metrics\":{},\"nulls\":{},\"inside\":null"),
              "%s", text);
    cr_expect(strchr(text, '\n') == NULL);
    free(text);
    rig_remove(&rig);
}

Test(store_record, unsupported_has_no_ops)
{
    struct rig rig;
    rig_make(&rig);
    rig.cell.ops = rig.cell.batch = 0;
    struct outcome out = {.status = STATUS_UNSUPPORTED, .reason = "not here"};
    char *text = record_text(&rig, &out);
    cr_expect(strstr(text, "\"status\":\"unsupported\",\"reason\":\"not here\""), "%s", text);
    cr_expect(strstr(text, "\"ops\":null,\"batch\":null"), "%s", text);
    free(text);
    rig_remove(&rig);
}

Test(store_record, params_have_the_workloads_own_sorted_among_them)
{
    struct rig rig;
    char reason[REASON_MAX];
    rig_make(&rig);
    rig.cell.workload = workload_find("fault");
    rig.cell.creator = CREATOR_OTHER;
    rig.cell.pages = PLAT_PAGES_THP;
    rig.cell.data_bytes = UINT64_C(1) << 40;
    cr_assert(params_default(rig.cell.workload->params, rig.cell.workload->name, rig.cell.params, reason) ==
              0);
    json_t *params = run_params(&rig.cell);
    char *text = json_dumps(params, JSON_COMPACT);
    cr_expect_str_eq(
        text, "{\"at\":\"run\",\"creator\":\"other\",\"data\":1099511627776,\"heap\":0,\"kind\":\"none\","
              "\"pages\":\"thp\",\"starts\":1,\"worker\":0,\"write\":0}");
    free(text);
    json_decref(params);
    rig_remove(&rig);
}

Test(store_record, samples_and_stderr_have_files_of_their_own)
{
    struct rig rig;
    char errors[] = "a complaint\n";
    rig_begin(&rig, 20);
    const struct planned planned = {.trial = 17};
    struct outcome out = {.map = make_map(), .stderr_text = errors};
    cr_assert(run_append(&rig.run, &rig.cell, &planned, &out, rig.error) == 0, "%s", rig.error);
    char *text = rig_text(&rig, "samples/17.json");
    cr_expect_str_eq(text, "{\"trial\":17,\"starts\":[[[0,1,2,3,4,5],[100,101,102,103,104,105]],"
                           "[[1000,1001,1002,1003,1004,1005],[1100,1101,1102,1103,1104,1105]]],"
                           "\"go\":[2000,2000],\"done\":[2060,2060],\"batch_ns\":[[10,10,10],[20,20,20]]}\n");
    free(text);
    text = rig_text(&rig, "stderr/17.txt");
    cr_expect_str_eq(text, errors);
    free(text);
    stats_histogram_add(map_latency_at(out.map, 0), 7, 2);
    stats_histogram_add(map_latency_at(out.map, 0), 300, 1); /* 150 times 2 */
    const struct planned next = {.trial = 18};
    cr_assert(run_append(&rig.run, &rig.cell, &next, &out, rig.error) == 0, "%s", rig.error);
    text = rig_text(&rig, "samples/18.json");
    cr_expect_not_null(strstr(text, "[20,20,20]],\"latency_ns\":[[[7,2],[278,1]],[]]}\n"), "%s", text);
    free(text);
    cr_expect(rig_append(&rig, 3) == 0);
    text = rig_text(&rig, "samples/3.json");
    cr_expect_str_eq(text, "", "a trial that started nobody has no samples");
    free(text);
    free(out.map);
    rig_remove(&rig);
}
