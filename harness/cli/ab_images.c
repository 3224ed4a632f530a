/* SPDX-License-Identifier: MIT */
/* The two images of `tvp ab`. Each trial plays a fresh copy of its arm's image in the run's temporary folder:
 * one file of a program differs from another of the same content in how its pages lie in memory, which is
 * part of what a start costs (two copies of one image differed by .7 % in each of many runs); so that
 * difference falls on trials, not on arms. */
#include <stdlib.h>
#include <string.h>

#include "../core/file_hash.h"
#include "../core/machine.h"
#include "ab.h"

#define COPY_BYTES_MAX (16u << 20) /* larger ones would take longer than a trial */

static const char image_name[] = "tvp-trial", empty_name[] = "tvp-empty";

int ab_images(struct ab *ab)
{
    int code = campaign_image(ab->c);
    for (int i = 0; !code && i < 2; i++) {
        struct ab_side *side = &ab->sides[i];
        int error = 0;
        if (!side->image)
            memcpy(side->path, ab->c->executor.image_path, sizeof side->path);
        else
            error = plat_path_absolute(side->image, side->path, sizeof side->path);
        if (!error)
            error = file_hash(side->path, &side->hash);
        if (error)
            code = cli_error(EXIT_USAGE, "%s %s: %s", side->option, side->image ? side->image : side->path,
                             plat_error_text(error));
    }
    for (int i = 0; i < 2; i++)
        ab->c->executor.arms[i ? ARM_B : ARM_A] =
            (struct executor_arm){ab->sides[i].path, ab->sides[i].settings};
    ab->c->image_hash = ab->sides[0].hash;
    return code;
}

/* ---- copies ---- */

/* All of a file; *bytes is to be freed. 0, or a plat error. */
static int load(const char *path, unsigned char **bytes, size_t *size)
{
    int64_t file = plat_file_open(path, PLAT_FILE_READ);
    int64_t length = file < 0 ? file : plat_object_bytes(file);
    int error = length < 0 ? (int)length : length == 0 || length > COPY_BYTES_MAX ? -PLAT_EINVAL : 0;
    *bytes = error ? NULL : malloc((size_t)length);
    if (!error && !*bytes)
        error = -PLAT_ENOMEM;
    if (!error)
        error = plat_channel_read(file, *bytes, (uint64_t)length);
    *size = error ? 0 : (size_t)length;
    plat_handle_close(file);
    return error;
}

static int store(const char *path, const unsigned char *bytes, size_t size)
{
    int64_t file = plat_file_open(path, PLAT_FILE_WRITE);
    int error = file < 0 ? (int)file : plat_channel_write(file, bytes, size);
    plat_handle_close(file);
    return error ? error : plat_file_make_runnable(path);
}

static int join(char path[TVP_PATH_MAX], const char *folder, const char *name)
{
    return (size_t)snprintf(path, TVP_PATH_MAX, "%s/%s", folder, name) < TVP_PATH_MAX ? 0 : -PLAT_EINVAL;
}

/* The empty program beside the image, which the floor of a start is measured with; it may be missing. */
static void copy_empty(const struct ab_side *side, const char *folder)
{
    char from[TVP_PATH_MAX], to[TVP_PATH_MAX];
    unsigned char *bytes = NULL;
    size_t size;
    const char *slash = strrchr(side->path, '/');
    if (slash &&
        snprintf(from, sizeof from, "%.*s/%s", (int)(slash - side->path), side->path, empty_name) > 0 &&
        join(to, folder, empty_name) == 0 && load(from, &bytes, &size) == 0)
        store(to, bytes, size);
    free(bytes);
}

static int begin_side(const struct ab *ab, struct ab_side *side, const char *name)
{
    char folder[TVP_PATH_MAX];
    int error = join(folder, ab->c->run.tmp_path, name);
    if (!error)
        error = plat_folder_make(folder);
    if (!error)
        error = join(side->copy, folder, image_name);
    if (!error)
        error = load(side->path, &side->bytes, &side->size);
    if (!error)
        error = store(side->copy, side->bytes, side->size);
    if (!error)
        copy_empty(side, folder);
    return error;
}

/* One op of the first cell: is it allowed to start programs there? */
static int can_start(struct ab *ab)
{
    struct campaign *c = ab->c;
    struct cell cell = c->plan.cells[0];
    const struct planned planned = {.kind = TVP_KIND_TIME, .seed = c->plan.seed};
    struct outcome out;
    cell.ops = cell.batch = 1;
    int error = execute_trial(&c->executor, &cell, &planned, "", c->plan.timeout_ns, &out);
    outcome_free(&out);
    return error;
}

static void use(struct ab *ab, int copies)
{
    for (int i = 0; i < 2; i++) {
        struct ab_side *side = &ab->sides[i];
        ab->c->executor.arms[i ? ARM_B : ARM_A].image_path = copies ? side->copy : side->path;
        if (!copies)
            free(side->bytes);
        if (!copies)
            side->bytes = NULL;
    }
}

void ab_copies_begin(struct ab *ab)
{
    int error = begin_side(ab, &ab->sides[0], "arm-a");
    if (!error)
        error = begin_side(ab, &ab->sides[1], "arm-b");
    use(ab, !error);
    if (!error)
        error = can_start(ab);
    if (!error)
        return;
    use(ab, 0);
    progress_note(&ab->c->progress, "the images are played where they are, not as copies: %s",
                  plat_error_text(error));
}

int ab_copy_again(struct ab *ab, const struct cell *cell)
{
    const struct ab_side *side = &ab->sides[cell->arm == ARM_B];
    if (!side->bytes)
        return 0;
    plat_file_remove(side->copy);
    return store(side->copy, side->bytes, side->size);
}

void ab_copies_end(struct ab *ab)
{
    for (int i = 0; i < 2; i++)
        free(ab->sides[i].bytes);
}
