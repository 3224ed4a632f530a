/* SPDX-License-Identifier: MIT */
/* Decisions: kept, read back, cut where torn, refused where wrong; and what they make of a planned trial. */
#include <math.h>

#include "store_rig.h"

static const uint32_t some[] = {1, 70};
static const double widths[] = {0.01, INFINITY};
static const struct decision decision = {.why = DECIDED_TARGET,
                                         .kind = TVP_KIND_MEMORY,
                                         .cells = some,
                                         .count = 2,
                                         .from = 40,
                                         .block = 8,
                                         .target = 0.02,
                                         .half_widths = widths};

static int needed(const struct run *run, uint32_t kind, uint32_t cell, uint64_t trial)
{
    const struct planned planned = {.trial = trial, .kind = kind, .cell = cell};
    return !run_is_decided(run, &planned);
}

static void expect_kept(const struct run *run)
{
    cr_expect(!needed(run, TVP_KIND_MEMORY, 1, 40) && !needed(run, TVP_KIND_MEMORY, 70, 99));
    cr_expect(needed(run, TVP_KIND_MEMORY, 1, 39), "trials before it stay needed");
    cr_expect(needed(run, TVP_KIND_TIME, 1, 40), "so do those of another kind");
    cr_expect(needed(run, TVP_KIND_MEMORY, 2, 40) && needed(run, TVP_KIND_MEMORY, 5000, 40));
}

static void begin(struct rig *rig)
{
    rig_make(rig);
    cr_assert(run_create(&rig->run, rig->path, NULL, rig->error) == 0, "%s", rig->error);
    cr_assert(run_write_file(&rig->run, "plan.jsonl", "{\"schema\":1}\n", 13, rig->error) == 0);
    cr_assert(run_begin(&rig->run, 100, rig->error) == 0, "%s", rig->error);
}

static int again(struct rig *rig)
{
    run_close(&rig->run, rig->error);
    cr_assert(run_open(&rig->run, rig->path, rig->error) == 0, "%s", rig->error);
    return run_scan(&rig->run, 100, rig->error);
}

static void append(const struct rig *rig, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", rig->path, DECISIONS_FILE);
    FILE *file = fopen(path, "a");
    cr_assert(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

Test(store_decisions, kept_and_read_back)
{
    struct rig rig;
    begin(&rig);
    cr_expect(needed(&rig.run, TVP_KIND_MEMORY, 1, 40));
    cr_assert(run_decide(&rig.run, &decision, rig.error) == 0, "%s", rig.error);
    expect_kept(&rig.run);
    char *text = rig_text(&rig, DECISIONS_FILE);
    cr_expect_str_eq(
        text,
        "{\"schema\":1,\"session\":0,\"why\":\"target\",\"kind\":\"memory\",\"cells\":[1,70],\"from\":40,"
        "\"blocks\":8,\"target\":0.02,\"half_widths\":[0.01,null]}\n");
    free(text);
    cr_assert(again(&rig) == 0, "%s", rig.error);
    expect_kept(&rig.run);
    rig_remove(&rig);
}

Test(store_decisions, a_torn_one_is_cut_off)
{
    struct rig rig;
    begin(&rig);
    cr_assert(run_decide(&rig.run, &decision, rig.error) == 0, "%s", rig.error);
    char *before = rig_text(&rig, DECISIONS_FILE);
    append(&rig, "{\"schema\":1,\"sess");
    cr_assert(again(&rig) == 0, "%s", rig.error);
    expect_kept(&rig.run);
    char *after = rig_text(&rig, DECISIONS_FILE);
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
    rig_remove(&rig);
}

static void refused(const char *line, const char *wanted)
{
    struct rig rig;
    begin(&rig);
    append(&rig, line);
    cr_assert(again(&rig) == -1, "%s was accepted", line);
    cr_expect(strstr(rig.error, "decisions.jsonl:1: ") && strstr(rig.error, wanted), "`%s` lacks `%s`",
              rig.error, wanted);
    rig_remove(&rig);
}

Test(store_decisions, wrong_ones_are_refused_with_their_line)
{
    refused("[]\n", "not a JSON object");
    refused("{}\n", "no schema number");
    refused("{\"schema\":99}\n", "schema 99");
    refused("{\"schema\":1,\"why\":\"mood\",\"kind\":\"time\",\"cells\":[0],\"from\":0}\n", "does not know");
    refused("{\"schema\":1,\"why\":\"target\",\"kind\":\"pilot\",\"cells\":[0],\"from\":0}\n",
            "no kind of trials");
    refused("{\"schema\":1,\"why\":\"target\",\"kind\":\"time\",\"cells\":[0],\"from\":-1}\n", "no trials");
    refused("{\"schema\":1,\"why\":\"target\",\"kind\":\"time\",\"cells\":7,\"from\":1}\n", "no trials");
    refused("{\"schema\":1,\"why\":\"target\",\"kind\":\"time\",\"cells\":[4294967296],\"from\":1}\n",
            "no cell");
    refused("{\"schema\":1,\"why\":\"target\",\"kind\":\"time\",\"cells\":[\"0\"],\"from\":1}\n", "no cell");
}
