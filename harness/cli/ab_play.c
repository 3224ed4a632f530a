/* SPDX-License-Identifier: MIT */
/* `tvp ab`: the trials, until every pair has its verdict. */
#include <stdlib.h>
#include <string.h>

#include "ab.h"

static void take(struct campaign *c, const struct planned *planned, const struct outcome *out)
{
    struct ab *ab = c->context;
    const uint32_t pair = planned->cell / 2;
    arms_note(&ab->arms, pair);
    if (out->status == STATUS_OK &&
        arms_take_map(&ab->arms, pair, planned->block / 2, planned->cell % 2, out->map) != 0)
        ab->failed = 1;
}

/* After the last trial of a look; `ended`: after the last of all. 0, or -1 with `error`. */
static int look(struct ab *ab, uint32_t trials, int ended, char *error)
{
    size_t undecided = 0;
    if (arms_judge(&ab->arms, ended) < 0) {
        snprintf(error, RUN_ERROR_MAX, "out of memory");
        return -1;
    }
    for (size_t i = 0; i < ab->arms.test_count; i++)
        undecided += !ab->arms.tests[i].decided;
    if (!ended && !ab->c->progress.quiet)
        progress_note(&ab->c->progress, "after %u trials an arm: %zu of %zu comparisons still open", trials,
                      undecided, ab->arms.test_count);
    return 0;
}

/* 1: the time is over, and the least is played. */
static int is_late(const struct ab *ab, const struct planned *planned)
{
    return ab->deadline_ns && planned->block >= ab->least && plat_now_ns() > ab->deadline_ns;
}

/* 0, 1: interrupted, or -1 with `error`. */
static int play_one(struct ab *ab, const struct planned *planned, char *error)
{
    struct campaign *c = ab->c;
    progress_show(&c->progress, planned->trial, c->run.trials,
                  c->file.plan.cells[planned->cell].workload->name);
    int code = *c->executor.interrupted ? 1 : campaign_play(c, planned, error);
    if (ab->failed && code == 0) {
        snprintf(error, RUN_ERROR_MAX, "out of memory");
        code = -1;
    }
    return code;
}

/* 0, 1: interrupted, or -1 with `error`. */
static int play_all(struct ab *ab, char *error)
{
    struct campaign *c = ab->c;
    struct planned planned;
    uint32_t looked = 0;
    int more = 0, code = 0;
    progress_phase(&c->progress, "trial");
    while (!code && !arms_all_decided(&ab->arms) && (more = plan_file_next(&c->file, &planned, error)) > 0 &&
           !is_late(ab, &planned)) {
        if (planned.block >= ab->arms.look_trials[looked]) {
            code = look(ab, ab->arms.look_trials[looked], 0, error);
            looked++;
        }
        if (!code && !arms_decided(&ab->arms, planned.cell / 2))
            code = play_one(ab, &planned, error);
    }
    progress_clear(&c->progress);
    if (!code && more >= 0)
        code = look(ab, 0, 1, error);
    return code ? code : more < 0 ? -1 : 0;
}

static int troubles(const struct run *run)
{
    for (uint32_t status = 0; status < STATUS_COUNT; status++)
        if (status != STATUS_OK && status != STATUS_UNSUPPORTED && run->counts[status])
            return 1;
    return 0;
}

int ab_play(struct ab *ab)
{
    char error[RUN_ERROR_MAX] = "", close_error[RUN_ERROR_MAX], path[TVP_PATH_MAX];
    struct campaign *c = ab->c;
    c->after = take;
    int code = play_all(ab, error);
    campaign_shown_path(c, path);
    int trouble = troubles(&c->run);
    const unsigned long long recorded = c->run.recorded;
    int unsynced = run_close(&c->run, close_error);
    if (code < 0 || unsynced)
        return cli_error(EXIT_TVP, "%s; %llu trials are recorded in %s", code < 0 ? error : close_error,
                         recorded, path);
    if (code > 0)
        return cli_error(EXIT_INTERRUPTED,
                         "interrupted: %llu trials are recorded; `tvp compare %s` says what they tell",
                         recorded, path);
    return trouble || c->named_unsupported ? EXIT_TRIALS : EXIT_OK;
}
