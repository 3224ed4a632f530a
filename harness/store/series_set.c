/* SPDX-License-Identifier: MIT */
/* Series in memory: each text once, each series found by its name and metric. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "series_parts.h"

#define NAME_BYTES_MAX (SERIES_NAME_MAX - 2u)

/* Room for `needed` elements in the block that the pointer at `array` points to; -1: out of memory. What is
 * new is not set. */
static int reserve(void *array, size_t *room, size_t needed, size_t bytes)
{
    void *block;
    if (needed <= *room)
        return 0;
    size_t wider = *room ? 2 * *room : 16;
    while (wider < needed)
        wider *= 2;
    memcpy(&block, array, sizeof block); /* whatever it points to */
    void *moved = realloc(block, wider * bytes);
    if (!moved)
        return -1;
    memcpy(array, &moved, sizeof moved);
    *room = wider;
    return 0;
}

/* ---- texts ---- */

/* FNV-1a (Fowler, Noll, Vo). */
static size_t hash_of(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return (size_t)(hash ^ hash >> 32);
}

/* The slot of `text`: its own, or the free one where it belongs. */
static series_text *slot_of(const struct series_texts *texts, const char *text)
{
    size_t at = hash_of(text) & (texts->slot_count - 1);
    while (texts->slots[at] && strcmp(texts->bytes + texts->at[texts->slots[at]], text) != 0)
        at = (at + 1) & (texts->slot_count - 1);
    return &texts->slots[at];
}

/* At most half of the slots are taken. */
static int widen_slots(struct series_texts *texts)
{
    if (2 * (texts->count + 1) <= texts->slot_count)
        return 0;
    size_t wider = texts->slot_count ? 2 * texts->slot_count : 64;
    series_text *slots = calloc(wider, sizeof *slots);
    if (!slots)
        return -1;
    free(texts->slots);
    texts->slots = slots;
    texts->slot_count = wider;
    for (size_t i = 1; i < texts->count; i++)
        *slot_of(texts, texts->bytes + texts->at[i]) = (series_text)i;
    return 0;
}

int series_intern(struct series_texts *texts, const char *text, series_text *out)
{
    *out = 0;
    if (!text || !*text)
        return 0;
    if (texts->count == 0)
        texts->count = 1; /* text 0 is "" and has no bytes */
    if (widen_slots(texts) != 0)
        return -1;
    series_text *slot = slot_of(texts, text);
    if (*slot == 0) {
        size_t bytes = strlen(text) + 1;
        if (texts->count == UINT32_MAX || reserve(&texts->bytes, &texts->room, texts->used + bytes, 1) != 0 ||
            reserve(&texts->at, &texts->at_room, texts->count + 1, sizeof *texts->at) != 0)
            return -1;
        memcpy(texts->bytes + texts->used, text, bytes);
        texts->at[texts->count] = texts->used;
        texts->used += bytes;
        *slot = (series_text)texts->count++;
    }
    *out = *slot;
    return 0;
}

const char *series_text_of(const struct series_set *set, series_text text)
{
    return text ? set->texts.bytes + set->texts.at[text] : "";
}

/* ---- series ---- */

/* What a series is found by: its name and its metric in one text. */
static void key_of(char key[2 * SERIES_NAME_MAX], const char *name, const char *metric)
{
    snprintf(key, 2 * (size_t)SERIES_NAME_MAX, "%s\x1f%s", name, metric ? metric : "");
}

/* The number, from 1, of the series whose whole name is this text; NULL: out of memory. */
static uint32_t *number_of(struct series_set *set, series_text whole)
{
    size_t before = set->by_text_room;
    if (reserve(&set->by_text, &set->by_text_room, (size_t)whole + 1, sizeof *set->by_text) != 0)
        return NULL;
    memset(set->by_text + before, 0, (set->by_text_room - before) * sizeof *set->by_text);
    return &set->by_text[whole];
}

