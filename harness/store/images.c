/* SPDX-License-Identifier: MIT */
/* Keeps lean images by their hash, and finds them again. */
#include "images.h"
#include "../core/file_hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/machine.h"
#include "run_parts.h"

static const char image_name[] = "tvp-trial", empty_name[] = "tvp-empty";

int images_hash(const char *text, uint64_t *hash)
{
    if (strlen(text) != 16 || strspn(text, "0123456789abcdefABCDEF") != 16)
        return -1;
    *hash = strtoull(text, NULL, 16);
    return 0;
}

static int fail(char *error, const char *what, const char *path, int code)
{
    snprintf(error, IMAGES_ERROR_MAX, "cannot %s %s: %s", what, path, plat_error_text(code));
    return -1;
}

static int too_long(char *error, const char *path)
{
    snprintf(error, IMAGES_ERROR_MAX, "the path is too long: %.200s", path);
    return -1;
}

/* The file of program `name` in a folder. */
static int join(char path[TVP_PATH_MAX], const char *folder, const char *name, char *error)
{
    return (size_t)snprintf(path, TVP_PATH_MAX, "%s/%s%s", folder, name, plat_program_suffix()) < TVP_PATH_MAX
               ? 0
               : too_long(error, folder);
}

/* FOLDER/<hash>/tvp-trial. */
static int place_of(const char *folder, uint64_t hash, char path[TVP_PATH_MAX], char *error)
{
    return (size_t)snprintf(path, TVP_PATH_MAX, "%s/%016" PRIx64 "/%s%s", folder, hash, image_name,
                            plat_program_suffix()) < TVP_PATH_MAX
               ? 0
               : too_long(error, folder);
}

int images_find(const char *folder, uint64_t hash, char path[TVP_PATH_MAX], char error[IMAGES_ERROR_MAX])
{
    char place[TVP_PATH_MAX];
    uint64_t found = 0;
    if (place_of(folder, hash, place, error) != 0)
        return -1;
    int code = file_hash(place, &found);
    if (code == -PLAT_ENOENT) {
        snprintf(error, IMAGES_ERROR_MAX, "no lean image %016" PRIx64 " is kept in %s", hash, folder);
        return -1;
    }
    if (code == 0)
        code = plat_path_absolute(place, path, TVP_PATH_MAX);
    if (code != 0)
        return fail(error, "read the kept image", place, code);
    if (found == hash)
        return 0;
    snprintf(error, IMAGES_ERROR_MAX, "%s has changed since it was kept: its hash is %016" PRIx64, place,
             found);
    return -1;
}

/* ---- keeping ---- */

static int copy_bytes(int64_t from, int64_t to)
{
    unsigned char bytes[16384];
    int64_t left = plat_object_bytes(from);
    int code = left < 0 ? (int)left : 0;
    while (code == 0 && left > 0) {
        const size_t chunk = (uint64_t)left < sizeof bytes ? (size_t)left : sizeof bytes;
        code = plat_channel_read(from, bytes, chunk);
        if (code == 0)
            code = plat_channel_write(to, bytes, chunk);
        left -= (int64_t)chunk;
    }
    return code == 0 ? plat_file_sync(to) : code;
}

/* A program: it may be run by whom may read it. */
static int copy_program(const char *image, const char *copy, char *error)
{
    int64_t from = plat_file_open(image, PLAT_FILE_READ);
    if (from < 0)
        return fail(error, "read", image, (int)from);
    int64_t to = plat_file_open(copy, PLAT_FILE_WRITE);
    int code = to < 0 ? (int)to : copy_bytes(from, to);
    plat_handle_close(from);
    plat_handle_close(to);
    if (code != 0)
        return fail(error, "write", copy, code);
    code = plat_file_make_runnable(copy);
    return code == 0 ? 0 : fail(error, "make a program of", copy, code);
}

/* The copy in a folder of its own, not yet in its place. */
static int copy_all(const char *image, const char *folder, uint64_t hash, char *error)
{
    char copy[TVP_PATH_MAX], beside[TVP_PATH_MAX];
    uint64_t copied = 0;
    const char *slash = strrchr(image, '/');
    if (join(copy, folder, image_name, error) != 0 || copy_program(image, copy, error) != 0)
        return -1;
    int code = file_hash(copy, &copied);
    if (code != 0)
        return fail(error, "read", copy, code);
    if (copied != hash) {
        snprintf(error, IMAGES_ERROR_MAX, "%s changed while it was copied", image);
        return -1;
    }
    if (!slash || (size_t)snprintf(beside, sizeof beside, "%.*s/%s%s", (int)(slash - image), image,
                                   empty_name, plat_program_suffix()) >= sizeof beside)
        return 0;
    int64_t there = plat_file_open(beside, PLAT_FILE_READ);
    plat_handle_close(there);
    if (there < 0)
        return 0; /* the floor of a start is null then, with its reason */
    return join(copy, folder, empty_name, error) != 0 ? -1 : copy_program(beside, copy, error);
}

static void remove_folder(const char *folder)
{
    plat_folder_clear(folder);
    plat_folder_remove(folder);
}

/* Somebody else may have kept the same image meanwhile: theirs serves. */
static int put_in_place(const char *made, const char *folder, uint64_t hash, char path[TVP_PATH_MAX],
                        char *error)
{
    char place[TVP_PATH_MAX], why[IMAGES_ERROR_MAX];
    if ((size_t)snprintf(place, sizeof place, "%s/%016" PRIx64, folder, hash) >= sizeof place)
        return too_long(error, folder);
    const int code = plat_file_move(made, place);
    if (code == 0)
        return images_find(folder, hash, path, error);
    if (images_find(folder, hash, path, why) == 0)
        return 0;
    if (code == -PLAT_EEXIST)
        snprintf(error, IMAGES_ERROR_MAX, "%.*s: remove it, and keep the image again",
                 (int)IMAGES_ERROR_MAX - 80, why);
    else
        snprintf(error, IMAGES_ERROR_MAX, "cannot make %s: %s", place, plat_error_text(code));
    return -1;
}

int images_keep(const char *folder, const char *image, uint64_t hash, char path[TVP_PATH_MAX],
                char error[IMAGES_ERROR_MAX])
{
    char made[TVP_PATH_MAX], prefix[32];
    if (images_find(folder, hash, path, error) == 0)
        return 0;
    int code = run_make_parents(folder);
    if (code == 0)
        code = plat_folder_make(folder);
    if (code != 0 && code != -PLAT_EEXIST)
        return fail(error, "make the folder", folder, code);
    snprintf(prefix, sizeof prefix, "tmp-%016" PRIx64 "-", hash);
    code = plat_folder_make_private(folder, prefix, made, sizeof made);
    if (code != 0)
        return fail(error, "make a folder in", folder, code);
    int failed = copy_all(image, made, hash, error) != 0 || plat_file_make_runnable(made) != 0 ||
                 put_in_place(made, folder, hash, path, error) != 0;
    remove_folder(made); /* which is not there any more when all went well */
    return failed ? -1 : 0;
}
