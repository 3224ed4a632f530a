/* SPDX-License-Identifier: MIT */
/* A private folder for the inputs, and a look at what the program says of them. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS_MAX 32
#define NAMES_MAX 64

static char folder[256];
static pid_t owner;

static void die(const char *what, const char *text)
{
    dprintf(2, "fuzz: %s: %s\n", what, text);
    abort();
}

/* ---- files ---- */

static void remove_below(const char *path)
{
    char one[1024];
    DIR *all = opendir(path);
    for (struct dirent *entry; all && (entry = readdir(all)) != NULL;) {
        snprintf(one, sizeof one, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && unlink(one) != 0)
            remove_below(one);
    }
    if (all)
        closedir(all);
    rmdir(path);
}

static void remove_folder(void)
{
    if (getpid() == owner)
        remove_below(folder);
}

static void make_folder(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.200s/tvp-fuzz.XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(folder))
        die("cannot make", folder);
    owner = getpid();
    atexit(remove_folder);
}

const char *fuzz_path(const char *name)
{
    static char *paths[NAMES_MAX];
    size_t i = 0;
    if (!*folder)
        make_folder();
    const size_t before = strlen(folder) + 1;
    while (i < NAMES_MAX && paths[i] && strcmp(paths[i] + before, name) != 0)
        i++;
    if (i == NAMES_MAX)
        die("too many files", name);
    if (!paths[i] && asprintf(&paths[i], "%s/%s", folder, name) < 0)
        die("out of memory", name);
    return paths[i];
}

const char *fuzz_file(const char *name, const void *bytes, size_t size)
{
    const char *path = fuzz_path(name);
    FILE *file = fopen(path, "wb");
    if (!file) {
        char copy[1024];
        snprintf(copy, sizeof copy, "%s", path);
        for (char *slash = copy + strlen(folder); (slash = strchr(slash + 1, '/')) != NULL; *slash = '/') {
            *slash = '\0';
            mkdir(copy, 0700);
        }
        file = fopen(path, "wb");
    }
    if (!file || (size && fwrite(bytes, 1, size, file) != size) || fclose(file) != 0)
        die("cannot write", path);
    return path;
}

void fuzz_cut(const uint8_t *data, size_t size, struct fuzz_part *parts, size_t count)
{
    static const char mark[] = "%%\n";
    const uint8_t *end = data + size;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *cut = i + 1 < count ? memmem(data, (size_t)(end - data), mark, 3) : NULL;
        parts[i] = (struct fuzz_part){data, (size_t)((cut ? cut : end) - data)};
        data = cut ? cut + 3 : end;
    }
}

/* ---- a run ---- */

static const char plan[] =
    "{\"type\":\"plan\",\"schema\":1,\"tvp\":\"0.1.0\",\"run\":\"x\",\"seed\":1,\"command\":[\"run\"],"
    "\"suite\":\"s\","
    "\"label\":\"x\",\"blocks\":{\"time\":1,\"memory\":0},\"timeout_ns\":1,\"budget_ns\":null,\"image_hash\":"
    "\"0\","
    "\"probes\":[\"clock\"],\"metrics\":[{\"name\":\"ops\",\"unit\":\"count\",\"better\":\"neither\","
    "\"scope\":\"worker\",\"exact\":false,\"probe\":\"clock\",\"brief\":\"-\"}]}\n"
    "{\"type\":\"cell\",\"cell\":0,\"workload\":\"noop\",\"version\":1,\"model\":\"fork\",\"sharing\":"
    "\"shm\","
    "\"workers\":1,\"placement\":\"none\",\"cpus\":null,\"oversubscribed\":false,\"params\":{\"data\":0},"
    "\"ops\":5,"
    "\"batch\":1,\"kinds\":[\"time\"],\"named\":false,\"unsupported\":null}\n"
    "{\"type\":\"trial\",\"trial\":0,\"block\":0,\"kind\":\"time\",\"cell\":0,\"seed\":1}\n"
    "{\"type\":\"end\",\"trials\":1}\n";
static const char machine[] =
    "{\"schema\":1,\"machine\":\"x\",\"os\":{\"name\":\"Linux\",\"arch\":\"x86_64\"}}\n";
