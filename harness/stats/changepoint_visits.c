/* SPDX-License-Identifier: MIT */
/* Noise with modes visits one of them for some points and comes back. Where the points before and after go
 * there too, one by one, such a visit is noise: the level did not change, the mode did. */
#include <math.h>
#include <string.h>

#include "changepoint_parts.h"

/* A visit is at most this long, ... */
#define VISIT_MAX 30
/* ... comes back to within this share of the step, ... */
#define BACK_WITHIN .25
/* ... and at least this share of the points beside it lie beyond the middle of the step. */
#define SEEN_LEAST .1

struct step {
    double away, step; /* the level beside the visit, and from there to the visit's */
};

static size_t beyond_middle(const double *values, size_t count, const struct step *step)
{
    size_t seen = 0;
    for (size_t i = 0; i < count; i++)
        seen += (values[i] - step->away) / step->step > .5;
    return seen;
}

static double value_of(const struct series *series, int32_t position)
{
    return series->noise.origin + position * series->noise.scale / NOISE_STEPS;
}

/* Whether from `at` to before `back` the series only visits `level`, between what began at `from` and what
 * ends before `to`, whose levels are beside[0] and beside[1]. */
static int visits(const struct series *series, const size_t *place, double level, const double *beside)
{
    size_t from = place[0], at = place[1], back = place[2], to = place[3];
    const struct step step = {.away = (beside[0] + beside[1]) / 2,
                              .step = level - (beside[0] + beside[1]) / 2};
    if (back - at > VISIT_MAX || fabs(beside[0] - beside[1]) >= BACK_WITHIN * fabs(step.step))
        return 0;
    size_t seen = beyond_middle(series->values + from, at - from, &step) +
                  beyond_middle(series->values + back, to - back, &step);
    return (double)seen >= SEEN_LEAST * (double)(at - from + to - back);
}

size_t leave_out_visits(const struct scores *scores, const struct series *series, size_t *found,
                        size_t found_count)
{
    size_t kept = 0, c = 0;
    double before = value_of(series, scores->level[0]); /* of what ends at change c */
    for (; c + 1 < found_count; c++) {
        const size_t place[4] = {kept == 0 ? 0 : found[kept - 1], found[c], found[c + 1],
                                 c + 2 < found_count ? found[c + 2] : series->count};
        const double beside[2] = {before, value_of(series, scores->level[c + 2])};
        double level = value_of(series, scores->level[c + 1]);
        if (visits(series, place, level, beside)) {
            before = beside[1];
            c++; /* both go */
            continue;
        }
        found[kept++] = found[c];
        before = level;
    }
    if (c < found_count)
        found[kept++] = found[c];
    return kept;
}
