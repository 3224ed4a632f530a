/* SPDX-License-Identifier: MIT */
/* The course of a trial: planted warm-ups, slowdowns and disturbances in made-up noise, and noise alone. */
#include "stats_changepoint_rig.h"

#include "../../harness/stats/course.h"

#define BATCHES 1000u
#define TRIES   40u

static double pool[BATCHES];

/* What one worker's batches are classified as. */
static enum stats_course course_of(const double *values, size_t count)
{
    double points[STATS_COURSE_POINTS], scratch[BATCHES];
    enum stats_course course = STATS_COURSE_COUNT;
    size_t points_count = stats_course_thin(&values, &count, 1, points, scratch);
    cr_assert_eq(points_count, count < STATS_COURSE_POINTS ? count : STATS_COURSE_POINTS);
    cr_assert_eq(stats_course(points, points_count, &course), 0);
    return course;
}

/* How many of TRIES series of that noise, a step added from each place on, are classified so. */
static unsigned count_as(enum stats_course wanted, enum rig_noise noise, const size_t *from, const double *by,
                         size_t steps)
{
    struct rig_random random = {.state = 40 + (uint64_t)noise};
    unsigned hits = 0;
    for (unsigned i = 0; i < TRIES; i++) {
        rig_fill(&random, noise, pool, BATCHES);
        for (size_t s = 0; s < steps; s++)
            rig_step(pool, from[s], BATCHES, by[s]);
        hits += course_of(pool, BATCHES) == wanted;
    }
    return hits;
}

static unsigned planted(enum stats_course wanted, enum rig_noise noise, size_t from, double by)
{
    return count_as(wanted, noise, &from, &by, 1);
}

Test(stats_course, noise_alone_is_flat)
{
    for (int noise = 0; noise < RIG_NOISES; noise++) {
        unsigned flat = count_as(STATS_COURSE_FLAT, (enum rig_noise)noise, NULL, NULL, 0);
        cr_assert_geq(flat, TRIES - 1, "noise %d: %u of %u", noise, flat, TRIES);
    }
}

Test(stats_course, steps_of_five_percent_are_seen)
{
    for (int noise = 0; noise < RIG_NOISES; noise++) {
        unsigned warm = planted(STATS_COURSE_WARM_UP, (enum rig_noise)noise, 150, -5);
        unsigned slow = planted(STATS_COURSE_SLOWDOWN, (enum rig_noise)noise, 600, 5);
        unsigned late = planted(STATS_COURSE_UNSTEADY, (enum rig_noise)noise, 850, 5);
        cr_assert(warm > .9 * TRIES && slow > .9 * TRIES && late > .9 * TRIES, "noise %d: %u, %u, %u", noise,
                  warm, slow, late);
    }
}

/* What comes and goes is a disturbance, whatever its end looks like; falling by steps is warming up. */
static const size_t thirds[] = {300, 600};
Test(stats_course, what_rises_and_falls_is_unsteady)
{
    cr_assert_geq(count_as(STATS_COURSE_UNSTEADY, RIG_NORMAL, thirds, (const double[]){10, -10}, 2),
                  TRIES - 2);
    cr_assert_geq(count_as(STATS_COURSE_UNSTEADY, RIG_NORMAL, thirds, (const double[]){-10, 10}, 2),
                  TRIES - 2);
    cr_assert_geq(count_as(STATS_COURSE_WARM_UP, RIG_NORMAL, thirds, (const double[]){-10, -10}, 2),
                  TRIES - 2);
    cr_assert_geq(count_as(STATS_COURSE_SLOWDOWN, RIG_NORMAL, thirds, (const double[]){10, 10}, 2),
                  TRIES - 2);
}

/* A level that differs by less than 1 % is the same level. */
Test(stats_course, small_steps_are_flat)
{
    for (size_t i = 0; i < BATCHES; i++)
        pool[i] = 1000 + (double)(i % 2) + (i >= 500 ? 8 : 0);
    cr_assert_eq(course_of(pool, BATCHES), STATS_COURSE_FLAT);
    for (size_t i = 500; i < BATCHES; i++)
        pool[i] += 12;
    cr_assert_eq(course_of(pool, BATCHES), STATS_COURSE_SLOWDOWN);
}

Test(stats_course, points_are_medians_of_equal_parts)
{
    const double one[] = {1, 100, 2, 3, 3, 900}, other[] = {5, 5, 7};
    const double *const series[] = {one, other};
    const size_t counts[] = {6, 3}, empty[] = {6, 0};
    double points[STATS_COURSE_POINTS], scratch[16];
    cr_assert_eq(stats_course_thin(series, counts, 2, points, scratch), 3);
    cr_assert(points[0] == 5 && points[1] == 3 && points[2] == 7);
    cr_assert_eq(stats_course_thin(series, empty, 2, points, scratch), 0);
    cr_assert_eq(stats_course_thin(series, counts, 0, points, scratch), 0);
}

Test(stats_course, too_few_points_tell_nothing)
{
    for (size_t i = 0; i < BATCHES; i++)
        pool[i] = i < 20 ? 200 : 100;
    cr_assert_eq(course_of(pool, STATS_COURSE_POINTS_MIN - 1), STATS_COURSE_UNKNOWN);
    cr_assert_null(stats_course_name(STATS_COURSE_UNKNOWN));
    cr_assert_eq(course_of(pool, 60), STATS_COURSE_WARM_UP);
    cr_assert_str_eq(stats_course_name(STATS_COURSE_WARM_UP), "warm-up");
}
