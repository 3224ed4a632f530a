/* SPDX-License-Identifier: MIT */
/* Figures as people read them: three digits and a unit, in ASCII. */
#ifndef TVP_TABLE_UNITS_H
#define TVP_TABLE_UNITS_H

#include <stddef.h>

#include "../stats/quantile.h"

#define UNITS_MAX 48u

/* Writes `value` of `unit`: "ns" as 8.95 us, "bytes" as 256 MiB, "size" as a user writes one (64M), "ops/s"
 * as 12.3 M/s, "ratio" as 1.020, "%" as 10 %, "count" as 12345 or 12.3 M, others with the unit behind. "-"
 * when it is not finite. */
void units_readable(char *out, size_t room, double value, const char *unit);
/* What `value` is divided by to be readable, and the unit that is behind it then ("us"); 1 and `unit` where
 * there is nothing to divide. The name lives as long as `unit`. */
double units_scale(double value, const char *unit, const char **name);
/* How far the interval reaches, as a share of the estimate, the wider side: "+-3%"; "~3%" when the values are
 * too few for an interval and this is their range; ">99%" and "~>99%" beyond; "~" for a single value. "" when
 * there is no value. */
void units_deviation(char *out, size_t room, const struct stats_interval *interval, int fine);
/* That share as a number; 0 for no value, 1e9 when the estimate is 0 and an end is not. */
double units_share(const struct stats_interval *interval);
/* "8.95 us [8.70 us, 9.10 us]", or "(8.70 us .. 9.10 us)" for a range; "-" for no value. */
void units_full(char *out, size_t room, const struct stats_interval *interval, const char *unit);

#endif
