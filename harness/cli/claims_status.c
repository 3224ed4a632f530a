/* SPDX-License-Identifier: MIT */
/* A run's records once more, for what figures do not tell: what became of each cell's trials, and which
 * machine and runtimes they are of. */
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "view_machine.h"

void claims_fact(struct claims *claims, const char *name, const char *text)
{
    if (!*text || claims->fact_count == CLAIM_FACTS_MAX)
        return;
    for (size_t i = 0; i < claims->fact_count; i++)
        if (strcmp(claims->facts[i].name, name) == 0 && strcmp(claims->facts[i].text, text) == 0)
            return;
    struct claim_fact *fact = &claims->facts[claims->fact_count++];
    snprintf(fact->name, sizeof fact->name, "%.15s", name);
    snprintf(fact->text, sizeof fact->text, "%.390s", text);
}

/* "CPython 3.11.2, build main Apr 28 2025, default start method fork, interpreter lock on" */
static void runtime_fact(struct claims *claims, const json_t *runtime)
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

static void machine_facts(struct claims *claims, int is_other, const struct reader *reader)
{
    char text[MACHINE_TEXT_MAX];
    if (is_other) {
        machine_system(reader, text);
        claims_fact(claims, "given", text);
        return;
    }
    machine_date(reader, text);
    claims_fact(claims, "date", text);
    machine_hardware(reader, text);
    claims_fact(claims, "machine", text);
    machine_system(reader, text);
    claims_fact(claims, "system", text);
    snprintf(text, sizeof text, "%.60s, commit %.40s", json_text_at(reader->machine, "tvp.version", "?"),
             json_text_at(reader->machine, "tvp.commit", "?"));
    claims_fact(claims, "tvp", text);
    const json_t *blocks = json_object_get(reader->head, "blocks");
    snprintf(text, sizeof text,
             "%" JSON_INTEGER_FORMAT " of time, %" JSON_INTEGER_FORMAT
             " of memory of each cell, interleaved in random order",
             json_integer_value(json_object_get(blocks, "time")),
             json_integer_value(json_object_get(blocks, "memory")));
    claims_fact(claims, "trials", text);
}

static void count(struct claim_status *status, const struct record *record)
{
    if (record->status == STATUS_OK)
        status->ok++;
    else if (record->status == STATUS_UNSUPPORTED)
        status->unsupported++;
    else
        status->bad++;
    if (record->status != STATUS_OK && !status->reason[0])
        snprintf(status->reason, sizeof status->reason, "%.190s", record->reason);
}

struct claim_status *claims_statuses(struct claims *claims, int is_other, const char *path, size_t cells,
                                     char error[READER_ERROR_MAX])
{
    struct reader reader;
    struct record record;
    struct claim_status *all = calloc(cells + 1, sizeof *all);
    int more = -1;
    if (!all)
        snprintf(error, READER_ERROR_MAX, "out of memory");
    if (all && reader_open(&reader, path, error) == 0) {
        machine_facts(claims, is_other, &reader);
        while ((more = reader_next(&reader, &record, error)) == 1) {
            if (record.cell < cells)
                count(&all[record.cell], &record);
            if (!is_other && json_is_object(json_object_get(record.json, "runtime")))
                runtime_fact(claims, json_object_get(record.json, "runtime"));
            record_free(&record);
        }
        reader_close(&reader);
    }
    if (more == 0)
        return all;
    free(all);
    return NULL;
}
