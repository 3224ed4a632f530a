/* SPDX-License-Identifier: MIT */
/* The end of a series: how often it looks suspicious when nothing changed, and when something did. */
#include "../../harness/stats/recent.h"

#include <criterion/criterion.h>
#include <math.h>

#include "../../harness/core/schedule.h"

#define EFFECT 0.01
#define TRIES  1000

enum noise { NORMAL, TAILS, SPIKES, MODES, WALKING };

static double uniform(struct random_state *random)
{
    return ((double)(random_next(random) >> 11) + 0.5) / 9007199254740992.0;
}

static double gauss(struct random_state *random)
{
    return sqrt(-2 * log(uniform(random))) * cos(6.283185307179586 * uniform(random));
}

static double draw(struct random_state *random, enum noise noise, double *walk)
{
    double squares = 0;
    switch (noise) {
    case TAILS: /* t with 3 degrees of freedom */
        for (int i = 0; i < 3; i++)
            squares += pow(gauss(random), 2);
        return 2 * gauss(random) / sqrt(squares / 3);
    case SPIKES:
        return 2 * gauss(random) - (uniform(random) < 0.1 ? 20 * log(uniform(random)) : 0);
    case MODES:
        return 0.5 * gauss(random) + (uniform(random) < 0.3 ? 6 : 0);
    case WALKING: /* lag correlation .5 */
        return *walk = 0.5 * *walk + 2 * gauss(random);
    case NORMAL:
        break;
    }
    return 2 * gauss(random);
}

/* Share of series of `count` points around 100 whose last `after` points are `shift` higher that look
 * suspicious. */
static double share(enum noise noise, size_t count, size_t after, double shift)
{
    struct random_state random;
    struct stats_recent out;
    unsigned found = 0;
    random_seed(&random, 7 * count + (unsigned)noise);
    for (int i = 0; i < TRIES; i++) {
        double values[128], walk = 0;
        for (size_t k = 0; k < count; k++)
            values[k] = 100 + draw(&random, noise, &walk) + (k + after >= count ? shift : 0);
        found += (unsigned)stats_recent(values, count, EFFECT, &out);
    }
    return found / (double)TRIES;
}

Test(stats_recent, seldom_suspects_where_nothing_changed)
{
    static const double most[] = {
        [NORMAL] = .01, [TAILS] = .035, [SPIKES] = .06, [MODES] = .035, [WALKING] = .035};
    for (int noise = NORMAL; noise <= WALKING; noise++) {
        cr_expect(share((enum noise)noise, 60, 0, 0) <= .025, "noise %d: %g of 60 points", noise,
                  share((enum noise)noise, 60, 0, 0));
        cr_expect(share((enum noise)noise, 14, 0, 0) <= most[noise], "noise %d: %g of 14 points", noise,
                  share((enum noise)noise, 14, 0, 0));
    }
}

Test(stats_recent, suspects_a_shift_soon)
{
    cr_expect(share(NORMAL, 41, 1, 10) > 0.55, "%g after 1", share(NORMAL, 41, 1, 10));
    cr_expect(share(NORMAL, 42, 2, 10) > 0.85, "%g after 2", share(NORMAL, 42, 2, 10));
    cr_expect(share(NORMAL, 48, 8, 10) > 0.98, "%g after 8", share(NORMAL, 48, 8, 10));
    cr_expect(share(NORMAL, 48, 8, 5) > 0.5, "%g after 8 of half the size", share(NORMAL, 48, 8, 5));
}

Test(stats_recent, says_where_and_how_much)
{
    double values[20];
    struct stats_recent out;
    for (size_t i = 0; i < 20; i++)
        values[i] = (i < 17 ? 100 : 120) + (double)(i % 3);
    cr_assert_eq(stats_recent(values, 20, EFFECT, &out), 1);
    cr_expect(out.at == 17 && out.before == 101 && out.after == 121, "at %zu: %g -> %g", out.at, out.before,
              out.after);
    for (size_t i = 0; i < 20; i++)
        values[i] = -values[i];
    cr_assert_eq(stats_recent(values, 20, EFFECT, &out), 1);
    cr_expect(out.at == 17 && out.after == -121);
}

Test(stats_recent, equal_values_and_short_series)
{
    double values[12] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    struct stats_recent out;
    cr_expect_eq(stats_recent(values, 12, EFFECT, &out), 0);
    values[11] = 5.04;
    cr_expect_eq(stats_recent(values, 12, EFFECT, &out), 0, "below the least effect");
    values[11] = 5.06;
    cr_expect_eq(stats_recent(values, 12, EFFECT, &out), 1);
    cr_expect(out.at == 11 && isinf(out.z));
    cr_expect_eq(stats_recent(values + 4, 8, EFFECT, &out), 0, "too few before it");
    cr_expect_eq(stats_recent(values, 0, EFFECT, &out), 0);
}

Test(stats_recent, a_spike_like_those_before_is_none)
{
    double values[40];
    struct stats_recent out;
    for (size_t i = 0; i < 40; i++)
        values[i] = 100 + (double)(i % 4) + (i % 10 == 9 ? 30 : 0);
    cr_expect_eq(stats_recent(values, 40, EFFECT, &out), 0);
    values[39] = 200;
    cr_expect_eq(stats_recent(values, 40, EFFECT, &out), 1);
}
