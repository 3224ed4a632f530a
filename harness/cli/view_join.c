/* SPDX-License-Identifier: MIT */
/* Joins the views of several runs. The cells move into the joined view; what they point into stays with the
 * parts. */
#include "view_join.h"

#include <stdlib.h>
#include <string.h>

/* What tells systems apart, the plainest first. */
static const char *const facts[] = {"os.name", "emulator",  "libc.name", "libc.linkage",
                                    "os.arch", "os.kernel", "machine",   NULL};
enum { ALWAYS = 2 }; /* of them */

static const char *fact(const struct reader *reader, const char *name)
{
    return json_text_at(reader->machine, name, "");
}

int systems_differ(const struct reader *a, const struct reader *b)
{
    for (size_t i = 0; facts[i]; i++)
        if (strcmp(fact(a, facts[i]), fact(b, facts[i])) != 0)
            return 1;
    return strcmp(fact(a, "cpu.model"), fact(b, "cpu.model")) != 0;
}

/* ---- names ---- */

static int ambiguous(const struct systems *systems)
{
    for (size_t i = 0; i < systems->count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(systems->names[i], systems->names[j]) == 0)
                return 1;
    return 0;
}

static int varies(const struct systems *systems, const char *name)
{
    for (size_t i = 1; i < systems->count; i++)
        if (strcmp(fact(&systems->parts[0].reader, name), fact(&systems->parts[i].reader, name)) != 0)
            return 1;
    return 0;
}

static void append(char name[VIEW_TEXT_MAX], const char *word)
{
    size_t used = strlen(name);
    if (*word)
        snprintf(name + used, VIEW_TEXT_MAX - used, "%s%.40s", used ? ", " : "", word);
}

static void name_systems(struct systems *systems)
{
    for (size_t f = 0; facts[f]; f++) {
        if (f >= ALWAYS && (!ambiguous(systems) || !varies(systems, facts[f])))
            continue;
        for (size_t i = 0; i < systems->count; i++)
            append(systems->names[i], fact(&systems->parts[i].reader, facts[f]));
    }
    for (size_t i = 0; ambiguous(systems) && i < systems->count; i++)
        append(systems->names[i], systems->parts[i].reader.name);
    for (size_t i = 0; i < systems->count; i++)
        if (!*systems->names[i])
            snprintf(systems->names[i], VIEW_TEXT_MAX, "%.80s", systems->parts[i].reader.name);
}

/* ---- joining ---- */

/* The joined place of the part's metric; -1: no room. The name stays the part's. */
static int place_metric(struct view *to, const struct view_metric *metric)
{
    int place = view_metric(to, metric->name);
    if (place >= 0 || to->metric_count == VIEW_METRICS_MAX)
        return place;
    to->metrics[to->metric_count] = *metric;
    return (int)to->metric_count++;
}

/* 0, or -1: the runs together have more metrics than there is room for. */
static int join_part(struct view *to, struct view *part, const char *name)
{
    uint32_t places[VIEW_METRICS_MAX] = {0};
    for (size_t i = 0; i < part->metric_count; i++) {
        int place = place_metric(to, &part->metrics[i]);
        if (place < 0)
            return -1;
        places[i] = (uint32_t)place;
    }
    for (size_t i = 0; i < part->cell_count; i++) {
        struct view_cell *cell = (struct view_cell *)part->order[i];
        cell->system = name;
        for (size_t s = 0; s < cell->series_count; s++)
            cell->series[s].metric = places[cell->series[s].metric];
        to->order[to->cell_count++] = cell;
    }
    return 0;
}

static int join(struct systems *systems, char error[READER_ERROR_MAX])
{
    size_t cells = 0;
    for (size_t i = 0; i < systems->count; i++)
        cells += systems->parts[i].cell_count;
    systems->view.order = calloc(cells + 1, sizeof *systems->view.order);
    if (!systems->view.order) {
        snprintf(error, READER_ERROR_MAX, "out of memory");
        return -1;
    }
    for (size_t i = 0; i < systems->count; i++) {
        if (join_part(&systems->view, &systems->parts[i], systems->names[i]) != 0) {
            snprintf(error, READER_ERROR_MAX, "%s: more than %u metrics together with the runs before it",
                     systems->parts[i].reader.path, VIEW_METRICS_MAX);
            return -1;
        }
    }
    systems->view.reader = systems->parts[0].reader;
    systems->view.systems = systems;
    return 0;
}

int systems_open(struct systems *systems, char *const *paths, size_t count, const struct view_filter *filter,
                 char error[READER_ERROR_MAX])
{
    *systems = (struct systems){0};
    systems->parts = calloc(count, sizeof *systems->parts);
    systems->names = calloc(count, sizeof *systems->names);
    if (!systems->parts || !systems->names) {
        snprintf(error, READER_ERROR_MAX, "out of memory");
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        systems->count = i + 1; /* what is half open is closed too */
        if (view_open(&systems->parts[i], paths[i], filter, error) != 0)
            return -1;
    }
    name_systems(systems);
    return join(systems, error);
}

void systems_close(struct systems *systems)
{
    for (size_t i = 0; systems->parts && i < systems->count; i++)
        view_close(&systems->parts[i]);
    free(systems->parts);
    free(systems->names);
    free(systems->view.order);
    *systems = (struct systems){0};
}
