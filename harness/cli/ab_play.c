/* SPDX-License-Identifier: MIT */
/* `tvp ab`: the trials, until every pair has its verdict. */
#include <stdlib.h>
#include <string.h>

#include "ab.h"

static void take(struct campaign *c, const struct planned *planned, const struct outcome *out)
{
    struct ab *ab = c->context;
    const uint32_t pair = planned->cell / 2 - ab->first_pair, pass = (planned->block - ab->first_block) / 2;
    arms_note(&ab->arms, pair, planned->cell % 2, out->status == STATUS_OK);
    if (out->status == STATUS_OK && arms_take_map(&ab->arms, pair, pass, planned->cell % 2, out->map) != 0)
        ab->failed = 1;
    if (ab->played)
        ab->played(ab->context, planned, out);
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
    if (!ended && !ab->silent && !ab->c->progress.quiet)
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
    c->context = ab;
    c->after = take;
    progress_show(&c->progress, planned->trial, c->run.trials,
                  c->file.plan.cells[planned->cell].workload->name);
    int code = ab_copy_again(ab, &c->file.plan.cells[planned->cell]);
    if (code) {
        snprintf(error, RUN_ERROR_MAX, "cannot copy an image into %.900s: %s", c->run.tmp_path,
                 plat_error_text(code));
        return -1;
    }
    code = *c->executor.interrupted ? 1 : campaign_play(c, planned, error);
    if (ab->failed && code == 0) {
        snprintf(error, RUN_ERROR_MAX, "out of memory");
        code = -1;
    }
    return code;
}

int ab_step(struct ab *ab, const struct planned *planned, char *error)
{
    const uint32_t due = ab->looked < ab->arms.look_count ? ab->arms.look_trials[ab->looked] : UINT32_MAX;
    if (planned->block - ab->first_block >= due) {
        ab->looked++;
        if (look(ab, due, 0, error) != 0)
            return -1;
    }
    return arms_decided(&ab->arms, planned->cell / 2 - ab->first_pair) ? 0 : play_one(ab, planned, error);
}

int ab_last_look(struct ab *ab, char *error)
{
    return look(ab, 0, 1, error);
}

/* Pairs with their verdict, or all: their trials from `planned` on are not needed. 0, or -1 with `error`. */
static int decide(struct ab *ab, uint32_t why, const struct planned *planned, char *error)
{
    int failed = 0;
    for (uint32_t pair = 0; !failed && pair < ab->arms.pair_count; pair++) {
        const uint32_t cells[] = {2 * pair, 2 * pair + 1};
        const struct decision decision = {.why = why,
                                          .kind = TVP_KIND_TIME,
                                          .cells = cells,
                                          .count = 2,
                                          .from = planned->trial,
                                          .block = planned->block};
        const struct planned next = {.trial = planned->trial, .kind = TVP_KIND_TIME, .cell = cells[0]};
        if (!run_is_decided(&ab->c->run, &next) && (why == DECIDED_BUDGET || arms_decided(&ab->arms, pair)))
            failed = run_decide(&ab->c->run, &decision, error);
    }
    return failed;
}

/* What is due before a trial, and it, when it is needed. 0, 1: interrupted, or -1 with `error`. */
static int step(struct ab *ab, const struct planned *planned, char *error)
{
    const uint32_t looked = ab->looked;
    if (is_late(ab, planned))
        return decide(ab, DECIDED_BUDGET, planned, error);
    int code = ab_step(ab, planned, error);
    return code || ab->looked == looked ? code : decide(ab, DECIDED_VERDICT, planned, error);
}

/* 0, 1: interrupted, or -1 with `error`. */
static int play_all(struct ab *ab, char *error)
{
    struct campaign *c = ab->c;
    struct planned planned;
    int more = 0, code = 0;
    progress_phase(&c->progress, "trial");
    while (!code && (more = plan_file_next(&c->file, &planned, error)) > 0)
        code = run_is_decided(&c->run, &planned) ? 0 : step(ab, &planned, error);
    progress_clear(&c->progress);
    if (!code && more >= 0)
        code = ab_last_look(ab, error);
    return code ? code : more < 0 ? -1 : 0;
}

int ab_has_trouble(const struct run *run)
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
    int code = play_all(ab, error);
    campaign_shown_path(c, path);
    int trouble = ab_has_trouble(&c->run);
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
