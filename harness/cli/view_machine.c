/* SPDX-License-Identifier: MIT */
/* The machine and the date of a run in words. */
#include "view_machine.h"

#include <ctype.h>
#include <string.h>

#include "table_units.h"

static const json_t *at(const json_t *object, const char *group, const char *name)
{
    return json_object_get(json_object_get(object, group), name);
}

/* Appends `format` of `text` after a comma; nothing for no text. */
static void append(char out[MACHINE_TEXT_MAX], const char *before, const char *text, const char *after)
{
    size_t used = strlen(out);
    if (text && *text)
        snprintf(out + used, MACHINE_TEXT_MAX - used, "%s%s%s%s", used ? ", " : "", before, text, after);
}

void machine_hardware(const struct reader *reader, char out[MACHINE_TEXT_MAX])
{
    char text[UNITS_MAX];
    const json_t *machine = reader->machine;
    const json_t *cpus = at(machine, "cpu", "allowed"), *memory = at(machine, "memory", "total_bytes");
    out[0] = '\0';
    append(out, "", json_text_at(machine, "machine", "unnamed machine"), "");
    append(out, "", json_text_at(machine, "cpu.model", ""), "");
    if (json_is_integer(cpus)) {
        snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(cpus));
        append(out, "", text, json_integer_value(cpus) == 1 ? " CPU" : " CPUs");
    }
    if (json_is_integer(memory)) {
        units_readable(text, sizeof text, json_number_value(memory), "bytes");
        append(out, "", text, "");
    }
    if (json_is_true(at(machine, "virtualization", "hypervisor")))
        append(out, "", "virtual machine", "");
    append(out, "emulated by ", json_text_at(machine, "emulator", ""), "");
}

void machine_system(const struct reader *reader, char out[MACHINE_TEXT_MAX])
{
    const json_t *machine = reader->machine;
    char kernel[MACHINE_TEXT_MAX];
    out[0] = '\0';
    append(out, "", json_text_at(machine, "os.distribution", ""), "");
    snprintf(kernel, sizeof kernel, "%.100s %.200s", json_text_at(machine, "os.name", "unknown system"),
             json_text_at(machine, "os.kernel", ""));
    append(out, "", kernel, "");
    append(out, "", json_text_at(machine, "libc.name", ""), "");
}

/* 20260131T120000Z */
static int is_stamp(const char *text)
{
    for (size_t i = 0; i < 16; i++)
        if (i == 8 ? text[i] != 'T' : i == 15 ? text[i] != 'Z' : !isdigit((unsigned char)text[i]))
            return 0;
    return 1;
}

void machine_date(const struct reader *reader, char out[MACHINE_TEXT_MAX])
{
    const char *stamp = json_text_at(reader->machine, "utc", reader->name);
    out[0] = '\0';
    if (strlen(stamp) >= 16 && is_stamp(stamp))
        snprintf(out, MACHINE_TEXT_MAX, "%.4s-%.2s-%.2s %.2s:%.2s UTC", stamp, stamp + 4, stamp + 6,
                 stamp + 9, stamp + 11);
}