/* The series of this name and metric, made when it is new. NULL: out of memory. */
static struct series *find(struct series_set *set, const struct series_point *point, int is_moment)
{
    struct series_texts *texts = &set->texts;
    char whole[2 * SERIES_NAME_MAX];
    series_text key;
    struct series fresh = {.is_moment = is_moment};
    key_of(whole, point->name, point->metric);
    if (series_intern(texts, whole, &key) != 0)
        return NULL;
    uint32_t *number = number_of(set, key);
    if (!number)
        return NULL;
    if (*number)
        return &set->series[*number - 1];
    if (reserve(&set->series, &set->room, set->count + 1, sizeof *set->series) != 0 ||
        series_intern(texts, point->name, &fresh.name) != 0 ||
        series_intern(texts, point->metric, &fresh.metric) != 0 ||
        series_intern(texts, point->unit, &fresh.unit) != 0 ||
        series_intern(texts, point->better, &fresh.better) != 0)
        return NULL;
    set->series[set->count++] = fresh;
    *number_of(set, key) = (uint32_t)set->count;
    return &set->series[set->count - 1];
}

int series_known(const struct series_set *set, const char *name, const char *metric)
{
    char whole[2 * SERIES_NAME_MAX];
    if (set->count == 0 || strlen(name) > NAME_BYTES_MAX || strlen(metric) > NAME_BYTES_MAX)
        return 0;
    key_of(whole, name, metric);
    series_text key = *slot_of(&set->texts, whole);
    return key && key < set->by_text_room && set->by_text[key];
}

/* The value in the series' own unit, which is that of its first value that has one. */
static int convert(struct series_reader *reader, struct series_set *set, uint64_t line, struct series *series,
                   const struct series_point *point, double *value)
{
    const char *unit = point->unit ? point->unit : "", *own = series_text_of(set, series->unit);
    if (*unit && !*own)
        return series_intern(&set->texts, unit, &series->unit) ? SERIES_NO_MEMORY : 0;
    if (!*unit || strcmp(unit, own) == 0)
        return 0;
    *value *= series_unit_factor(unit, own);
    return isnan(*value) && !isnan(point->value)
               ? series_fault(reader, line, "the unit of %.60s is %.40s, and was %.40s before",
                              series_text_of(set, series->name), unit, own)
               : 0;
}

int series_add(struct series_reader *reader, struct series_set *set, uint64_t line, struct series *series,
               const struct series_point *point)
{
    struct series_value value = {.value = point->value};
    if (series->count == SERIES_VALUES_MAX)
        return series_fault(reader, line, "a series of more than %u values", SERIES_VALUES_MAX);
    if (set->total == SERIES_TOTAL_MAX)
        return series_fault(reader, line, "more than %u values in all", SERIES_TOTAL_MAX);
    int fault = convert(reader, set, line, series, point, &value.value);
    if (fault)
        return fault;
    if (fabs(value.value) > SERIES_VALUE_MAX)
        return series_fault(reader, line, "value %zu of the series is out of range", series->count);
    if (reserve(&series->values, &series->room, series->count + 1, sizeof value) != 0 ||
        series_intern(&set->texts, point->time, &value.time) != 0 ||
        series_intern(&set->texts, point->commit, &value.commit) != 0)
        return SERIES_NO_MEMORY;
    series->values[series->count++] = value;
    set->total++;
    return 0;
}

int series_take_into(struct series_reader *reader, struct series_set *set, uint64_t line,
                     const struct series_point *point)
{
    if (strlen(point->name) > NAME_BYTES_MAX || (point->metric && strlen(point->metric) > NAME_BYTES_MAX))
        return series_fault(reader, line, "a name of more than %u bytes", NAME_BYTES_MAX);
    struct series *series = find(set, point, reader->is_moment);
    return series ? series_add(reader, set, line, series, point) : SERIES_NO_MEMORY;
}

int series_take(struct series_reader *reader, uint64_t line, const struct series_point *point)
{
    return series_take_into(reader, reader->set, line, point);
}

int series_set_take(struct series_set *set, const char *from, const struct series_point *point,
                    char error[SERIES_ERROR_MAX])
{
    struct series_reader reader = {.path = from, .set = set, .error = error};
    int fault = series_take(&reader, 0, point);
    if (fault == SERIES_NO_MEMORY)
        snprintf(error, SERIES_ERROR_MAX, "out of memory");
    return fault;
}

void series_empty(struct series_set *set, struct series *series)
{
    set->total -= series->count;
    free(series->values);
    series->values = NULL;
    series->count = series->room = 0;
}

void series_set_free(struct series_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        free(set->series[i].values);
    free(set->series);
    free(set->texts.bytes);
    free(set->texts.at);
    free(set->texts.slots);
    free(set->by_text);
    *set = (struct series_set){.whole = set->whole, .context = set->context};
}
