/* SPDX-License-Identifier: MIT */
/* Scenarios: scripts that tell what happens rather than how long it takes. Each is played by the lean image's
 * role `scenario`, which bounds it and ends all that it leaves; its records come through a nameless file, and
 * are kept when it has come to its end. The first one says which interpreter it was. */
#include <stdlib.h>
#include <string.h>

#include "../core/machine.h"
#include "../core/runtimes.h"
#include "../core/scenario.h"
#include "../core/suites.h"
#include "campaign.h"
#include "claims.h"
#include "cli.h"
#include "image.h"
#include "interrupt.h"
#include "load.h"

#define RECORDS_MAX (1u << 20)
#define LIMIT_S     150u

static json_t *records_of(const char *text)
{
    char error[READER_ERROR_MAX];
    json_t *records = json_array();
    for (uint64_t number = 1; text && *text; number++) {
        const size_t length = strcspn(text, "\n");
        json_t *record = json_line("scenario", number, text, length, error);
        if (record) /* what a script was cut off in is left out */
            json_array_append_new(records, record);
        text += length;
        text += *text == '\n';
    }
    return records;
}

static void path_of(const char *folder, const char *name, char path[CLAIM_PATH_MAX])
{
    snprintf(path, CLAIM_PATH_MAX, "%s/scenario-%.40s.jsonl", folder, name);
}

json_t *claims_records(const char *folder, const char *name)
{
    char path[CLAIM_PATH_MAX];
    path_of(folder, name, path);
    char *text = text_of_file(path, RECORDS_MAX);
    json_t *records = records_of(text);
    free(text);
    return records;
}

/* Under another name until it is whole. */
static int write_records(const char *path, const json_t *records)
{
    char part[CLAIM_PATH_MAX + 8];
    size_t i;
    json_t *record;
    snprintf(part, sizeof part, "%s.part", path);
    FILE *file = fopen(part, "w");
    int bad = !file;
    json_array_foreach(records, i, record)
    {
        bad = bad || json_dumpf(record, file, JSON_COMPACT) != 0 || fputc('\n', file) == EOF;
    }
    if (file)
        bad |= fclose(file) != 0;
    return bad || plat_file_move(part, path) != 0 ? -1 : 0;
}

static int is_whole(const json_t *records)
{
    return json_is_true(json_object_get(json_array_get(records, json_array_size(records) - 1), "done"));
}

/* ---- playing ---- */

struct player {
    char script[TVP_NAME_MAX + 16]; /* in its runtime's folder, without .py */
    char program[TVP_PATH_MAX];     /* the interpreter */
    json_t *about;                  /* what that says of itself: the first record; owned */
    json_t *records;                /* owned; NULL: there are none */
    struct plat_exit how;
};

static void forget_folder(const char *folder)
{
    plat_folder_clear(folder);
    plat_folder_remove(folder);
}

/* Starts it, and waits until nothing of it is left. 0, or an exit code with its line said. */
static int play_in(struct player *player, char *const *argv, int64_t records)
{
    struct executor executor = {.no_cgroup = 1};
    struct plat_child child;
    int error = executor_open(&executor);
    if (error == 0)
        error = plat_child_start(&child, argv[3], argv, (char **)(uintptr_t)plat_environment(), records, -1);
    if (error < 0)
        return cli_error(EXIT_TVP, "claims: cannot start %s: %s", argv[3], plat_error_text(error));
    const int ended = plat_child_wait(&child, (LIMIT_S + 20) * 1000000000ull, interrupt_watch());
    plat_child_end(&child, &executor.others, &player->how);
    executor_close(&executor);
    return ended == -PLAT_EINTR ? EXIT_INTERRUPTED : 0;
}

/* Plays it. 0 with its records, or an exit code with its line said. */
static int play(struct player *player)
{
    char image[TVP_PATH_MAX], script[TVP_PATH_MAX], folder[TVP_PATH_MAX], below[TVP_NAME_MAX + 40];
    char name[] = "tvp-trial", role[] = "scenario", me[24], limit[16];
    char *argv[] = {name, role, me, image, folder, player->program, script, limit, NULL};
    int code = load_image(image);
    if (code)
        return code;
    snprintf(me, sizeof me, "%lld", (long long)plat_pid());
    snprintf(limit, sizeof limit, "%u", LIMIT_S);
    snprintf(below, sizeof below, "runtimes/python/%.50s.py", player->script);
    if (suite_sibling(below, script) != 0)
        return cli_error(EXIT_TVP, "claims: %s is not installed", below);
    /* All that the script, and what it starts, keeps in files lies here. */
    int error = plat_folder_make_private(NULL, "tvp-scenario-", folder, sizeof folder);
    if (error < 0)
        return cli_error(EXIT_TVP, "claims: no folder for a scenario: %s", plat_error_text(error));
    const int64_t records = plat_capture_new(RECORDS_MAX);
    code = records < 0 ? cli_error(EXIT_TVP, "claims: no file for a scenario's records: %s",
                                   plat_error_text((int)records))
                       : play_in(player, argv, records);
    if (records >= 0) {
        char *text = plat_capture_take(records, RECORDS_MAX);
        player->records = records_of(text);
        free(text);
        plat_handle_close(records);
    }
    forget_folder(folder);
    return code;
}

