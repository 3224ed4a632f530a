/* SPDX-License-Identifier: MIT */
/* What tells a run from all others, and the machine that it belongs to. */
#include <inttypes.h>
#include <string.h>

#include "../core/file_hash.h"
#include "../core/machine.h"
#include "../store/reader.h"
#include "history_cli.h"

static int hash_of(const char *folder, const char *name, uint64_t *hash)
{
    char path[TVP_PATH_MAX];
    *hash = 0;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return -PLAT_EINVAL;
    return file_hash(path, hash);
}

static int cannot_read(const char *path, const char *name, int code, char *error)
{
    if (code == -PLAT_ENOENT)
        snprintf(error, HISTORY_ERROR_MAX, "this is no run folder, it has no %s: %.*s", name,
                 (int)TVP_PATH_MAX, path);
    else
        snprintf(error, HISTORY_ERROR_MAX, "cannot read %.*s/%s: %s", (int)TVP_PATH_MAX, path, name,
                 plat_error_text(code));
    return HISTORY_RUN_AT_FAULT;
}

/* A run is its plan, which holds its name, and the machine when it began; what was measured may still grow
 * when it is resumed. */
int history_identify(struct history_identity *out, const char *path, char *error)
{
    static const char *const names[] = {"plan.jsonl", "machine.json", "trials.jsonl"};
    uint64_t hashes[3];
    for (size_t i = 0; i < 3; i++) {
        int code = hash_of(path, names[i], &hashes[i]);
        if (code != 0 && (i < 2 || code != -PLAT_ENOENT))
            return cannot_read(path, names[i], code, error);
    }
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    snprintf(out->path, sizeof out->path, "%.*s", (int)length, path);
    snprintf(out->key, sizeof out->key, "%016" PRIx64 "%016" PRIx64, hashes[0], hashes[1]);
    snprintf(out->content, sizeof out->content, "%016" PRIx64, hashes[2]);
    return 0;
}

/* ---- the machine ---- */

static void append(char *out, size_t room, const char *before, const char *text, const char *after)
{
    size_t used = strlen(out);
    if (*text && used < room)
        snprintf(out + used, room - used, "%s%s%s%s", used ? ", " : "", before, text, after);
}

void history_machine_words(const json_t *machine, char class_name[HISTORY_CLASS_MAX],
                           char fingerprint[HISTORY_FINGERPRINT_MAX])
{
    const json_t *cpu = json_object_get(machine, "cpu");
    const json_t *cpus = json_object_get(cpu, "allowed");
    char text[128];
    const size_t room = HISTORY_CLASS_MAX;
    class_name[0] = '\0';
    snprintf(text, sizeof text, "%.60s%s%.60s", json_text_at(machine, "os.name", "unknown system"),
             *json_text_at(machine, "os.arch", "") ? " " : "", json_text_at(machine, "os.arch", ""));
    append(class_name, room, "", text, "");
    append(class_name, room, "", json_text_at(machine, "cpu.model", ""), "");
    snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(cpus));
    if (json_is_integer(cpus))
        append(class_name, room, "", text, json_integer_value(cpus) == 1 ? " CPU" : " CPUs");
    if (json_is_true(json_object_get(json_object_get(machine, "virtualization"), "hypervisor")))
        append(class_name, room, "", "virtual machine", "");
    append(class_name, room, "emulated by ", json_text_at(machine, "emulator", ""), "");

    const char *kernel = json_text_at(machine, "os.kernel", "");
    const char *dot = strchr(kernel, '.');
    int length = (int)(dot ? strspn(dot + 1, "0123456789") + (size_t)(dot + 1 - kernel) : strlen(kernel));
    snprintf(text, sizeof text, "%.*s", length < 100 ? length : 100, kernel);
    snprintf(fingerprint, HISTORY_FINGERPRINT_MAX, "%s", class_name);
    append(fingerprint, HISTORY_FINGERPRINT_MAX, "kernel ", text, "");
    append(fingerprint, HISTORY_FINGERPRINT_MAX, "", json_text_at(machine, "libc.name", ""), "");
}
