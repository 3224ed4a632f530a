/* SPDX-License-Identifier: MIT */
/* Series from buffers: times, units, and what a set holds after reading. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/store/series_parts.h"

/* ---- times: by Python's datetime ---- */

static const struct {
    const char *text;
    int64_t us;
} times[] = {{"2026-01-31T12:00:00Z", 1769860800000000},
             {"20260131T120000Z", 1769860800000000},
             {"2026-01-31 12:00:00", 1769860800000000},
             {"2026-01-31 12:00", 1769860800000000},
             {"2026-01-31T12:00:00+00:00", 1769860800000000},
             {"2026-01-31 12:00:00 UTC", 1769860800000000},
             {"2020-10-13 10:12:20.476957", 1602583940476957},
             {"2026-01-31T12:00:00+05:30", 1769841000000000},
             {"2026-01-31T12:00:00+0530", 1769841000000000},
             {"2026-01-31", 1769817600000000},
             {"2015/03/17-18:40:25", 1426617625000000},
             {"2000-02-29T23:59:59.25-08:00", 951897599250000},
             {"1706702400", 1706702400000000},
             {"1706702400.5", 1706702400500000},
             {"1573312140323", 1573312140323000},
             {"1573312140323456", 1573312140323456},
             {"1573312140323456789", 1573312140323457},
             {"", SERIES_NO_TIME},
             {"7", SERIES_NO_TIME},
             {"day 7", SERIES_NO_TIME},
             {"2026-13-01", SERIES_NO_TIME},
             {"2026-01-32", SERIES_NO_TIME},
             {"2026-01-31T25:00:00Z", SERIES_NO_TIME},
             {"2026-01-31T12:61:00Z", SERIES_NO_TIME},
             {"2026-01-31T12:00:00+5", SERIES_NO_TIME},
             {"2026-01-31T12:00:00Zebra", SERIES_NO_TIME},
             {"nan", SERIES_NO_TIME},
             {"0x10", SERIES_NO_TIME},
             {"1e300", SERIES_NO_TIME}};

Test(store_series, times_are_understood)
{
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        cr_expect_eq(series_time_us(times[i].text), times[i].us, "%s: %lld", times[i].text,
                     (long long)series_time_us(times[i].text));
}

Test(store_series, stamps_are_those_of_run_folders)
{
    char stamp[SERIES_STAMP_MAX];
    series_time_stamp(1602583940476957, stamp);
    cr_expect_str_eq(stamp, "20201013T101220Z");
}

/* ---- units ---- */

Test(store_series, times_are_converted)
{
    cr_expect_float_eq(series_unit_factor("us", "ns"), 1000, 1e-9);
    cr_expect_float_eq(series_unit_factor("ns/iter", "ms/iter"), 1e-6, 1e-18);
    cr_expect_float_eq(series_unit_factor("seconds", "s"), 1, 0);
    cr_expect(isnan(series_unit_factor("ns", "ns/iter")));
    cr_expect(isnan(series_unit_factor("kg", "g")));
    cr_expect(isnan(series_unit_factor("ns", "bytes")));
}

Test(store_series, units_say_which_way_is_better)
{
    cr_expect_str_eq(series_unit_better("ms"), "lower");
    cr_expect_str_eq(series_unit_better("ns/iter"), "lower");
    cr_expect_str_eq(series_unit_better("ops/s"), "higher");
    cr_expect_str_eq(series_unit_better("iter/sec"), "higher");
    cr_expect_null(series_unit_better("%"));
    cr_expect_null(series_unit_better(""));
    cr_expect_null(series_unit_better(NULL));
}

/* ---- sets ---- */

static char error[SERIES_ERROR_MAX];

static int read_text(const char *text, struct series_set *set)
{
    const struct series_options options = {.name = "file"};
    FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "rb");
    cr_assert_not_null(file);
    int fault = series_read(file, "file", &options, set, error);
    fclose(file);
    return fault;
}

