/* SPDX-License-Identifier: MIT */
/* JSON: one document with the machine, the plan's head and cells, the records of all trials, and what they
 * say together of their noise and health. */
#include <stdlib.h>
#include <string.h>

#include "export.h"
#include "export_noise.h"

static void put_text(FILE *to, const char *text)
{
    fputc('"', to);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            fprintf(to, "\\%c", byte);
        else if (byte < 0x20)
            fprintf(to, "\\u%04x", byte);
        else
            fputc(byte, to); /* UTF-8: jansson has checked it */
    }
    fputc('"', to);
}

static void put_object(FILE *to, const json_t *object)
{
    const char *name, *comma = "";
    json_t *value;
    fputc('{', to);
    json_object_foreach((json_t *)object, name, value)
    {
        fputs(comma, to);
        put_text(to, name);
        fputc(':', to);
        export_put(to, value);
        comma = ",";
    }
    fputc('}', to);
}

static void put_array(FILE *to, const json_t *array)
{
    fputc('[', to);
    for (size_t i = 0; i < json_array_size(array); i++) {
        fputs(i ? "," : "", to);
        export_put(to, json_array_get(array, i));
    }
    fputc(']', to);
}

/* Not jansson's own writer: that one gives 2.4 as 2.3999999999999999. */
void export_put(FILE *to, const json_t *value)
{
    char number[NUMBER_TEXT_MAX];
    if (json_is_object(value))
        put_object(to, value);
    else if (json_is_array(value))
        put_array(to, value);
    else if (json_is_string(value))
        put_text(to, json_string_value(value));
    else if (json_is_number(value)) {
        number_json(number, value);
        fputs(number, to);
        if (json_is_real(value) && !number[strcspn(number, ".e")])
            fputs(".0", to); /* stays a real number */
    } else
        fputs(json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null", to);
}

static int put_all(struct reader *reader, struct export_noise *noise, FILE *to, char error[READER_ERROR_MAX])
{
    struct record record;
    int more;
    const char *comma = "";
    fputs("{\"run\":", to);
    put_text(to, reader->name);
    fputs(",\n\"machine\":", to);
    export_put(to, reader->machine);
    fputs(",\n\"plan\":", to);
    export_put(to, reader->head);
    fputs(",\n\"cells\":", to);
    export_put(to, reader->cells);
    fputs(",\n\"trials\":[", to);
    while (!ferror(to) && (more = reader_next(reader, &record, error)) != 0) {
        if (more < 0)
            return -1;
        fprintf(to, "%s\n", comma);
        export_put(to, record.json);
        comma = ",";
        int failed = export_noise_take(noise, &record, error);
        record_free(&record);
        if (failed)
            return -1;
    }
    fputs("\n]", to);
    if (export_noise_put(noise, to, error) != 0)
        return -1;
    fputs("}\n", to);
    return 0;
}

static int stream(struct reader *reader, FILE *to, char error[READER_ERROR_MAX])
{
    struct export_noise noise;
    int failed = export_noise_begin(&noise, reader, error) || put_all(reader, &noise, to, error);
    export_noise_end(&noise);
    return failed ? -1 : 0;
}

const struct export_format export_format_json = {.stream = stream};
