/* SPDX-License-Identifier: MIT */
/* A run's records once more, for what figures do not tell: what became of each cell's trials, and which
 * runtimes they are of. */
#include <stdlib.h>

#include "claims.h"

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

static void take_runtime(struct claims *claims, int is_other, json_t *found, json_t **first)
{
    if (!json_is_object(found))
        return;
    if (!*first)
        *first = json_incref(found);
    if (!is_other)
        claims_runtime_fact(claims, found);
}

struct claim_status *claims_statuses(struct claims *claims, int is_other, const char *path, size_t cells,
                                     json_t **runtime, char error[READER_ERROR_MAX])
{
    struct reader reader;
    struct record record;
    struct claim_status *all = calloc(cells + 1, sizeof *all);
    int more = -1;
    if (!all)
        snprintf(error, READER_ERROR_MAX, "out of memory");
    if (all && reader_open(&reader, path, error) == 0) {
        claims_machine_facts(claims, is_other, &reader);
        while ((more = reader_next(&reader, &record, error)) == 1) {
            if (record.cell < cells)
                count(&all[record.cell], &record);
            take_runtime(claims, is_other, json_object_get(record.json, "runtime"), runtime);
            record_free(&record);
        }
        reader_close(&reader);
    }
    if (more == 0)
        return all;
    free(all);
    return NULL;
}