static void expect_series(const struct series_set *set, size_t i, const char *name, const char *unit,
                          const char *values)
{
    char told[256] = "";
    cr_assert_lt(i, set->count);
    const struct series *series = &set->series[i];
    for (size_t v = 0; v < series->count; v++)
        snprintf(told + strlen(told), sizeof told - strlen(told), "%s%g", v ? " " : "",
                 series->values[v].value);
    cr_expect_str_eq(series_text_of(set, series->name), name);
    cr_expect_str_eq(series_text_of(set, series->unit), unit);
    cr_expect_str_eq(told, values, "%s: %s", name, told);
}

Test(store_series, files_go_on)
{
    struct series_set set = {0};
    cr_expect_eq(read_text("series,value,unit\nb,1,ns\na,2,\nb,nan,us\n", &set), 0, "%s", error);
    cr_expect_eq(
        read_text("{\"id\":\"b\",\"values\":[3],\"unit\":\"us\"}[{\"id\":\"a\",\"values\":[null,4]}]", &set),
        0, "%s", error);
    expect_series(&set, 0, "b", "ns", "1 nan 3000");
    expect_series(&set, 1, "a", "", "2 nan 4");
    cr_expect_eq(set.total, 6);
    series_empty(&set, &set.series[0]);
    cr_expect_eq(set.total, 3);
    series_set_free(&set);
    cr_expect_eq(set.count, 0);
}

Test(store_series, order_is_that_of_time_when_all_have_one)
{
    struct series_set set = {0};
    cr_expect_eq(
        read_text("series,value,time\na,3,2026-01-03\na,1,2026-01-01\na,2,2026-01-02\na,1.5,2026-01-01\n"
                  "b,3,2026-01-03\nb,1,then\n",
                  &set),
        0, "%s", error);
    for (size_t i = 0; i < set.count; i++)
        cr_expect_eq(series_order(&set, &set.series[i]), 0);
    expect_series(&set, 0, "a", "", "1 1.5 2 3");
    expect_series(&set, 1, "b", "", "3 1");
    series_set_free(&set);
}

Test(store_series, many_names_are_found_again)
{
    struct series_set set = {0};
    char name[32];
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < 5000; i++) {
            snprintf(name, sizeof name, "n%d", i);
            const struct series_point point = {.name = name, .metric = i % 2 ? "m" : NULL, .value = i + turn};
            cr_assert_eq(series_set_take(&set, "x", &point, error), 0, "%s", error);
        }
    cr_expect_eq(set.count, 5000);
    cr_expect_eq(set.total, 10000);
    expect_series(&set, 4999, "n4999", "", "4999 5000");
    cr_expect(series_known(&set, "n4999", "m") && !series_known(&set, "n4999", ""));
    series_set_free(&set);
}

Test(store_series, what_is_there_is_not_taken_twice)
{
    struct series_set there = {0}, more = {0};
    cr_expect_eq(
        read_text("series,value,time,commit,unit\na,1,2026-01-01,x,ns\na,2,2026-01-02,y,ns\n", &there), 0);
    cr_expect_eq(read_text("series,value,time,commit,unit\na,0.009,2026-01-02T00:00:00Z,y,us\n"
                           "a,0.003,2026-01-02,z,us\na,0.004,,,us\na,0.004,,,us\n",
                           &more),
                 0);
    cr_expect_eq(series_follow(&there, "x", &more, &more.series[0], error), 0, "%s", error);
    expect_series(&there, 0, "a", "ns", "1 2 3 4 4");
    series_set_free(&there);
    series_set_free(&more);
}

Test(store_series, a_name_has_an_end)
{
    struct series_set set = {0};
    char name[2048];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    const struct series_point point = {.name = name, .value = 1};
    cr_expect_eq(series_set_take(&set, "there", &point, error), SERIES_AT_FAULT);
    cr_expect_str_eq(error, "there: a name of more than 1022 bytes");
    cr_expect_eq(set.count, 0);
    series_set_free(&set);
}

Test(store_series, formats_have_names)
{
    for (enum series_format format = SERIES_ANY + 1; format < SERIES_FORMATS_END; format++)
        cr_expect_eq(series_format_find(series_format_name(format)), format);
    cr_expect_eq(series_format_find("xml"), SERIES_ANY);
    cr_expect_null(series_format_name(SERIES_ANY));
}
