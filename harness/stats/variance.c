/* SPDX-License-Identifier: MIT */
/* Variance components of samples in trials in sessions. */
#include "variance.h"

#include <math.h>

struct stats_group stats_group_of(const double *values, size_t count, uint32_t session, int logarithms)
{
    struct stats_group group = {.session = session};
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        double value = logarithms ? (values[i] > 0 ? log(values[i]) : NAN) : values[i];
        if (!isfinite(value))
            continue;
        /* Welford's recurrence (Technometrics 4, 1962): no difference of two great sums. */
        double off = value - group.mean;
        group.mean += off / (double)++group.count;
        squares += off * (value - group.mean);
    }
    if (group.count > 1)
        group.variance = squares / (double)(group.count - 1);
    return group;
}

static int counts(const struct stats_group *group)
{
    return group->count > 0 && isfinite(group->mean) && (group->count < 2 || isfinite(group->variance));
}

/* Trial i is the first one of its session. */
static int opens_session(const struct stats_group *groups, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (groups[k].session == groups[i].session && counts(&groups[k]))
            return 0;
    return 1;
}

/* Sums of squares around the means of the level above, degrees of freedom, and what the expected mean squares
 * are made of. */
struct sums {
    double samples, trials, sessions;                /* how many */
    double within, between_trials, between_sessions; /* sums of squares */
    double trial_squares;                            /* sum over trials of samples^2 */
    double shared_squares;  /* the same, each divided by the samples of its session */
    double session_squares; /* sum over sessions of samples^2 */
};

static double grand_mean(const struct stats_group *groups, size_t count)
{
    double samples = 0, mean = 0;
    for (size_t i = 0; i < count; i++) {
        if (!counts(&groups[i]))
            continue;
        samples += (double)groups[i].count;
        mean += (groups[i].mean - mean) * (double)groups[i].count / samples;
    }
    return samples > 0 ? mean : NAN;
}

/* The session that trial `first` opens. */
static void add_session(struct sums *sums, const struct stats_group *groups, size_t count, size_t first,
                        double grand)
{
    double samples = 0, mean = 0, squares = 0;
    for (size_t i = first; i < count; i++) {
        if (groups[i].session != groups[first].session || !counts(&groups[i]))
            continue;
        double size = (double)groups[i].count;
        samples += size;
        squares += size * size;
        mean += (groups[i].mean - mean) * size / samples;
        sums->trials++;
        sums->within += size > 1 ? (size - 1) * groups[i].variance : 0;
    }
    for (size_t i = first; i < count; i++) {
        double off = groups[i].mean - mean;
        if (groups[i].session == groups[first].session && counts(&groups[i]))
            sums->between_trials += (double)groups[i].count * off * off;
    }
    sums->sessions++;
    sums->samples += samples;
    sums->between_sessions += samples * (mean - grand) * (mean - grand);
    sums->trial_squares += squares;
    sums->shared_squares += squares / samples;
    sums->session_squares += samples * samples;
}

static struct stats_part part_of(double variance)
{
    return variance >= 0 ? (struct stats_part){variance, STATS_PART_ESTIMATED}
                         : (struct stats_part){0, STATS_PART_TRUNCATED};
}

/* Mean squares equal to their expectations, from the innermost level out: within; within + k1 trials; within
 * + k2 trials + k3 sessions. A level without degrees of freedom has no equation: as nothing is taken off for
 * it, the next one holds it too. */
static void solve(struct stats_components *components, const struct sums *sums)
{
    double freedom = sums->samples - sums->trials, within = 0, trials = 0;
    if (freedom > 0) {
        within = sums->within / freedom;
        components->within = part_of(within);
    }
    freedom = sums->trials - sums->sessions;
    if (freedom > 0) {
        double k1 = (sums->samples - sums->shared_squares) / freedom;
        trials = (sums->between_trials / freedom - within) / k1;
        components->trials = part_of(trials);
    }
    freedom = sums->sessions - 1;
    if (freedom > 0) {
        double k2 = (sums->shared_squares - sums->trial_squares / sums->samples) / freedom;
        double k3 = (sums->samples - sums->session_squares / sums->samples) / freedom;
        double mean_square = sums->between_sessions / freedom;
        components->sessions = part_of((mean_square - within - k2 * trials) / k3);
    }
}

struct stats_components stats_components(const struct stats_group *groups, size_t count)
{
    struct stats_components components = {.mean = grand_mean(groups, count)};
    struct sums sums = {.samples = 0};
    for (size_t i = 0; i < count; i++)
        if (counts(&groups[i]) && opens_session(groups, i))
            add_session(&sums, groups, count, i, components.mean);
    if (sums.samples > 0)
        solve(&components, &sums);
    components.samples = (size_t)sums.samples;
    components.trial_count = (size_t)sums.trials;
    components.session_count = (size_t)sums.sessions;
    return components;
}

double stats_trial_variance(const struct stats_components *components, double inner)
{
    return components->trials.variance + components->within.variance / inner;
}

double stats_repetitions(double lower_variance, double upper_variance, double lower_cost, double upper_cost)
{
    if (!(lower_variance > 0))
        return 1;
    if (!(upper_variance > 0))
        return INFINITY;
    double best = sqrt(upper_cost / lower_cost * (lower_variance / upper_variance));
    double below = floor(best) > 1 ? floor(best) : 1, above = below + 1;
    double price_below = (upper_variance + lower_variance / below) * (upper_cost + below * lower_cost);
    double price_above = (upper_variance + lower_variance / above) * (upper_cost + above * lower_cost);
    return price_above < price_below ? above : below;
}
