/* SPDX-License-Identifier: MIT */
/* Finds and reads suites. */
#include "suites.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#ifndef TVP_DATADIR
#define TVP_DATADIR "/usr/local/share/tvp"
#endif

#define LINE_ROOM  4096
#define WORDS_ROOM 256

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Takes one word from *from to *to, without its quotes; both move on. 0, or -1: a quote does not end. */
static int take_word(char **from, char **to)
{
    char quote = 0;
    char *in = *from, *out = *to;
    for (; *in && (quote || !isspace((unsigned char)*in)); in++) {
        if (quote && *in == quote)
            quote = 0;
        else if (!quote && (*in == '\'' || *in == '"'))
            quote = *in;
        else
            *out++ = *in;
    }
    if (*in)
        in++;
    *out++ = 0;
    *from = in;
    *to = out;
    return quote ? -1 : 0;
}

int split_words(char *line, char **words, int room)
{
    int count = 0;
    char *in = line, *out = line;
    for (;;) {
        while (isspace((unsigned char)*in))
            in++;
        if (!*in || *in == '#')
            return count;
        if (count == room)
            return -1;
        words[count++] = out;
        if (take_word(&in, &out) != 0)
            return -1;
    }
}

/* "<the folder of the running program><below>", or "". */
static void beside_program(const char *below, char path[TVP_PATH_MAX])
{
    char self[TVP_PATH_MAX];
    path[0] = 0;
    char *slash = plat_self_path(self, sizeof self) == 0 ? strrchr(self, '/') : NULL;
    if (slash &&
        (size_t)snprintf(path, TVP_PATH_MAX, "%.*s%s", (int)(slash - self), self, below) >= TVP_PATH_MAX)
        path[0] = 0;
}

int suite_folder(unsigned i, char path[TVP_PATH_MAX])
{
    const char *datadir = getenv("TVP_DATADIR");
    switch (i) {
    case 0:
        if (!datadir || (size_t)snprintf(path, TVP_PATH_MAX, "%s/suites", datadir) >= TVP_PATH_MAX)
            path[0] = 0;
        return 0;
    case 1:
        beside_program("/../bench/suites", path);
        return 0;
    case 2:
        beside_program("/../share/tvp/suites", path);
        return 0;
    case 3:
        snprintf(path, TVP_PATH_MAX, "%s", TVP_DATADIR "/suites");
        return 0;
    case 4:
        snprintf(path, TVP_PATH_MAX, "bench/suites");
        return 0;
    default:
        return -1;
    }
}

int suite_sibling(const char *below, char path[TVP_PATH_MAX])
{
    char folder[TVP_PATH_MAX], found[TVP_PATH_MAX];
    for (unsigned i = 0; suite_folder(i, folder) == 0; i++) {
        const char *slash = strrchr(folder, '/');
        if (slash &&
            (size_t)snprintf(found, sizeof found, "%.*s/%s", (int)(slash - folder), folder, below) <
                sizeof found &&
            plat_path_absolute(found, path, TVP_PATH_MAX) == 0)
            return 0;
    }
    return -1;
}

static int readable(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    fclose(file);
    return 1;
}

int suite_find(const char *name, char path[TVP_PATH_MAX], char error[OPTION_ERROR_MAX])
{
    char folder[TVP_PATH_MAX];
    if (strchr(name, '/') || ends_with(name, ".suite")) {
        snprintf(path, TVP_PATH_MAX, "%s", name);
        return 0;
    }
    for (unsigned i = 0; suite_folder(i, folder) == 0; i++) {
        int length = snprintf(path, TVP_PATH_MAX, "%s/%s.suite", folder, name);
        if (folder[0] && length < (int)TVP_PATH_MAX && readable(path))
            return 0;
    }
    snprintf(error, OPTION_ERROR_MAX, "there is no suite %.80s (`tvp list suites` lists them)", name);
    return -1;
}

static int add_line(struct suite *suite, const struct request *request, unsigned number)
{
    struct request *lines = realloc(suite->line, (suite->count + 1) * sizeof *lines);
    if (!lines)
        return -1;
    suite->line = lines;
    unsigned *numbers = realloc(suite->number, (suite->count + 1) * sizeof *numbers);
    if (!numbers)
        return -1;
    suite->number = numbers;
    lines[suite->count] = *request;
    numbers[suite->count++] = number;
    return 0;
}

