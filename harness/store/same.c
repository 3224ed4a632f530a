/* SPDX-License-Identifier: MIT */
/* Whether a run may go on here: only where what it measured so far was measured. */
#include <string.h>

#include "run_parts.h"

struct fact {
    const char *path, *what;
};

/* Numbers are compared as text, too. */
static const char *fact_text(const json_t *machine, const char *path, char text[32])
{
    const json_t *at = machine;
    const char *dot = strchr(path, '.');
    char group[32];
    if (dot != NULL) {
        snprintf(group, sizeof group, "%.*s", (int)(dot - path), path);
        at = json_object_get(at, group);
    }
    at = json_object_get(at, dot != NULL ? dot + 1 : path);
    if (!json_is_integer(at))
        return json_is_string(at) ? json_string_value(at) : "unknown";
    snprintf(text, 32, "%lld", (long long)json_integer_value(at));
    return text;
}

static int differs(const struct fact *fact, const json_t *then, const json_t *now, char *error)
{
    char then_text[32], now_text[32];
    const char *a = fact_text(then, fact->path, then_text), *b = fact_text(now, fact->path, now_text);
    if (strcmp(a, b) == 0)
        return 0;
    snprintf(error, RUN_ERROR_MAX, "the run began with another %s: %.100s then, %.100s now", fact->what, a,
             b);
    return 1;
}

const char *run_refusal(const struct run *run, const json_t *now, char *error)
{
    static const struct fact facts[] = {{"tvp.image_hash", "lean image"},
                                        {"os.boot_id", "boot of the machine"},
                                        {"os.kernel", "kernel"},
                                        {"cpu.model", "CPU model"},
                                        {"cpu.online", "number of CPUs online"},
                                        {"cpu.allowed_list", "set of allowed CPUs"},
                                        {"memory.total_bytes", "memory size"},
                                        {"libc.name", "libc"}};
    char path[TVP_PATH_MAX];
    json_error_t what;
    if (run_path(run, "machine.json", path, error) != 0)
        return error;
    json_t *then = json_load_file(path, JSON_REJECT_DUPLICATES, &what);
    if (!json_is_object(then)) {
        snprintf(error, RUN_ERROR_MAX, "%s:%d: %s", path, what.line, what.text);
        json_decref(then);
        return error;
    }
    int refused = schema_refused(path, 1, then, error) != 0;
    for (size_t i = 0; !refused && i < sizeof facts / sizeof facts[0]; i++)
        refused = differs(&facts[i], then, now, error);
    json_decref(then);
    return refused ? error : NULL;
}
