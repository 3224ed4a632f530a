/* SPDX-License-Identifier: MIT */
/* Wilson's interval, against the worked examples of Newcombe (Statistics in Medicine 17, 1998, table I,
 * method 3). */
#include <criterion/criterion.h>
#include <math.h>

#include "../../harness/stats/proportion.h"

Test(stats_proportion, newcombe_1998)
{
    static const struct {
        size_t hits, count;
        double low, high;
    } rows[] = {
        {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct stats_proportion got = stats_proportion(rows[i].hits, rows[i].count, 0.95);
        cr_assert_float_eq(got.low, rows[i].low, 5e-5, "%g", got.low);
        cr_assert_float_eq(got.high, rows[i].high, 5e-5, "%g", got.high);
        cr_assert_float_eq(got.share, (double)rows[i].hits / (double)rows[i].count, 1e-12);
        const struct stats_proportion rest =
            stats_proportion(rows[i].count - rows[i].hits, rows[i].count, 0.95);
        cr_assert_float_eq(rest.low, 1 - got.high, 1e-12);
    }
}

Test(stats_proportion, ends)
{
    const struct stats_proportion none = stats_proportion(0, 0, 0.95), all = stats_proportion(7, 7, 0.95);
    cr_assert(isnan(none.share) && isnan(none.low) && isnan(none.high));
    cr_assert(all.high == 1 && all.low > 0.5 && all.low < 0.7);
    cr_assert_gt(stats_proportion(3, 9, 0.99).high, stats_proportion(3, 9, 0.95).high);
}
