/* SPDX-License-Identifier: MIT */
/* Wilson's interval. */
#include "proportion.h"

#include <math.h>

#include "sequential.h"

struct stats_proportion stats_proportion(size_t hits, size_t count, double confidence)
{
    struct stats_proportion out = {hits, count, NAN, NAN, NAN};
    if (count == 0)
        return out;
    const double n = (double)count, z = stats_normal_bound(1 - confidence), share = (double)hits / n;
    const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    out.share = share;
    out.low = hits == 0 ? 0 : middle - half;
    out.high = hits == count ? 1 : middle + half;
    return out;
}