static const char trials[] =
    "{\"schema\":1,\"trial\":0,\"session\":0,\"block\":0,\"kind\":\"time\",\"cell\":0,\"status\":\"ok\","
    "\"reason\":null,"
    "\"workload\":\"noop\",\"version\":1,\"model\":\"fork\",\"sharing\":\"shm\",\"workers\":1,\"placement\":"
    "\"none\","
    "\"params\":{\"data\":0},\"metrics\":{},\"worker_metrics\":{\"ops\":[5]},\"nulls\":{}}\n";

const char *fuzz_small_run(const char *name)
{
    char path[128];
    struct stat there;
    snprintf(path, sizeof path, "%s/plan.jsonl", name);
    if (stat(fuzz_path(path), &there) == 0)
        return fuzz_path(name);
    fuzz_file(path, plan, sizeof plan - 1);
    snprintf(path, sizeof path, "%s/machine.json", name);
    fuzz_file(path, machine, sizeof machine - 1);
    snprintf(path, sizeof path, "%s/trials.jsonl", name);
    fuzz_file(path, trials, sizeof trials - 1);
    return fuzz_path(name);
}

/* ---- what was said ---- */

static int is_printable(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return 0;
    return 1;
}

/* What is said of a file or folder as a whole, which has no position. */
static int is_of_the_whole(const char *line)
{
    static const char *const phrases[] = {"out of memory",
                                          "nothing to export",
                                          "is a run of `tvp ab`",
                                          "is no run of `tvp ab`",
                                          "no figures in it",
                                          " is empty: ",
                                          "cannot read ",
                                          "export: left out ",
                                          "this is no run folder",
                                          "there is no history at",
                                          "has no series that was asked for",
                                          "has no record: finish the run"};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (strstr(line, phrases[i]) != NULL)
            return 1;
    return 0;
}

/* "FILE:12: ...", "FILE: cells[3]: ...". */
static int has_position(const char *line)
{
    for (const char *colon = line; (colon = strchr(colon, ':')) != NULL; colon++)
        if (strchr("0123456789", colon[1]) != NULL || strncmp(colon, ": cells[", 8) == 0)
            return 1;
    return 0;
}

void fuzz_error(const char *error)
{
    if (!*error || strchr(error, '\n') != NULL)
        die("not one line", error);
    if (!is_of_the_whole(error) && !has_position(error))
        die("no file and position", error);
}

static void check_said(int code, char *said)
{
    const size_t length = strlen(said);
    if (code == EXIT_OK || code == EXIT_REGRESSION || code == EXIT_TRIALS || code == EXIT_NO_VERDICT)
        return;
    if (code != EXIT_TVP && code != EXIT_USAGE)
        die("an exit code that there is not", said);
    if (length == 0 || said[length - 1] != '\n' || strchr(said, '\n') != said + length - 1)
        die("not one line", said);
    said[length - 1] = '\0';
    if (!is_printable(said))
        die("not printable", said);
    if (is_of_the_whole(said))
        return;
    const char *place = strstr(said, folder);
    if (place == NULL && strstr(said, ".json") == NULL)
        die("no file is named", said);
    if (code == EXIT_USAGE && !has_position(place ? place : said))
        die("no position", said);
}

/* What is for a terminal does not steer it. Exports are for programs. */
static void check_shown(const char *command, const char *shown)
{
    for (; strcmp(command, "export") != 0 && *shown; shown++)
        if ((unsigned char)*shown < ' ' && *shown != '\n')
            die("control characters are shown", shown);
}

int fuzz_command(const struct tvp_command *command, const char *const *words)
{
    char *argv[WORDS_MAX + 1], *said = NULL, *shown = NULL;
    size_t said_bytes = 0, shown_bytes = 0;
    int argc = 0;
    FILE *const error = stderr, *const out = stdout;
    for (; words[argc] && argc < WORDS_MAX; argc++)
        argv[argc] = strdup(words[argc]); /* the command may change them */
    argv[argc] = NULL;
    char *kept[WORDS_MAX];
    memcpy(kept, argv, sizeof kept);
    stderr = open_memstream(&said, &said_bytes);
    stdout = open_memstream(&shown, &shown_bytes);
    int code = stderr && stdout ? command->run(argc, argv) : EXIT_TVP;
    fclose(stderr);
    fclose(stdout);
    stderr = error;
    stdout = out;
    check_said(code, said);
    check_shown(words[0], shown);
    for (int i = 0; i < argc; i++)
        free(kept[i]);
    free(said);
    free(shown);
    return code;
}
