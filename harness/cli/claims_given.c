/* SPDX-License-Identifier: MIT */
/* Scenarios that another machine played: of a folder of claims that --run names. */
#include <string.h>

#include "../api/plat.h"
#include "claims.h"

void claims_case_is(struct claim_case *one, const json_t *record)
{
    snprintf(one->outcome, sizeof one->outcome, "%s", json_text_at(record, "outcome", ""));
    snprintf(one->detail, sizeof one->detail, "%s", json_text_at(record, "detail", ""));
}

void claims_scenario_given(const char *folder, struct claim_case *one)
{
    char path[TVP_PATH_MAX + 80], error[READER_ERROR_MAX];
    snprintf(path, sizeof path, "%s/scenario-%.40s.jsonl", folder, one->scenario);
    struct lines lines = {.file = plat_file_stream(path)};
    while (lines.file && !one->outcome[0] && lines_next(&lines) == LINE_WHOLE) {
        json_t *record = json_line(path, lines.number, lines.text, lines.bytes, error);
        if (record && strcmp(json_text_at(record, "case", ""), one->key) == 0)
            claims_case_is(one, record);
        json_decref(record);
    }
    if (!one->outcome[0])
        snprintf(one->missing, sizeof one->missing, "%.120s has no such case of the scenario %.40s", folder,
                 one->scenario);
    lines_close(&lines);
}
