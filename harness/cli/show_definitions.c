/* SPDX-License-Identifier: MIT */
/* What the figures of several systems do not have in common: what carries out the same step, how it is
 * measured, and what a system does not have or tell. */
#include <stdlib.h>
#include <string.h>

#include "show_systems.h"

/* What a system names its own. */
struct step {
    const char *label;
    struct {
        const char *os, *text; /* the first whose os is "" or the system's */
    } by[4];
};
static const struct step steps[] = {
    {"thread", {{"Windows", "_beginthreadex"}, {"", "pthread_create"}}},
    {"spawn", {{"Windows", "CreateProcessW"}, {"", "posix_spawn"}}},
    {"binding",
     {{"Windows", "SetThreadGroupAffinity"},
      {"macOS", "none"},
      {"FreeBSD", "cpuset_setaffinity"},
      {"", "sched_setaffinity"}}},
};
/* What machine.json says of how it was measured. */
static const struct {
    const char *label, *path;
} facts[] = {
    {"clock", "os.clock_source"},
    {"working sets", "os.working_set_source"},
    {"page", "os.page_bytes"},
    {"linkage", "libc.linkage"},
};

/* Text, or a number, at a dotted path "group.name". "" when there is none. */
static void fact_text(const struct reader *reader, const char *path, char *out, size_t room)
{
    char group[32];
    const char *dot = strchr(path, '.');
    snprintf(group, sizeof group, "%.*s", (int)(dot - path), path);
    const json_t *value = json_object_get(json_object_get(reader->machine, group), dot + 1);
    out[0] = '\0';
    if (json_is_integer(value))
        snprintf(out, room, "%" JSON_INTEGER_FORMAT " bytes", json_integer_value(value));
    else if (json_is_string(value))
        snprintf(out, room, "%s", json_string_value(value));
}

#define TEXT_MAX 200u

/* One line "label: A this; B that" when they are not all the same; systems of which nothing is known are left
 * out. */
static void print_differing(const struct systems *systems, const char *label, char (*texts)[TEXT_MAX],
                            FILE *to, size_t width)
{
    char line[SYSTEMS_MAX * (TEXT_MAX + 8)];
    size_t used = 0, known = 0, first = 0;
    int differ = 0;
    for (size_t i = 0; i < systems->count; i++) {
        if (!*texts[i])
            continue;
        if (known++ == 0)
            first = i;
        differ |= strcmp(texts[first], texts[i]) != 0;
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%c %s", used ? "; " : "",
                                 SYSTEM_LETTER(i), texts[i]);
    }
    if (!differ)
        return;
    fprintf(to, "  %-14s", label);
    table_text(to, line, 16, 16, width);
}

static void print_steps(const struct systems *systems, FILE *to, size_t width)
{
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        char texts[SYSTEMS_MAX][TEXT_MAX];
        for (size_t i = 0; i < systems->count; i++) {
            const char *os = json_text_at(systems->parts[i].reader.machine, "os.name", "");
            size_t b = 0;
            while (*steps[s].by[b].os && strcmp(steps[s].by[b].os, os) != 0)
                b++;
            snprintf(texts[i], TEXT_MAX, "%s", steps[s].by[b].text);
        }
        print_differing(systems, steps[s].label, texts, to, width);
    }
    for (size_t f = 0; f < sizeof facts / sizeof *facts; f++) {
        char texts[SYSTEMS_MAX][TEXT_MAX];
        for (size_t i = 0; i < systems->count; i++)
            fact_text(&systems->parts[i].reader, facts[f].path, texts[i], TEXT_MAX);
        print_differing(systems, facts[f].label, texts, to, width);
    }
}

const char *systems_given_as(const struct systems *systems, size_t i, const struct systems_figure *figure,
                             uint32_t kind)
{
    const char *metric;
    for (size_t c = 0; c < systems->view.cell_count; c++) {
        const struct view_cell *cell = systems->view.order[c];
        if (strcmp(cell->system, systems->names[i]) == 0 &&
            systems_series(&systems->view, cell, figure, kind, &metric))
            return metric;
    }
    return NULL;
}

int systems_define_differently(const struct systems *systems, const struct systems_part *part)
{
    for (size_t f = 0; f < part->count; f++) {
        const char *first = NULL;
        for (size_t i = 0; i < systems->count; i++) {
            const char *metric = systems_given_as(systems, i, &part->figures[f], part->kind);
            if (first && metric && strcmp(first, metric) != 0)
                return 1;
            first = first ? first : metric;
        }
    }
    return 0;
}

/* The definition of a figure on each system, where they differ. */
static void print_figures(const struct systems *systems, FILE *to, size_t width)
{
    for (size_t p = 0; p < systems_part_count; p++) {
        for (size_t f = 0; f < systems_parts[p].count; f++) {
            const struct systems_figure *figure = &systems_parts[p].figures[f];
            char texts[SYSTEMS_MAX][TEXT_MAX] = {""};
            for (size_t i = 0; figure->metrics[1] && i < systems->count; i++) {
                const char *metric = systems_given_as(systems, i, figure, systems_parts[p].kind);
                const json_t *told = metric ? reader_metric(&systems->parts[i].reader, metric) : NULL;
                if (metric)
                    snprintf(texts[i], TEXT_MAX, "%s: %s", metric, json_text_at(told, "brief", ""));
            }
            print_differing(systems, figure->label, texts, to, width);
        }
    }
}

/* 1: on every system some cell of that model is unsupported for that reason: nothing of a difference. */
static int is_everywhere(const struct systems *systems, const struct view_cell *cell)
{
    for (size_t i = 0; i < systems->count; i++) {
        const struct view *part = &systems->parts[i];
        size_t c = 0;
        while (c < part->cell_count && (strcmp(part->order[c]->model, cell->model) != 0 ||
                                        strcmp(part->order[c]->unsupported, cell->unsupported) != 0))
            c++;
        if (c == part->cell_count)
            return 0;
    }
    return 1;
}

/* Why cells are unsupported on system `i`, each reason once, with the models that have it. */
static void print_unsupported(const struct systems *systems, size_t i, FILE *to, size_t width)
{
    const struct view *part = &systems->parts[i];
    char text[SHOW_TEXT_MAX];
    for (size_t c = 0; c < part->cell_count; c++) {
        const struct view_cell *cell = part->order[c];
        int seen = cell->hidden || !*cell->unsupported || is_everywhere(systems, cell);
        for (size_t d = 0; d < c && !seen; d++)
            seen = strcmp(part->order[d]->unsupported, cell->unsupported) == 0 &&
                   strcmp(part->order[d]->model, cell->model) == 0;
        if (seen)
            continue;
        snprintf(text, sizeof text, "%s: %s", cell->model, cell->unsupported);
        fprintf(to, "  not on %-7c", SYSTEM_LETTER(i));
        table_text(to, text, 16, 16, width);
    }
}

int show_definitions(const struct systems *systems, FILE *to, size_t width)
{
    char *text = NULL;
    size_t bytes;
    FILE *into = open_memstream(&text, &bytes);
    if (!into)
        return -1;
    print_steps(systems, into, width);
    print_figures(systems, into, width);
    for (size_t i = 0; i < systems->count; i++)
        print_unsupported(systems, i, into, width);
    if (fclose(into) != 0) {
        free(text);
        return -1;
    }
    if (bytes > 0)
        fputs("\nNot the same everywhere (def.: defined differently, no factor):\n", to);
    fputs(text, to);
    free(text);
    return 0;
}
