/* SPDX-License-Identifier: MIT */
/* The head of `tvp show`: which run, on which machine, what became of its trials, how to do it again. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "show.h"
#include "view_machine.h"

static void line(const struct show *show, const char *name, const char *text)
{
    if (!*text)
        return;
    fprintf(show->to, "%-10s", name);
    table_text(show->to, text, 10, 10, show->width);
}

static void trials_line(const struct show *show)
{
    const struct view *view = &show->view;
    char text[SHOW_TEXT_MAX], why[SHOW_TEXT_MAX / 2];
    size_t used = (size_t)snprintf(text, sizeof text, "%" PRIu64 " planned", view->reader.trials);
    for (uint32_t status = 0; status < STATUS_COUNT; status++)
        if (view->statuses[status])
            used += (size_t)snprintf(text + used, sizeof text - used, ", %" PRIu64 " %s",
                                     view->statuses[status], status_name(status));
    const uint64_t over = view->records + view->reader.decided;
    show_decisions(&view->reader, why, sizeof why);
    if (view->reader.decided)
        used += (size_t)snprintf(text + used, sizeof text - used, ", %" PRIu64 " not needed (%s)",
                                 view->reader.decided, why);
    if (over < view->reader.trials)
        used += (size_t)snprintf(
            text + used, sizeof text - used, ", %" PRIu64 " not run yet (%s)", view->reader.trials - over,
            json_object_get(view->reader.head, "ab") ? "interrupted" : "tvp run --resume");
    if (view->reader.torn)
        used += (size_t)snprintf(text + used, sizeof text - used, ", the last record is torn");
    if (view->sessions > 1)
        snprintf(text + used, sizeof text - used, "; in %" PRIu64 " sessions", view->sessions);
    line(show, "trials", text);
}

static json_int_t blocks_in(const struct show *show, const char *kind)
{
    return json_integer_value(json_object_get(json_object_get(show->view.reader.head, "blocks"), kind));
}

/* The fewest that a group of cells has; all where there are no groups. */
static json_int_t fewest(const struct show *show, const char *kind)
{
    size_t i;
    json_t *group;
    json_int_t least = blocks_in(show, kind);
    json_array_foreach(show->view.reader.groups, i, group)
    {
        const json_t *blocks = json_object_get(group, "blocks");
        if (strcmp(json_text_at(group, "kind", ""), kind) == 0 && json_is_integer(blocks) &&
            json_integer_value(blocks) < least)
            least = json_integer_value(blocks);
    }
    return least;
}

static void blocks_line(const struct show *show)
{
    const json_t *target = json_object_get(show->view.reader.head, "target");
    char text[SHOW_TEXT_MAX], range[2][32] = {"", ""};
    static const char *const kinds[] = {"time", "memory"};
    for (int kind = 0; kind < 2; kind++)
        if (fewest(show, kinds[kind]) < blocks_in(show, kinds[kind]))
            snprintf(range[kind], sizeof range[kind], "%" JSON_INTEGER_FORMAT " to ",
                     fewest(show, kinds[kind]));
    size_t used = (size_t)snprintf(text, sizeof text,
                                   "%s%" JSON_INTEGER_FORMAT " of time, %s%" JSON_INTEGER_FORMAT " of memory",
                                   range[0], blocks_in(show, "time"), range[1], blocks_in(show, "memory"));
    if (*range[0] || *range[1])
        used += (size_t)snprintf(text + used, sizeof text - used, ", by noise and cost");
    if (json_is_number(target))
        used += (size_t)snprintf(text + used, sizeof text - used, ", at most; target +-%.3g %%",
                                 100 * json_number_value(target));
    snprintf(text + used, sizeof text - used, "; seed %" JSON_INTEGER_FORMAT,
             json_integer_value(json_object_get(show->view.reader.head, "seed")));
    line(show, "blocks", text);
}

/* Fields that name a folder of then are no part of doing it again. */
static int is_folder_option(const char *word, int *takes_next)
{
    static const char *const names[] = {"--out", "--resume"};
    *takes_next = 0;
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(word, names[i], length) == 0 && (word[length] == '\0' || word[length] == '=')) {
            *takes_next = word[length] == '\0';
            return 1;
        }
    }
    return 0;
}

static int again_line(const struct show *show)
{
    const json_t *command = json_object_get(show->view.reader.head, "command");
    char *text = NULL;
    size_t bytes;
    FILE *to = open_memstream(&text, &bytes);
    if (!to)
        return -1;
    int seeded = 0, skip = 0;
    fputs("tvp", to);
    for (size_t i = 0; i < json_array_size(command); i++) {
        const char *word = json_string_value(json_array_get(command, i));
        if (!word || skip) {
            skip = 0;
            continue;
        }
        seeded |= strcmp(word, "--seed") == 0 || strncmp(word, "--seed=", 7) == 0;
        if (!is_folder_option(word, &skip))
            cli_quoted(to, word);
    }
    if (!seeded)
        fprintf(to, " --seed %" JSON_INTEGER_FORMAT,
                json_integer_value(json_object_get(show->view.reader.head, "seed")));
    if (fclose(to) != 0) {
        free(text);
        return -1;
    }
    line(show, "again", text);
    free(text);
    return 0;
}

int show_head(struct show *show)
{
    char text[MACHINE_TEXT_MAX], head[SHOW_TEXT_MAX];
    const struct reader *reader = &show->view.reader;
    snprintf(head, sizeof head, "%.300s (tvp %.60s)", reader->name, json_text_at(reader->head, "tvp", "?"));
    line(show, "run", head);
    machine_date(reader, text);
    line(show, "date", text);
    machine_hardware(reader, text);
    line(show, "machine", text);
    machine_system(reader, text);
    line(show, "system", text);
    trials_line(show);
    blocks_line(show);
    show_health_words(&show->view, head, sizeof head);
    line(show, "health", head);
    if (again_line(show) != 0)
        return -1;
    fputc('\n', show->to);
    table_text(show->to,
               "Figures are medians over n trials. +-3%: the 95 % interval of the median reaches that far on "
               "its wider "
               "side; where nothing stands (memory), at most 1 %. ~3%: fewer than 6 trials have no such "
               "interval, this is "
               "their range. *: more workers than CPUs.",
               0, 0, show->width);
    return 0;
}
