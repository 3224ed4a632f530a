/* SPDX-License-Identifier: MIT */
/* Sizes, durations and percentages as users write them. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../harness/core/sizes.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

Test(sizes, sizes_are_binary)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } rows[] = {{"0", 0},
                {"1", 1},
                {"64K", 65536},
                {"64k", 65536},
                {"256M", 1ull << 28},
                {"1G", 1ull << 30},
                {"16777215T", 16777215ull << 40}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t bytes = 7;
        cr_assert_null(parse_size(rows[i].text, &bytes), "%s", rows[i].text);
        cr_assert_eq(bytes, rows[i].bytes, "%s", rows[i].text);
    }
}

Test(sizes, refuses_what_is_no_size_and_leaves_the_value)
{
    static const char *const bad[] = {"",
                                      "K",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.5G",
                                      "12Q",
                                      "0x10",
                                      "1GB",
                                      "1KK",
                                      "99999999999999999999",
                                      "18446744073709551616",
                                      "16777216T"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        uint64_t bytes = 7;
        cr_assert_not_null(parse_size(bad[i], &bytes), "%s", bad[i]);
        cr_assert_eq(bytes, 7, "%s", bad[i]);
    }
}

Test(sizes, largest_number_fits)
{
    uint64_t number = 0;
    cr_assert_null(parse_count("18446744073709551615", &number));
    cr_assert_eq(number, UINT64_MAX);
    cr_assert_str_eq(parse_count("18446744073709551616", &number), "is too large a number");
}

Test(sizes, durations_need_a_unit)
{
    uint64_t ns = 7;
    cr_assert_null(parse_duration("500us", &ns));
    cr_assert_eq(ns, 500000);
    cr_assert_null(parse_duration("3m", &ns));
    cr_assert_eq(ns, 180000000000);
    cr_assert_null(parse_duration("0", &ns));
    cr_assert_eq(ns, 0);
    cr_assert_not_null(parse_duration("10", &ns));
    cr_assert_not_null(parse_duration("1M", &ns), "a large M is no minute");
    cr_assert_not_null(parse_duration("99999999999h", &ns), "too large");
    cr_assert_eq(ns, 0);
}

Test(sizes, percentages)
{
    uint64_t percent = 7;
    cr_assert_null(parse_percent("10", &percent));
    cr_assert_eq(percent, 10);
    cr_assert_null(parse_percent("100%", &percent));
    cr_assert_eq(percent, 100);
    cr_assert_not_null(parse_percent("101", &percent));
    cr_assert_not_null(parse_percent("%", &percent));
    cr_assert_not_null(parse_percent("10%%", &percent));
    cr_assert_eq(percent, 100);
}

Test(sizes, texts_are_read_back_as_the_same)
{
    static const uint64_t values[] = {0,          1,          1023,        1024,
                                      1536,       1ull << 20, 1ull << 28,  (1ull << 28) + 1,
                                      3ull << 40, 999999999,  60000000000, 3600000000000,
                                      UINT64_MAX};
    for (size_t i = 0; i < COUNT(values); i++) {
        char text[SIZE_TEXT_MAX];
        uint64_t back = 7;
        cr_assert_null(parse_size(size_text(values[i], text), &back));
        cr_assert_eq(back, values[i], "%s", text);
        cr_assert_null(parse_duration(duration_text(values[i], text), &back));
        cr_assert_eq(back, values[i], "%s", text);
    }
}

Test(sizes, people_get_three_digits)
{
    char text[SIZE_TEXT_MAX];
    cr_assert_str_eq(size_rounded(1ull << 28, text), "256M");
    cr_assert_str_eq(size_rounded(5ull << 28, text), "1.25G");
    cr_assert_str_eq(size_rounded(1023, text), "1023B");
}

Test(sizes, shares_are_percentages_with_decimals)
{
    static const struct {
        const char *text, *back;
        uint64_t millionths;
    } rows[] = {{"2%", "2%", 20000},
                {"2", "2%", 20000},
                {"0.5%", "0.5%", 5000},
                {"0", "0%", 0},
                {"12.3456%", "12.3456%", 123456},
                {"0.02", "0.02%", 200},
                {"100", "100%", 1000000}};
    static const char *const bad[] = {"",    "%",  "abc", "-1",  "+1",  "1,5",     "1.",
                                      "1.%", ".5", "2%%", "2 %", "1e3", "0.00001", "99999999999999999999"};
    char text[SIZE_TEXT_MAX];
    uint64_t millionths = 7;
    for (size_t i = 0; i < COUNT(rows); i++) {
        cr_assert_null(parse_share(rows[i].text, &millionths), "%s", rows[i].text);
        cr_assert_eq(millionths, rows[i].millionths, "%s", rows[i].text);
        cr_assert_str_eq(share_text(millionths, text), rows[i].back);
    }
    millionths = 7;
    for (size_t i = 0; i < COUNT(bad); i++) {
        cr_assert_not_null(parse_share(bad[i], &millionths), "%s", bad[i]);
        cr_assert_eq(millionths, 7);
    }
}
