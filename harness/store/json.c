/* SPDX-License-Identifier: MIT */
/* JSON that others wrote: parsed strictly, looked into with every type checked. */
#include <string.h>

#include "run_parts.h"

json_t *json_line(const char *file, uint64_t number, const char *text, size_t bytes,
                  char error[READER_ERROR_MAX])
{
    json_error_t what;
    json_t *object = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &what);
    if (json_is_object(object))
        return object;
    snprintf(error, READER_ERROR_MAX, "%.*s:%llu: %.*s", (int)TVP_PATH_MAX, file, (unsigned long long)number,
             200, object != NULL ? "not a JSON object" : what.text);
    json_decref(object);
    return NULL;
}

int schema_refused(const char *file, uint64_t number, const json_t *object, char *error)
{
    const json_t *schema = json_object_get(object, "schema");
    char place[32];
    snprintf(place, sizeof place, ":%llu", (unsigned long long)number);
    if (!json_is_integer(schema) || json_integer_value(schema) < 1) {
        snprintf(error, RUN_ERROR_MAX, "%.*s%s: no schema number", (int)TVP_PATH_MAX, file, place);
        return -1;
    }
    if (json_integer_value(schema) <= RUN_SCHEMA)
        return 0;
    snprintf(error, RUN_ERROR_MAX,
             "%.*s%s: this run folder has schema %lld; this tvp reads up to %d: use a newer tvp",
             (int)TVP_PATH_MAX, file, place, (long long)json_integer_value(schema), RUN_SCHEMA);
    return -1;
}

uint32_t word_index(const char *word, uint32_t count, const char *(*name_of)(uint32_t))
{
    for (uint32_t i = 0; word != NULL && i < count; i++)
        if (strcmp(word, name_of(i)) == 0)
            return i;
    return count;
}

const char *json_text_at(const json_t *object, const char *path, const char *fallback)
{
    const json_t *at = object;
    while (*path != '\0') {
        char name[64];
        size_t length = strcspn(path, ".");
        if (length >= sizeof name)
            return fallback;
        memcpy(name, path, length);
        name[length] = '\0';
        at = json_object_get(at, name);
        path += length + (path[length] == '.');
    }
    return json_is_string(at) ? json_string_value(at) : fallback;
}
