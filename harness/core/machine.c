/* SPDX-License-Identifier: MIT */
/* machine.json: the facts of the OS layer, and those of this build. */
#include "machine.h"

#include <stdio.h>
#include <string.h>

#include "../api/plat.h"
#include "../doctor/doctor.h"
#include "build.h"

#define MACHINE_SCHEMA 1
#define NAME_MAX_BYTES 64u

/* Text that may be no UTF-8 is shown in ASCII. */
static json_t *text_value(const char *text)
{
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    char plain[512];
    size_t i = 0;
    for (; text[i] != '\0' && i < sizeof plain - 1; i++)
        plain[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    plain[i] = '\0';
    return json_string(plain);
}

static json_t *value_of(const struct plat_fact *fact)
{
    switch (fact->type) {
    case PLAT_FACT_TEXT:
        return text_value(fact->text);
    case PLAT_FACT_INTEGER:
        return json_integer(fact->integer);
    case PLAT_FACT_REAL:
        return json_real(fact->real);
    case PLAT_FACT_FLAG:
        return json_boolean(fact->integer != 0);
    case PLAT_FACT_NULL:
        break;
    }
    return json_null();
}

/* Puts "group.name" into the object `group` of the whole, "name" into the whole itself. */
static void keep_fact(void *context, const struct plat_fact *fact)
{
    json_t *whole = context;
    const char *dot = strchr(fact->path, '.');
    if (dot == NULL) {
        json_object_set_new(whole, fact->path, value_of(fact));
        return;
    }
    char group[32];
    snprintf(group, sizeof group, "%.*s", (int)(dot - fact->path), fact->path);
    if (json_object_get(whole, group) == NULL)
        json_object_set_new(whole, group, json_object());
    json_object_set_new(json_object_get(whole, group), dot + 1, value_of(fact));
}

static json_t *build_facts(uint64_t image_hash)
{
    char hash[17];
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)image_hash);
    return json_pack("{s:s,s:s,s:o,s:o,s:o,s:s}", "version", build_version, "commit", build_commit,
                     "compiler", text_value(build_compiler), "flags", text_value(build_flags), "link_flags",
                     text_value(build_link), "image_hash", hash);
}

json_t *machine_facts(const char *label, uint64_t image_hash)
{
    char name[NAME_MAX_BYTES], utc[17];
    const int labelled = label != NULL && label[0] != '\0';
    machine_name(label, name, sizeof name);
    plat_utc_now(utc);
    json_t *whole =
        json_pack("{s:i,s:s,s:s,s:o,s:o}", "schema", MACHINE_SCHEMA, "utc", utc, "machine", name, "label",
                  labelled ? text_value(label) : json_null(), "tvp", build_facts(image_hash));
    if (whole != NULL) {
        plat_machine_read(keep_fact, whole);
        json_object_set_new(whole, "doctor", doctor_machine());
    }
    return whole;
}

static int is_plain(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
}

void machine_name(const char *label, char *name, size_t room)
{
    char host[256] = "";
    const char *from = label;
    if (label == NULL || label[0] == '\0')
        from = plat_host_name(host, sizeof host) == 0 && host[0] != '\0' ? host : "unknown";
    size_t i = 0;
    for (; from[i] != '\0' && i + 1 < room && i + 1 < NAME_MAX_BYTES; i++)
        name[i] = is_plain(from[i]) && (i > 0 || from[i] != '.') ? from[i] : '-';
    name[i] = '\0';
}
