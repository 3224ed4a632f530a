/* SPDX-License-Identifier: MIT */
/* The head of `tvp show`: which run, on which machine, what became of its trials, how to do it again. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

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
    char text[SHOW_TEXT_MAX];
    size_t used = (size_t)snprintf(text, sizeof text, "%" PRIu64 " planned", view->reader.trials);
    for (uint32_t status = 0; status < STATUS_COUNT; status++)
        if (view->statuses[status])
            used += (size_t)snprintf(text + used, sizeof text - used, ", %" PRIu64 " %s",
                                     view->statuses[status], status_name(status));
    if (view->records < view->reader.trials)
        used += (size_t)snprintf(
            text + used, sizeof text - used, ", %" PRIu64 " %s", view->reader.trials - view->records,
            json_object_get(view->reader.head, "ab") ? "not needed for a verdict, or not run"
                                                     : "not run yet (tvp run --resume)");
    if (view->reader.torn)
        used += (size_t)snprintf(text + used, sizeof text - used, ", the last record is torn");
    if (view->sessions > 1)
        snprintf(text + used, sizeof text - used, "; in %" PRIu64 " sessions", view->sessions);
    line(show, "trials", text);
}

static void blocks_line(const struct show *show)
{
    const json_t *blocks = json_object_get(show->view.reader.head, "blocks");
    char text[SHOW_TEXT_MAX];
    snprintf(text, sizeof text,
             "%" JSON_INTEGER_FORMAT " of time, %" JSON_INTEGER_FORMAT
             " of memory; seed %" JSON_INTEGER_FORMAT,
             json_integer_value(json_object_get(blocks, "time")),
             json_integer_value(json_object_get(blocks, "memory")),
             json_integer_value(json_object_get(show->view.reader.head, "seed")));
    line(show, "blocks", text);
}

static void quoted(FILE *to, const char *word)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./%@";
    if (*word && strspn(word, safe) == strlen(word)) {
        fprintf(to, " %s", word);
        return;
    }
    fputs(" '", to);
    for (; *word; word++)
        fputs(*word == '\'' ? "'\\''" : (char[]){*word, '\0'}, to);
    fputc('\'', to);
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
            quoted(to, word);
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
