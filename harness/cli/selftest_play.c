/* SPDX-License-Identifier: MIT */
/* `tvp selftest`: the runs of ab, by ab's own code, until the time is over, and what each comparison said. */
#include <math.h>
#include <stdlib.h>

#include "selftest.h"

static void played(void *context, const struct planned *planned, const struct outcome *out)
{
    struct selftest *test = context;
    const uint32_t pair = planned->cell / 2 % test->pairs;
    test->wall_ns[pair] += out->wall_ns;
    test->played[pair]++;
}

static int add(struct selftest *test, const struct comparison *comparison)
{
    if (test->count == test->room) {
        size_t room = test->room ? 2 * test->room : 64;
        struct comparison *moved = realloc(test->list, room * sizeof *moved);
        if (!moved)
            return -1;
        test->list = moved;
        test->room = room;
    }
    test->list[test->count++] = *comparison;
    return 0;
}

/* p of the known difference, by the same statistic and trials as that of none. NaN: out of memory. */
static double p_of_truth(const struct arms_test *test, double truth)
{
    struct stats_trial *trials = calloc(test->count + 1, sizeof *trials);
    double *scratch = calloc(stats_aligned_scratch(test->count + 1), sizeof *scratch), p = NAN;
    if (trials && scratch) {
        size_t count = arms_trials(test, test->passes, 0, trials);
        p = stats_two_sided(stats_aligned_z(trials, count, truth, scratch));
    }
    free(trials);
    free(scratch);
    return p;
}

/* Takes up what the run of ab at hand has found. 0, or -1: out of memory. */
static int end_run(struct selftest *test)
{
    const struct arms *arms = &test->ab->arms;
    const uint64_t took_ns = plat_now_ns() - test->run_began_ns;
    int alarm = 0;
    for (size_t i = 0; i < arms->test_count; i++) {
        const struct arms_test *from = &arms->tests[i];
        struct comparison one = {.session = test->session,
                                 .group = test->group,
                                 .pair = from->pair,
                                 .figure = from->figure,
                                 .truth = selftest_truth(test, test->group, from->pair, from->figure),
                                 .p = from->p,
                                 .error = from->error,
                                 .detectable = from->detectable,
                                 .interval = from->interval,
                                 .verdict = from->verdict,
                                 .n = (from->n[0] + from->n[1]) / 2,
                                 .seconds = (double)took_ns / 1e9};
        if (!from->looked || from->interval.count == 0)
            continue; /* no trial of it was ok */
        one.p_of_truth = p_of_truth(from, one.truth);
        alarm |= one.truth == 0 && (one.verdict == STATS_REGRESSED || one.verdict == STATS_IMPROVED);
        if (isnan(one.p_of_truth) || add(test, &one) != 0)
            return -1;
    }
    test->runs[test->group]++;
    test->alarms[test->group] += (size_t)alarm;
    test->runs_ns += took_ns;
    return 0;
}

/* Whether this trial is of the run at hand. */
static int is_same_run(const struct selftest *test, const struct planned *planned, uint32_t *session,
                       uint32_t *group)
{
    const struct arms *arms = &test->ab->arms;
    *session = planned->block / arms->look_trials[arms->look_count - 1];
    *group = planned->cell / 2 / test->pairs;
    return *session == test->session && *group == test->group;
}

static int begin_run(struct selftest *test, uint32_t session, uint32_t group)
{
    struct ab *ab = test->ab;
    test->session = session;
    test->group = group;
    test->run_began_ns = plat_now_ns();
    ab->first_pair = group * test->pairs;
    ab->first_block = session * ab->arms.look_trials[ab->arms.look_count - 1];
    return ab_begin_arms(ab, test->pairs);
}

/* 1: another run would take longer than there is time. One session is played whatever it takes: there would
 * be nothing to tell. */
static int is_over(const struct selftest *test, uint32_t session)
{
    size_t runs = 0;
    for (uint32_t g = 0; g <= test->shift_count; g++)
        runs += test->runs[g];
    return session > 0 && plat_now_ns() + test->runs_ns / (runs ? runs : 1) > test->deadline_ns;
}

/* 0: the plan or the time is over, 1: interrupted, or -1 with `error`. */
static int play_all(struct selftest *test, char *error)
{
    struct ab *ab = test->ab;
    struct planned planned;
    uint32_t session, group;
    int more = 0, code = 0, running = 0;
    while (!code && (more = plan_file_next(&ab->c->file, &planned, error)) > 0) {
        if (!running || !is_same_run(test, &planned, &session, &group)) {
            if (running)
                code = ab_last_look(ab, error) != 0 || end_run(test) != 0 ? -1 : 0;
            is_same_run(test, &planned, &session, &group);
            running = !is_over(test, session);
            if (!running)
                return code;
            code = code || begin_run(test, session, group) != 0 ? -1 : 0;
        }
        if (!code && !arms_all_decided(&ab->arms))
            code = ab_step(ab, &planned, error);
    }
    if (!code && running)
        code = ab_last_look(ab, error) != 0 || end_run(test) != 0 ? -1 : 0;
    return code ? code : more < 0 ? -1 : 0;
}

int selftest_play(struct selftest *test)
{
    char error[RUN_ERROR_MAX] = "", path[TVP_PATH_MAX];
    struct ab *ab = test->ab;
    ab->silent = 1;
    ab->played = played;
    ab->context = test;
    progress_phase(&ab->c->progress, "trial");
    int code = play_all(test, error);
    progress_clear(&ab->c->progress);
    campaign_shown_path(ab->c, path);
    if (code < 0)
        return cli_error(EXIT_TVP, "%s; %llu trials are recorded in %s", error[0] ? error : "out of memory",
                         (unsigned long long)ab->c->run.recorded, path);
    if (code > 0)
        return cli_error(EXIT_INTERRUPTED, "interrupted: what %zu comparisons say is in %s", test->count,
                         path);
    return ab_has_trouble(&ab->c->run) || ab->c->named_unsupported ? EXIT_TRIALS : EXIT_OK;
}
