/* SPDX-License-Identifier: MIT */
/* Names of cells as other tools get them, and the figures that several formats share. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/cli/export.h"

static void named(const char *workload, uint32_t version, const char *params, const char *wanted,
                  const char *wanted_params)
{
    json_t *json = json_loads(params, 0, NULL);
    cr_assert(json != NULL, "%s", params);
    struct view_cell cell = {.workload = workload,
                             .model = "thread",
                             .sharing = "shm",
                             .placement = "compact",
                             .version = version,
                             .workers = 2,
                             .params = json};
    char *name = export_cell_name(&cell), *list = export_cell_params(&cell);
    cr_assert(name != NULL && list != NULL);
    cr_expect_str_eq(name, wanted);
    cr_expect_str_eq(list, wanted_params);
    free(name);
    free(list);
    json_decref(json);
}

#define DEFAULTS "\"creator\":\"same\",\"data\":0,\"heap\":0,\"pages\":\"4k\",\"starts\":1,\"write\":0"

Test(export_name, defaults_are_not_told)
{
    named("cpu_hash", 1, "{" DEFAULTS "}", "cpu_hash/thread/shm/w2/compact", "");
    named("cpu_hash", 1, "{}", "cpu_hash/thread/shm/w2/compact", "");
}

Test(export_name, what_differs_is_told_exactly_and_sorted)
{
    named("noop", 1,
          "{\"write\":10,\"starts\":50,\"pages\":\"thp\",\"heap\":1073741824,\"data\":33554433,\"creator\":"
          "\"other\"}",
          "noop/thread/shm/w2/compact/creator=other/data=33554433/heap=1G/pages=thp/starts=50/write=10",
          "creator=other,data=33554433,heap=1G,pages=thp,starts=50,write=10");
}

Test(export_name, a_changed_workload_is_another_series)
{
    named("noop", 3, "{" DEFAULTS "}", "noop@3/thread/shm/w2/compact", "");
}

Test(export_name, the_workloads_own_parameters_have_their_units)
{
    named("io_request", 1, "{" DEFAULTS ",\"delay\":1000000}", "io_request/thread/shm/w2/compact", "");
    named("io_request", 1, "{" DEFAULTS ",\"delay\":1500000}",
          "io_request/thread/shm/w2/compact/delay=1500us", "delay=1500us");
}

/* Of a run that another build wrote. */
Test(export_name, what_this_build_does_not_know_is_told_as_it_stands)
{
    named("bought in", 1, "{" DEFAULTS ",\"delay\":1000000,\"ratio\":2.5,\"a b\":\"x\\ny\",\"none\":null}",
          "bought_in/thread/shm/w2/compact/a_b=x_y/delay=1000000/none=/ratio=2.5",
          "a_b=x_y,delay=1000000,none=,ratio=2.5");
}

Test(export_figures, moments)
{
    const double values[] = {4, 2, 6, 9};
    struct export_moments moments;
    export_moments(values, 4, &moments);
    cr_expect(moments.mean == 5.25 && moments.median == 5 && moments.least == 2 && moments.most == 9);
    cr_expect_float_eq(moments.deviation, sqrt(26.75 / 3), 1e-12);
    export_moments(values, 1, &moments);
    cr_expect(moments.mean == 4 && moments.median == 4 && isnan(moments.deviation));
    export_moments(values, 0, &moments);
    cr_expect(isnan(moments.mean) && isnan(moments.least));
}

static int epoch_of(const char *utc, int64_t *seconds)
{
    struct reader reader = {.machine = json_pack("{s:s}", "utc", utc)};
    int known = export_epoch(&reader, seconds);
    json_decref(reader.machine);
    return known;
}

Test(export_figures, the_time_of_the_run)
{
    int64_t seconds = 0;
    cr_expect(epoch_of("20260131T120000Z", &seconds) && seconds == 1769860800);
    cr_expect(epoch_of("19700101T000001Z", &seconds) && seconds == 1);
    const char *const wrong[] = {"", "2026-01-31", "20260131T120000", "20260131T12000Zx", "x0260131T120000Z"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect(!epoch_of(wrong[i], &seconds), "%s", wrong[i]);
}

Test(export_figures, numbers_come_back_with_few_digits)
{
    const double values[] = {0.1, 9.27e-06, 1.0 / 3, 1e300, -2.5, 123456789.125, 5e-324};
    char text[NUMBER_TEXT_MAX];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        number_text(text, values[i]);
        cr_expect(strtod(text, NULL) == values[i], "%s", text);
    }
    number_text(text, 9.27e-06);
    cr_expect_str_eq(text, "9.27e-06");
}

Test(export_formats, found_by_name_or_the_nearest)
{
    const char *nearest;
    char names[200];
    cr_expect(export_format_find("github-action", &nearest) == &export_format_github_action);
    cr_expect(export_format_find("csv", &nearest)->stream != NULL);
    cr_expect(export_format_find("hyperfin", &nearest) == NULL);
    cr_expect_str_eq(nearest, "hyperfine");
    export_format_names(names);
    cr_expect(strstr(names, "gbench, ") && strstr(names, "csv or json"), "%s", names);
}