/* ---- which interpreter ---- */

/* Asks it what it is. 0 with player->about, or an exit code with its line said. */
static int ask(struct player *player)
{
    snprintf(player->script, sizeof player->script, "about");
    int code = play(player);
    const json_t *about = json_array_get(player->records, 0);
    const char *why = json_text_at(about, "why", "");
    if (!code && !is_whole(player->records))
        code = cli_error(EXIT_USAGE, "claims: %s is no Python of 3.8 or later: it does not play a script",
                         player->program);
    else if (!code && *why)
        code = cli_error(EXIT_USAGE, "claims: %s: %s", player->program, why);
    if (!code) {
        player->about =
            json_pack("{ss, ss, sO, sO, sO}", "schema", "tvp.scenario/1", "interpreter", player->program,
                      "implementation", json_object_get(about, "implementation"), "version",
                      json_object_get(about, "version"), "build", json_object_get(about, "build"));
        if (!player->about)
            code = cli_error(EXIT_TVP, "claims: %s does not say what it is", player->program);
    }
    json_decref(player->records);
    player->records = NULL;
    return code;
}

/* The one that --python names, else the usual one. 0, or an exit code with its line said. */
static int find_python(const struct claims *claims, struct player *player)
{
    const struct runtime_place *usual = runtime_here("python");
    const char *equals = claims->python ? strchr(claims->python, '=') : NULL;
    uint64_t hash;
    if (claims->python)
        return python_find(equals ? equals + 1 : claims->python, player->program, &hash);
    memcpy(player->program, usual->program, sizeof player->program);
    return EXIT_OK;
}

/* ---- one scenario ---- */

/* Why it did not come to its end. */
static void tell_cut(const struct plat_exit *how, char why[REASON_MAX])
{
    static const char cut[] = "the scenario was cut off";
    if (how->signal != 0)
        snprintf(why, REASON_MAX, "%s: its process was killed by %s", cut, plat_signal_name(how->signal));
    else if (how->code == SCENARIO_LATE)
        snprintf(why, REASON_MAX, "%s: it had not ended after %u s", cut, LIMIT_S);
    else if (how->code == SCENARIO_KILLED)
        snprintf(why, REASON_MAX, "%s: its script was killed", cut);
    else
        snprintf(why, REASON_MAX, "%s: it ended with exit code %d before it was done", cut, how->code);
}

/* In place of its records: why there are none. */
static json_t *none(const char *why)
{
    return json_pack("[{ss}]", "missing", why);
}

/* Where and when, for the head of a report. */
static void put_measured(json_t *about)
{
    json_t *machine = machine_facts(NULL, 0);
    json_object_set_new(about, "measured", claims_machine_about(machine, ""));
    json_decref(machine);
}

static int play_and_keep(struct claims *claims, const char *name, struct player *player, const char *path)
{
    char why[REASON_MAX];
    snprintf(player->script, sizeof player->script, "scenarios/%.31s", name);
    if (!claims->quiet)
        fprintf(stderr, "scenario %s\n", name);
    int code = play(player);
    if (code)
        return code;
    if (!is_whole(player->records)) {
        tell_cut(&player->how, why);
        json_object_set_new(claims->scenarios, name, none(why));
        return cli_error(EXIT_OK, "claims: %s: %s; it is played again next time", name, why);
    }
    put_measured(player->about);
    json_array_insert(player->records, 0, player->about);
    if (write_records(path, player->records) != 0)
        code = cli_error(EXIT_TVP, "claims: cannot write %s", path);
    json_object_set(claims->scenarios, name, player->records);
    return code;
}

/* Is what was kept whole, and of the interpreter that was asked for? */
static int can_stay(const json_t *kept, const struct player *player)
{
    static const char *const names[] = {"interpreter", "implementation", "version", "build"};
    const json_t *about = json_array_get(kept, 0);
    for (size_t i = 0; player->about && i < sizeof names / sizeof *names; i++)
        if (!json_equal(json_object_get(about, names[i]), json_object_get(player->about, names[i])))
            return 0;
    return is_whole(kept);
}

int claims_scenario(struct claims *claims, const char *name)
{
    char path[CLAIM_PATH_MAX];
    struct player player = {.records = NULL};
    if (json_object_get(claims->scenarios, name))
        return 0;
    path_of(claims->folder, name, path);
    json_t *kept = claims_records(claims->folder, name);
    const char *why = runtime_here("python")->why;
    int code = claims->python ? find_python(claims, &player) : 0;
    if (!code && claims->python)
        code = ask(&player);
    if (!code && can_stay(kept, &player)) {
        json_object_set(claims->scenarios, name, kept);
    } else if (!code && !claims->python && *why) {
        json_object_set_new(claims->scenarios, name, none(why));
    } else if (!code) {
        if (!player.about && (code = find_python(claims, &player)) == 0)
            code = ask(&player);
        if (!code)
            code = play_and_keep(claims, name, &player, path);
    }
    json_decref(kept);
    json_decref(player.about);
    json_decref(player.records);
    return code;
}
