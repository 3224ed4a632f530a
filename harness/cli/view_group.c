/* SPDX-License-Identifier: MIT */
/* Cells sorted into groups. */
#include "view_group.h"

#include <stdlib.h>
#include <string.h>

static int is_listed(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return 1;
    return 0;
}

struct keyed {
    const struct view_cell *cell;
    char *key;    /* the fields that a group shares */
    size_t order; /* in the list given */
    size_t first; /* the least order of the group */
};

static int by_key(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    int differs = strcmp(a->key, b->key);
    return differs ? differs : (a->order > b->order) - (a->order < b->order);
}

static int by_group(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    if (a->first != b->first)
        return a->first > b->first ? 1 : -1;
    return (a->order > b->order) - (a->order < b->order);
}

static char *key_of(const struct view_cell *cell, const char *const *inside)
{
    char *key = NULL, text[VIEW_TEXT_MAX];
    size_t bytes;
    FILE *to = open_memstream(&key, &bytes);
    struct view_fields fields;
    view_fields_of(&cell, 1, &fields);
    for (size_t i = 0; to && i < fields.count; i++)
        if (!is_listed(inside, fields.names[i]) &&
            !(is_listed(inside, "model") && view_field_is_model(fields.names[i])))
            fprintf(to, "%s=%s\n", fields.names[i], view_field(cell, fields.names[i], text));
    if (!to || fclose(to) != 0) {
        free(key);
        return NULL;
    }
    return key;
}

/* Fills `keyed` and sorts it group after group. 0, or -1 when out of memory. */
static int sort_keyed(struct keyed *keyed, const struct view_cell *const *cells, size_t count,
                      const char *const *inside)
{
    for (size_t i = 0; i < count; i++) {
        keyed[i] = (struct keyed){cells[i], key_of(cells[i], inside), i, i};
        if (!keyed[i].key)
            return -1;
    }
    if (count > 1)
        qsort(keyed, count, sizeof *keyed, by_key);
    for (size_t i = 1; i < count; i++)
        if (strcmp(keyed[i].key, keyed[i - 1].key) == 0)
            keyed[i].first = keyed[i - 1].first;
    if (count > 1)
        qsort(keyed, count, sizeof *keyed, by_group);
    return 0;
}

int view_groups_make(struct view_groups *out, const struct view_cell *const *cells, size_t count,
                     const char *const *inside)
{
    memset(out, 0, sizeof *out);
    out->cells = calloc(count + 1, sizeof *out->cells);
    out->groups = calloc(count + 1, sizeof *out->groups);
    struct keyed *keyed = calloc(count + 1, sizeof *keyed);
    int failed = !out->cells || !out->groups || !keyed || sort_keyed(keyed, cells, count, inside) != 0;
    for (size_t i = 0; !failed && i < count; i++) {
        if (i == 0 || keyed[i].first != keyed[i - 1].first)
            out->groups[out->group_count++].cells = out->cells + i;
        out->groups[out->group_count - 1].count++;
        out->cells[out->count++] = keyed[i].cell;
    }
    for (size_t i = 0; keyed && i < count; i++)
        free(keyed[i].key);
    free(keyed);
    return failed ? -1 : 0;
}

void view_groups_free(struct view_groups *groups)
{
    free(groups->cells);
    free(groups->groups);
    memset(groups, 0, sizeof *groups);
}

/* Usual and not worth a word. */
static int is_dull(const struct view_cell *cell, const char *name)
{
    char text[VIEW_TEXT_MAX];
    const char *value = view_field(cell, name, text);
    return strcmp(value, "0") == 0 || strcmp(value, "") == 0 || strcmp(name, "version") == 0 ||
           (strcmp(name, "starts") == 0 && strcmp(value, "1") == 0) ||
           (strcmp(name, "creator") == 0 && strcmp(value, "same") == 0);
}

void view_describe(char *out, size_t room, const struct view_cell *const *cells, size_t count,
                   const struct view_cell *one, enum view_words words, const char *const *but)
{
    struct view_fields fields;
    size_t used = 0;
    view_fields_of(cells, count, &fields);
    out[0] = '\0';
    for (size_t i = 0; i < fields.count; i++) {
        const char *name = fields.names[i];
        char label[VIEW_TEXT_MAX];
        int apart = view_varies(cells, count, name);
        if (is_listed(but, name) || apart != (words != VIEW_COMMON) ||
            (words != VIEW_APART && is_dull(one, name)))
            continue;
        if (!*view_field(one, name, label)) /* another workload's parameter */
            continue;
        view_field_label(one, name, label);
        int length = snprintf(out + used, room - used, "%s%s", used ? ", " : "", label);
        if (length < 0 || (size_t)length >= room - used)
            return;
        used += (size_t)length;
    }
}
