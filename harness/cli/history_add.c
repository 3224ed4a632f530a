/* SPDX-License-Identifier: MIT */
/* `tvp history add` and `rebuild`: from run folders into the history, one transaction a run. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../store/images.h"
#include "campaign.h"
#include "history_cli.h"

struct adding {
    struct history history;
    const char *db;
    int anew, keep_image;
    uint64_t added, there, bad;
    int64_t *ids; /* of runs that are in the history now; owned */
    size_t count, room;
};

static int keep_id(struct adding *adding, int64_t id)
{
    if (adding->count == adding->room) {
        size_t wider = adding->room ? 2 * adding->room : 64;
        int64_t *moved = realloc(adding->ids, wider * sizeof *moved);
        if (!moved)
            return cli_error(EXIT_TVP, "out of memory");
        adding->ids = moved;
        adding->room = wider;
    }
    adding->ids[adding->count++] = id;
    return EXIT_OK;
}

/* The image beside this program, kept for what may have to be measured again; the run must be its. */
static int keep_image(const struct adding *adding, const char *path)
{
    struct campaign campaign = {.image_hash = 0};
    struct reader reader;
    char error[READER_ERROR_MAX > IMAGES_ERROR_MAX ? READER_ERROR_MAX : IMAGES_ERROR_MAX],
        folder[TVP_PATH_MAX], kept[TVP_PATH_MAX];
    uint64_t hash = 0;
    int code = campaign_image(&campaign);
    if (code)
        return code;
    if (reader_open(&reader, path, error) != 0)
        code = cli_error(EXIT_USAGE, "%s", error);
    else if (images_hash(json_text_at(reader.head, "image_hash", ""), &hash) != 0 ||
             hash != campaign.image_hash)
        code = cli_error(EXIT_USAGE,
                         "--keep-image: %s was measured with image %.40s, this tvp's is %016" PRIx64
                         ": keep it with the tvp that measured it",
                         path, json_text_at(reader.head, "image_hash", "?"), campaign.image_hash);
    reader_close(&reader);
    history_images_folder(adding->db, folder);
    if (!code && images_keep(folder, campaign.executor.image_path, hash, kept, error) != 0)
        code = cli_error(EXIT_TVP, "--keep-image: %s", error);
    return code;
}

/* A folder that is at fault is told and passed over; when the history is, all ends. */
static int add_run(struct adding *adding, const char *path)
{
    char error[HISTORY_ERROR_MAX];
    int added;
    int64_t id = 0;
    int fault = history_digest(&adding->history, path, adding->anew, &added, &id, error);
    if (fault > 0) {
        adding->bad++;
        cli_error(EXIT_USAGE, "%s", error);
        return EXIT_OK;
    }
    if (fault)
        return history_said(fault, error);
    adding->added += (uint64_t)added;
    adding->there += (uint64_t)!added;
    int code = adding->keep_image ? keep_image(adding, path) : EXIT_OK;
    return code ? code : keep_id(adding, id);
}

static void tell(const struct adding *adding, const char *path)
{
    char plain[HISTORY_WORDS_MAX];
    history_plain(plain, sizeof plain, path);
    printf("%s: %llu added", plain, (unsigned long long)adding->added);
    if (adding->there)
        printf(", %llu there already", (unsigned long long)adding->there);
    if (adding->bad)
        printf(", %llu could not be read", (unsigned long long)adding->bad);
    putchar('\n');
}

int history_add(const struct asked *asked)
{
    struct adding adding = {.db = asked->db, .keep_image = asked->keep_image};
    int code = history_open_said(&adding.history, asked, HISTORY_WRITE);
    for (int i = 0; i < asked->word_count && code == EXIT_OK; i++)
        code = add_run(&adding, asked->words[i]);
    history_close(&adding.history);
    if (code == EXIT_OK)
        tell(&adding, asked->db);
    free(adding.ids);
    return code == EXIT_OK && adding.bad ? EXIT_USAGE : code;
}

/* ---- rebuild ---- */

static int has_plan(const char *folder)
{
    struct stat about;
    char path[TVP_PATH_MAX];
    return (size_t)snprintf(path, sizeof path, "%s/plan.jsonl", folder) < sizeof path &&
           stat(path, &about) == 0;
}

static int no_dots(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The run folders in a folder, by name; or it itself. */
static int add_folder(struct adding *adding, const char *folder)
{
    struct dirent **entries;
    char path[TVP_PATH_MAX];
    if (has_plan(folder))
        return add_run(adding, folder);
    int count = scandir(folder, &entries, no_dots, alphasort), code = EXIT_OK;
    if (count < 0)
        return cli_error(EXIT_USAGE, "cannot read the folder %s: %s", folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (code == EXIT_OK &&
            (size_t)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name) < sizeof path &&
            has_plan(path))
            code = add_run(adding, path);
        free(entries[i]);
    }
    free(entries);
    return code;
}

/* Opens the history and reads all of it; a broken one is set aside and a new one begun. */
static int open_or_replace(struct history *history, const struct asked *asked)
{
    char error[HISTORY_ERROR_MAX];
    int fault = history_open(history, asked->db, HISTORY_WRITE, asked->wait_ms, error);
    if (!fault)
        fault = history_verify(history, error);
    if (fault != HISTORY_CORRUPT)
        return fault ? history_said(fault, error) : EXIT_OK;
    history_close(history);
    fault = history_set_aside(asked->db, error);
    if (fault)
        return history_said(fault, error);
    fprintf(stderr, "tvp: %s was broken: it is %s.broken now, and a new one is made\n", asked->db, asked->db);
    return history_open_said(history, asked, HISTORY_WRITE);
}

/* What is in the history and was not among the folders goes last: who reads meanwhile sees the old or the new
 * figures of each run, and a rebuild that was killed is simply done again. */
static int drop_others(struct adding *adding)
{
    char error[HISTORY_ERROR_MAX];
    int fault = history_begin(&adding->history, error);
    if (!fault)
        fault = history_keep_only(&adding->history, adding->ids, adding->count, error);
    if (!fault)
        fault = history_commit(&adding->history, error);
    if (!fault)
        return EXIT_OK;
    history_rollback(&adding->history);
    return history_said(fault, error);
}

int history_rebuild(const struct asked *asked)
{
    struct adding adding = {.anew = 1};
    int code = open_or_replace(&adding.history, asked);
    for (int i = 0; i < asked->word_count && code == EXIT_OK; i++)
        code = add_folder(&adding, asked->words[i]);
    if (code == EXIT_OK && adding.added + adding.bad == 0)
        code = cli_error(EXIT_USAGE, "there is no run folder at or in %s: what is in %s stays as it is",
                         asked->words[0], asked->db);
    if (code == EXIT_OK && !adding.bad)
        code = drop_others(&adding);
    else if (code == EXIT_OK)
        fprintf(stderr, "tvp: what else is in %s stays there, since not every run folder could be read\n",
                asked->db);
    history_close(&adding.history);
    if (code == EXIT_OK)
        tell(&adding, asked->db);
    free(adding.ids);
    return code == EXIT_OK && adding.bad ? EXIT_USAGE : code;
}
