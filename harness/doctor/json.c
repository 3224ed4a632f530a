/* SPDX-License-Identifier: MIT */
/* Findings as JSON: at length for programs, and short for machine.json. */
#include <string.h>

#include "doctor.h"

static json_t *words(const char *text)
{
    json_t *list = json_array();
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, " ");
        json_array_append_new(list, json_stringn(at, length));
        at += length;
        at += strspn(at, " ");
    }
    return list;
}

static json_t *figure(const struct doctor_finding *finding)
{
    return finding->unit != NULL ? json_real(finding->value) : json_null();
}

/* A fact may quote a file of the system's that is no UTF-8. */
static json_t *plain(const char *text)
{
    char copy[sizeof((struct doctor_finding *)0)->fact];
    size_t i = 0;
    for (; text[i] != '\0' && i + 1 < sizeof copy; i++)
        copy[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    copy[i] = '\0';
    return json_string(copy);
}

static json_t *finding_json(const struct doctor_finding *finding)
{
    const struct doctor_advice *advice = finding->advice;
    const int is_well = finding->error == 0 && finding->level == DOCTOR_OK;
    return json_pack("{s:s,s:s,s:b,s:o,s:o,s:s?,s:o,s:s?,s:s?}", "id", advice->id, "level",
                     doctor_level_name(finding->level), "known", finding->error == 0, "fact",
                     plain(finding->fact), "value", figure(finding), "unit", finding->unit, "metrics",
                     words(is_well ? "" : advice->metrics), "consequence",
                     is_well ? NULL : doctor_consequence(finding), "remedy",
                     is_well ? NULL : doctor_remedy(finding));
}

json_t *doctor_json(const struct doctor_report *report)
{
    json_t *list = json_array();
    for (uint32_t i = 0; list != NULL && i < report->count; i++) {
        if (json_array_append_new(list, finding_json(&report->findings[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

json_t *doctor_machine(void)
{
    struct doctor_facts facts;
    struct doctor_report report;
    doctor_read("", &facts);
    doctor_judge(&facts, &report);
    return doctor_short(&report);
}

json_t *doctor_short(const struct doctor_report *report)
{
    json_t *whole = json_object();
    for (uint32_t i = 0; whole != NULL && i < report->count; i++) {
        const struct doctor_finding *finding = &report->findings[i];
        json_t *one = json_pack("{s:s,s:o,s:o,s:s?}", "level", doctor_level_name(finding->level), "fact",
                                plain(finding->fact), "value", figure(finding), "unit", finding->unit);
        if (json_object_set_new(whole, finding->advice->id, one) != 0) {
            json_decref(whole);
            return NULL;
        }
    }
    return whole;
}