static int read_all_line(struct suite *suite, int count, char **words, uint32_t cpus, char *error)
{
    if (suite->count) {
        snprintf(error, OPTION_ERROR_MAX, "`all:` must come before the other lines");
        return -1;
    }
    if (options_parse(&suite->all, count, words, SOURCE_SUITE_ALL, cpus, error) != 0)
        return -1;
    return request_check(&suite->all, error);
}

/* One line of the file, its words split, read over what `all:` set. */
static int read_words(struct suite *suite, int count, char **words, unsigned number, uint32_t cpus,
                      char *error)
{
    if (strcmp(words[0], "all:") == 0)
        return read_all_line(suite, count - 1, words + 1, cpus, error);
    if (suite->count == SUITE_LINES_MAX) {
        snprintf(error, OPTION_ERROR_MAX, "more than %u lines of options", SUITE_LINES_MAX);
        return -1;
    }
    struct request *request = malloc(sizeof *request);
    int bad = !request;
    if (request) {
        *request = suite->all;
        request->given = 0;
        bad = options_parse(request, count, words, SOURCE_SUITE_LINE, cpus, error) != 0 ||
              request_check(request, error) != 0;
        if (!bad && !request->workloads.count) {
            snprintf(error, OPTION_ERROR_MAX, "a line needs --workload");
            bad = 1;
        }
        request->given |= suite->all.given & ~request_rivals(request->given);
        if (!bad && add_line(suite, request, number) != 0) {
            snprintf(error, OPTION_ERROR_MAX, "out of memory");
            bad = 1;
        }
    }
    free(request);
    return bad ? -1 : 0;
}

static void take_brief(struct suite *suite, const char *line)
{
    const char *text = line + strspn(line, "# \t");
    size_t length = strcspn(text, "\n");
    if (line[0] == '#' && !suite->brief[0] && length && strncmp(text, "SPDX", 4) != 0)
        snprintf(suite->brief, sizeof suite->brief, "%.*s", (int)length, text);
}

static int read_line(struct suite *suite, char *line, unsigned number, uint32_t cpus, char *error)
{
    char *words[WORDS_ROOM];
    take_brief(suite, line);
    int count = split_words(line, words, WORDS_ROOM);
    if (count < 0) {
        snprintf(error, OPTION_ERROR_MAX, "a quote does not end, or more than %d words", WORDS_ROOM);
        return -1;
    }
    return count ? read_words(suite, count, words, number, cpus, error) : 0;
}

static int read_lines(struct suite *suite, FILE *file, uint32_t cpus, unsigned *number, char *error)
{
    char line[LINE_ROOM];
    for (*number = 1; fgets(line, sizeof line, file); ++*number) {
        if (!strchr(line, '\n') && !feof(file)) {
            snprintf(error, OPTION_ERROR_MAX, "a line is over %d bytes", LINE_ROOM - 2);
            return -1;
        }
        if (read_line(suite, line, *number, cpus, error) != 0)
            return -1;
    }
    if (ferror(file) || suite->count == 0) {
        snprintf(error, OPTION_ERROR_MAX, ferror(file) ? "cannot be read" : "no line says what to run");
        return -1;
    }
    return 0;
}

static void take_name(struct suite *suite, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    size_t length = strlen(base) - (ends_with(base, ".suite") ? strlen(".suite") : 0);
    snprintf(suite->path, sizeof suite->path, "%s", path);
    snprintf(suite->name, sizeof suite->name, "%.*s", (int)(length < 63 ? length : 63), base);
}

int suite_read(const char *path, uint32_t cpus, struct suite *suite, char error[OPTION_ERROR_MAX])
{
    memset(suite, 0, sizeof *suite);
    take_name(suite, path);
    request_default(&suite->all);
    FILE *file = fopen(path, "r");
    if (!file) {
        snprintf(error, OPTION_ERROR_MAX, "%.300s: there is no such suite file, or it cannot be read", path);
        return -1;
    }
    unsigned number;
    char why[OPTION_ERROR_MAX] = "out of memory";
    int bad = read_lines(suite, file, cpus, &number, why);
    fclose(file);
    if (bad) {
        snprintf(error, OPTION_ERROR_MAX, "%.60s.suite:%u: %.400s", suite->name, number, why);
        suite_free(suite);
    }
    return bad;
}

void suite_free(struct suite *suite)
{
    free(suite->line);
    free(suite->number);
    suite->line = NULL;
    suite->number = NULL;
    suite->count = 0;
}
