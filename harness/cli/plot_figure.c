/* SPDX-License-Identifier: MIT */
/* The folder of figures, and what the first comments of one ask for. */
#include <stdlib.h>
#include <string.h>

#include "plot.h"

#ifndef TVP_DATADIR
#define TVP_DATADIR "/usr/local/share/tvp"
#endif

static int readable(const char *folder, const char *name)
{
    char path[TVP_PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return 0;
    FILE *file = fopen(path, "r");
    if (file)
        fclose(file);
    return file != NULL;
}

static int try_folder(char path[TVP_PATH_MAX], const char *base, const char *below)
{
    return base && *base && (size_t)snprintf(path, TVP_PATH_MAX, "%s%s", base, below) < TVP_PATH_MAX &&
           readable(path, "common.gp");
}

int figure_folder(char path[TVP_PATH_MAX])
{
    char self[TVP_PATH_MAX] = "";
    char *slash = plat_self_path(self, sizeof self) == 0 ? strrchr(self, '/') : NULL;
    if (slash)
        *slash = '\0';
    else
        self[0] = '\0';
    return try_folder(path, getenv("TVP_DATADIR"), "/plots") || try_folder(path, self, "/../plots") ||
                   try_folder(path, self, "/../share/tvp/plots") || try_folder(path, TVP_DATADIR, "/plots") ||
                   try_folder(path, ".", "/plots")
               ? 0
               : -1;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(left, right);
}

size_t figure_list(const char *folder, char names[FIGURES_MAX][64])
{
    size_t count = 0;
    char **all = NULL;
    int found = plat_folder_names(folder, &all);
    for (int i = 0; i < found && count < FIGURES_MAX; i++) {
        size_t length = strlen(all[i]);
        if (length < 4 || length >= 64 || strcmp(all[i] + length - 3, ".gp") != 0 ||
            strcmp(all[i], "common.gp") == 0 || all[i][0] == '.')
            continue;
        snprintf(names[count++], 64, "%.*s", (int)length - 3, all[i]);
    }
    free(all);
    if (count > 1)
        qsort(names, count, sizeof names[0], by_name);
    return count;
}

/* ---- the comments ---- */

/* Copies the next word of *from to `to`; 0 when there is none or it is too long. */
static int next_word(const char **from, char *to, size_t room)
{
    const char *start = *from + strspn(*from, " \t,");
    size_t length = strcspn(start, " \t,");
    *from = start + length;
    if (length == 0 || length >= room)
        return 0;
    memcpy(to, start, length);
    to[length] = '\0';
    return 1;
}

static const char *read_where(struct figure *figure, const char *value)
{
    static const char *const operations[] = {"=", "!=", ">", "<"};
    if (figure->where_count == FIGURE_WHERE_MAX)
        return "too many `where`";
    struct figure_where *where = &figure->where[figure->where_count++];
    if (!next_word(&value, where->field, sizeof where->field) ||
        !next_word(&value, where->operation, sizeof where->operation) ||
        !next_word(&value, where->value, sizeof where->value))
        return "`where` is FIELD OP VALUE";
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (strcmp(operations[i], where->operation) == 0)
            return NULL;
    return "`where` knows = != > <";
}

static const char *read_x(struct figure *figure, const char *value)
{
    char number[16];
    if (!next_word(&value, figure->x, sizeof figure->x))
        return "`x` names no field";
    if (next_word(&value, number, sizeof number))
        figure->x_least = (unsigned)strtoul(number, NULL, 10);
    return NULL;
}

static const char *read_key(struct figure *figure, const char *key, const char *value)
{
    char word[64];
    if (strcmp(key, "brief") == 0)
        snprintf(figure->brief, sizeof figure->brief, "%s", value);
    else if (strcmp(key, "metric") == 0)
        while (figure->metric_count < FIGURE_WORDS_MAX &&
               next_word(&value, figure->metrics[figure->metric_count], sizeof figure->metrics[0]))
            figure->metric_count++;
    else if (strcmp(key, "by") == 0)
        while (figure->by_count < FIGURE_BY_MAX &&
               next_word(&value, figure->by[figure->by_count], sizeof figure->by[0]))
            figure->by_count++;
    else if (strcmp(key, "series") == 0)
        while (figure->series_count < FIGURE_WORDS_MAX &&
               next_word(&value, figure->series[figure->series_count], sizeof figure->series[0]))
            figure->series_count++;
    else if (strcmp(key, "kind") == 0 && next_word(&value, word, sizeof word)) {
        figure->kind = strcmp(word, "memory") == 0 ? TVP_KIND_MEMORY : TVP_KIND_TIME;
        return strcmp(word, kind_name(figure->kind)) == 0 ? NULL : "`kind` is time or memory";
    } else if (strcmp(key, "panel") == 0)
        next_word(&value, figure->panel, sizeof figure->panel);
    else if (strcmp(key, "prefer") == 0)
        next_word(&value, figure->prefer, sizeof figure->prefer);
    else if (strcmp(key, "of") == 0)
        next_word(&value, figure->of, sizeof figure->of);
    else if (strcmp(key, "starts") == 0)
        next_word(&value, figure->starts, sizeof figure->starts);
    else if (strcmp(key, "file") == 0)
        return next_word(&value, figure->file, sizeof figure->file) && !strchr(figure->file, '/')
                   ? NULL
                   : "`file` is the name of a file in the run folder";
    else if (strcmp(key, "x") == 0)
        return read_x(figure, value);
    else if (strcmp(key, "where") == 0)
        return read_where(figure, value);
    return NULL; /* an ordinary comment */
}

/* "# key: value"; others are passed over. */
static const char *read_line(struct figure *figure, char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    char *key = line + 1 + strspn(line + 1, " \t"), *colon = strchr(key, ':');
    if (!colon)
        return NULL;
    *colon = '\0';
    return read_key(figure, key, colon + 1 + strspn(colon + 1, " \t"));
}

int figure_read(const char *folder, const char *name, struct figure *figure, char error[PLOT_ERROR_MAX])
{
    char path[TVP_PATH_MAX], line[512];
    const char *fault = NULL;
    unsigned number = 0;
    *figure = (struct figure){.kind = TVP_KIND_TIME, .x_least = 1, .of = FIGURE_OF_RUNS};
    snprintf(figure->name, sizeof figure->name, "%s", name);
    snprintf(path, sizeof path, "%.900s/%.63s.gp", folder, name);
    FILE *file = fopen(path, "r");
    if (!file) {
        snprintf(error, PLOT_ERROR_MAX, "cannot read %s", path);
        return -1;
    }
    while (!fault && fgets(line, sizeof line, file) && line[0] == '#') {
        number++;
        fault = read_line(figure, line);
    }
    fclose(file);
    if (!fault && strcmp(figure->of, FIGURE_OF_RUNS) == 0 && !figure->file[0] &&
        (figure->metric_count == 0 || figure->series_count == 0))
        fault = "the first comments name no `metric` or no `series`, and no `file`";
    if (fault)
        snprintf(error, PLOT_ERROR_MAX, "%s:%u: %s", path, number, fault);
    return fault ? -1 : 0;
}
