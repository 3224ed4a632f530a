/* SPDX-License-Identifier: MIT */
/* Figures as people read them. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../harness/cli/table_units.h"

static void reads(double value, const char *unit, const char *wanted)
{
    char text[UNITS_MAX];
    units_readable(text, sizeof text, value, unit);
    cr_expect_str_eq(text, wanted, "%.17g of %s: '%s', not '%s'", value, unit, text, wanted);
}

Test(table_units, three_digits_and_a_unit)
{
    reads(0, "ns", "0 ns");
    reads(8, "ns", "8 ns");
    reads(8.123, "ns", "8.12 ns");
    reads(9270, "ns", "9.27 us");
    reads(62345, "ns", "62.3 us");
    reads(470000, "ns", "470 us");
    reads(22e6, "ns", "22.0 ms");
    reads(3.6e12, "ns", "3600 s");
    reads(512, "bytes", "512 B");
    reads(268435456, "bytes", "256 MiB");
    reads(1342177280, "bytes", "1.25 GiB");
    reads(-2048, "bytes", "-2.00 KiB");
    reads(237.6e6, "ops/s", "238 M/s");
    reads(950, "ops/s", "950 /s");
    reads(12, "count", "12");
    reads(12.5, "count", "12.5");
    reads(123456, "count", "123 k");
}

/* What would be written with four digits takes the next unit. */
Test(table_units, the_next_unit_begins_where_rounding_says)
{
    reads(999.4, "ns", "999 ns");
    reads(999.6, "ns", "1.00 us");
    reads(999499, "ns", "999 us");
    reads(999500, "ns", "1.00 ms");
    reads(9994, "ns", "9.99 us");
    reads(9996, "ns", "10.0 us");
    reads(1023, "bytes", "1023 B");
    reads(1024, "bytes", "1.00 KiB");
}

Test(table_units, sizes_as_they_are_given)
{
    reads(0, "size", "0");
    reads(65536, "size", "64K");
    reads(268435456, "size", "256M");
    reads(1073741824, "size", "1G");
    reads(1610612736, "size", "1536M");
    reads(1000, "size", "1000");
}

Test(table_units, others)
{
    reads(10, "%", "10 %");
    reads(1.2025, "ratio", "1.202");
    reads(12.3456, "ratio", "12.35");
    reads(2.5, "volts", "2.5 volts");
    reads(NAN, "ns", "-");
    reads(INFINITY, "bytes", "-");
}

static void deviates(struct stats_interval interval, int fine, const char *wanted)
{
    char text[UNITS_MAX];
    units_deviation(text, sizeof text, &interval, fine);
    cr_expect_str_eq(text, wanted, "[%g %g %g]: '%s', not '%s'", interval.low, interval.estimate,
                     interval.high, text, wanted);
}

/* The wider side, never less than it is. */
Test(table_units, deviations)
{
    deviates((struct stats_interval){100, 99, 103, .95, 10, STATS_INTERVAL}, 0, "+-3%");
    deviates((struct stats_interval){100, 97.9, 101, .95, 10, STATS_INTERVAL}, 0, "+-3%");
    deviates((struct stats_interval){100, 100, 100, .95, 10, STATS_INTERVAL}, 0, "+-0%");
    deviates((struct stats_interval){1, .996, 1, .95, 10, STATS_INTERVAL}, 1, "+-0.4%");
    deviates((struct stats_interval){1, .5, 1, .95, 10, STATS_INTERVAL}, 1, "+-50%");
    deviates((struct stats_interval){100, 50, 300, .95, 10, STATS_INTERVAL}, 0, ">99%");
    deviates((struct stats_interval){100, 98, 101, .75, 3, STATS_RANGE}, 0, "~2%");
    deviates((struct stats_interval){100, 1, 999, .75, 3, STATS_RANGE}, 0, "~>99%");
    deviates((struct stats_interval){100, 100, 100, 0, 1, STATS_RANGE}, 0, "~");
    deviates((struct stats_interval){0, 0, 2, .95, 10, STATS_INTERVAL}, 0, ">99%");
    deviates((struct stats_interval){NAN, NAN, NAN, 0, 0, STATS_NONE}, 0, "");
}

Test(table_units, in_full)
{
    char text[4 * UNITS_MAX];
    units_full(text, sizeof text, &(struct stats_interval){9000, 8700, 9100, .95, 10, STATS_INTERVAL}, "ns");
    cr_assert_str_eq(text, "9.00 us [8.70 us, 9.10 us]");
    units_full(text, sizeof text, &(struct stats_interval){9000, 8700, 9100, .75, 3, STATS_RANGE}, "ns");
    cr_assert_str_eq(text, "9.00 us (8.70 us .. 9.10 us)");
    units_full(text, sizeof text, &(struct stats_interval){NAN, NAN, NAN, 0, 0, STATS_NONE}, "ns");
    cr_assert_str_eq(text, "-");
}
