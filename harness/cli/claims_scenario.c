/* SPDX-License-Identifier: MIT */
/* Scenarios: scripts that tell what happens rather than how long it takes. Each is played by the lean image's
 * role `scenario`, which bounds it and ends all that it leaves; its records come through a nameless file. */
#include <stdlib.h>
#include <string.h>

#include "../core/runtimes.h"
#include "../core/suites.h"
#include "campaign.h"
#include "claims.h"
#include "cli.h"
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

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = file ? calloc(1, RECORDS_MAX) : NULL;
    if (text)
        text[fread(text, 1, RECORDS_MAX - 1, file)] = '\0';
    if (file)
        fclose(file);
    return text;
}

static int write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return -1;
    const int bad = fputs(text, file) == EOF;
    return fclose(file) != 0 || bad ? -1 : 0;
}

/* Plays it. 0 with *text (owned; NULL: it said nothing), or an exit code with its line said. */
static int play(const char *image, const char *program, const char *script, char **text)
{
    struct executor executor = {.no_cgroup = 1};
    struct plat_child child;
    struct plat_exit how = {0, 0};
    char name[] = "tvp-trial", role[] = "scenario", limit[16];
    char *argv[] = {name, role, (char *)(uintptr_t)program, (char *)(uintptr_t)script, limit, NULL};
    snprintf(limit, sizeof limit, "%u", LIMIT_S);
    int error = executor_open(&executor);
    const int64_t records = error < 0 ? error : plat_capture_new(RECORDS_MAX);
    if (records < 0)
        return cli_error(EXIT_TVP, "claims: no file for a scenario's records: %s",
                         plat_error_text((int)records));
    error = plat_child_start(&child, image, argv, (char **)(uintptr_t)plat_environment(), records, -1);
    if (error < 0) {
        plat_handle_close(records);
        return cli_error(EXIT_TVP, "claims: cannot start %s: %s", image, plat_error_text(error));
    }
    const int ended = plat_child_wait(&child, (LIMIT_S + 20) * 1000000000ull, interrupt_watch());
    plat_child_end(&child, &executor.others, &how);
    *text = plat_capture_take(records, RECORDS_MAX);
    plat_handle_close(records);
    executor_close(&executor);
    return ended == -PLAT_EINTR ? EXIT_INTERRUPTED : 0;
}

static int find_script(const char *name, char *program, char *script)
{
    const struct runtime_place *python = runtime_here("python");
    char below[TVP_NAME_MAX + 40];
    snprintf(below, sizeof below, "runtimes/python/scenarios/%.31s.py", name);
    memcpy(program, python->program, sizeof python->program);
    return python->why[0] ? -1 : suite_sibling(below, script);
}

/* The first of several interpreters that --python names; else `program` stays. */
static void take_python(const struct claims *claims, char *program)
{
    if (!claims->python)
        return;
    const char *equals = strchr(claims->python, '=');
    const char *path = equals ? equals + 1 : claims->python;
    snprintf(program, TVP_PATH_MAX, "%.*s", (int)strcspn(path, ","), path);
}

int claims_scenario(struct claims *claims, const char *name)
{
    char path[TVP_PATH_MAX + 80], program[TVP_PATH_MAX] = "", script[TVP_PATH_MAX], image[TVP_PATH_MAX];
    if (json_object_get(claims->scenarios, name))
        return 0;
    snprintf(path, sizeof path, "%s/scenario-%.40s.jsonl", claims->folder, name);
    char *text = read_text(path);
    int code = 0;
    if (!text && find_script(name, program, script) == 0) {
        take_python(claims, program);
        if (!claims->quiet)
            fprintf(stderr, "scenario %s\n", name);
        code = load_image(image);
        if (!code)
            code = play(image, program, script, &text);
        if (!code && text && write_text(path, text) != 0)
            code = cli_error(EXIT_TVP, "claims: cannot write %s", path);
    }
    json_object_set_new(claims->scenarios, name, records_of(text));
    free(text);
    return code;
}
