/* SPDX-License-Identifier: MIT */
/* What the claims were measured on: of each run the machine and the runtimes, of each scenario likewise. */
#include <string.h>

#include "claims.h"
#include "view_machine.h"

static void claims_fact(struct claims *claims, const char *name, const char *text)
{
    if (!*text || claims->fact_count == CLAIM_FACTS_MAX)
        return;
    for (size_t i = 0; i < claims->fact_count; i++)
        if (strcmp(claims->facts[i].name, name) == 0 &&
            strncmp(claims->facts[i].text, text, strlen(text)) == 0)
            return;
    struct claim_fact *fact = &claims->facts[claims->fact_count++];
    snprintf(fact->name, sizeof fact->name, "%.15s", name);
    snprintf(fact->text, sizeof fact->text, "%.390s", text);
}

/* "CPython 3.11.2, build main Apr 28 2025, default start method fork, interpreter lock on" */
void claims_runtime_fact(struct claims *claims, const json_t *runtime)
{
    static const char *const words[][2] = {
        {"implementation", ""},         {"version", " "},
        {"build", ", build "},          {"default_start_method", ", default start method "},
        {"gil", ", interpreter lock "}, {"free_threaded_build", ", free-threaded build: "}};
    char text[400] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words && used < sizeof text; i++) {
        const char *value = json_text_at(runtime, words[i][0], "");
        if (*value)
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%s%.60s", used ? words[i][1] : "", value);
    }
    claims_fact(claims, json_text_at(runtime, "name", "runtime"), text);
}

json_t *claims_machine_about(json_t *machine, const char *name)
{
    struct reader reader = {.machine = machine};
    snprintf(reader.name, sizeof reader.name, "%.250s", name);
    char date[MACHINE_TEXT_MAX], hardware[MACHINE_TEXT_MAX], system[MACHINE_TEXT_MAX], tvp[128];
    machine_date(&reader, date);
    machine_hardware(&reader, hardware);
    machine_system(&reader, system);
    snprintf(tvp, sizeof tvp, "%.60s, commit %.40s", json_text_at(machine, "tvp.version", "?"),
             json_text_at(machine, "tvp.commit", "?"));
    return json_pack("{s:o, s:o, s:o, s:o}", "date", json_text(date), "machine", json_text(hardware),
                     "system", json_text(system), "tvp", json_text(tvp));
}

static void about_facts(struct claims *claims, const json_t *about)
{
    static const char *const names[] = {"date", "machine", "system", "tvp"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        claims_fact(claims, names[i], json_text_at(about, names[i], ""));
}

void claims_machine_facts(struct claims *claims, int is_other, const struct reader *reader)
{
    char text[MACHINE_TEXT_MAX];
    if (is_other) {
        machine_system(reader, text);
        claims_fact(claims, "given", text);
        return;
    }
    json_t *about = claims_machine_about(reader->machine, reader->name);
    about_facts(claims, about);
    json_decref(about);
    const json_t *blocks = json_object_get(reader->head, "blocks");
    snprintf(text, sizeof text,
             "%" JSON_INTEGER_FORMAT " of time, %" JSON_INTEGER_FORMAT
             " of memory of each cell, interleaved in random order",
             json_integer_value(json_object_get(blocks, "time")),
             json_integer_value(json_object_get(blocks, "memory")));
    claims_fact(claims, "trials", text);
}

/* What a run's record says of a runtime, of a scenario's first and last records. */
static json_t *runtime_of(const json_t *records)
{
    const json_t *first = json_array_get(records, 0);
    const json_t *last = json_array_get(records, json_array_size(records) - 1),
                 *gil = json_object_get(last, "gil");
    json_t *runtime = json_pack("{s:s}", "name", "python");
    static const char *const names[] = {"implementation", "version", "build"};
    for (size_t i = 0; i < 3; i++)
        json_object_set(runtime, names[i], json_object_get(first, names[i]));
    json_object_set(runtime, "default_start_method", json_object_get(last, "default_start_method"));
    if (json_is_boolean(gil))
        json_object_set_new(runtime, "gil", json_string(json_is_true(gil) ? "on" : "off"));
    return runtime;
}

json_t *claims_scenario_runtime(const json_t *records)
{
    return json_object_get(json_array_get(records, 0), "version") ? runtime_of(records) : NULL;
}

void claims_scenario_facts(struct claims *claims)
{
    const char *name;
    json_t *records;
    json_object_foreach(claims->scenarios, name, records)
    {
        json_t *runtime = claims_scenario_runtime(records);
        if (!claims->system[0]) /* no run has told where */
            about_facts(claims, json_object_get(json_array_get(records, 0), "measured"));
        if (runtime)
            claims_runtime_fact(claims, runtime);
        json_decref(runtime);
    }
}
