/* SPDX-License-Identifier: MIT */
/* `tvp run --image NAME=PATH,...`: lean images of other C libraries or builds play each cell, interleaved
 * with each other, as rows of their own. They are kept by their hash, as a pinned reference is, so that the
 * run can be resumed. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/file_hash.h"
#include "../core/machine.h"
#include "../store/images.h"
#include "image.h"

static const char option[] = "--image";

static int is_name(const char *text, size_t length)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return length > 0 && length < TVP_NAME_MAX && strspn(text, letters) >= length;
}

static int find(const char *asked, struct executor_image *image, uint64_t *hash)
{
    char error[IMAGES_ERROR_MAX];
    int code = plat_path_absolute(asked, image->path, sizeof image->path);
    if (code == 0)
        code = file_hash(image->path, hash);
    if (code == 0)
        return EXIT_OK;
    if (images_hash(asked, hash) != 0)
        return cli_error(EXIT_USAGE, "%s %s: %s", option, asked, plat_error_text(code));
    return images_find(IMAGES_FOLDER, *hash, image->path, error) == 0
               ? EXIT_OK
               : cli_error(EXIT_USAGE, "%s: %s", option, error);
}

/* "NAME=PATH", `length` bytes. */
static int take_one(struct campaign *c, const char *item, size_t length)
{
    const char *equals = memchr(item, '=', length);
    char path[TVP_PATH_MAX];
    const uint32_t count = c->plan.image_count;
    if (!equals || !is_name(item, (size_t)(equals - item)) ||
        length - (size_t)(equals - item) - 1 >= sizeof path)
        return cli_error(EXIT_USAGE, "%s: %.*s is not NAME=PATH (letters, digits, . _ - in the name)", option,
                         (int)(length < 100 ? length : 100), item);
    if (count == PLAN_IMAGES_MAX)
        return cli_error(EXIT_USAGE, "%s: more than %u images", option, PLAN_IMAGES_MAX);
    struct executor_image *image = &c->executor.images[count];
    struct plan_image *planned = &c->plan.images[count];
    snprintf(image->name, sizeof image->name, "%.*s", (int)(equals - item), item);
    snprintf(path, sizeof path, "%.*s", (int)(length - (size_t)(equals - item) - 1), equals + 1);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(c->plan.images[i].name, image->name) == 0)
            return cli_error(EXIT_USAGE, "%s: two images are called %s", option, image->name);
    memcpy(planned->name, image->name, sizeof planned->name);
    int code = find(path, image, &planned->hash);
    c->plan.image_count += code == EXIT_OK;
    c->executor.image_count = c->plan.image_count;
    return code;
}

static int image_plays(const struct plan_image *image, const struct cell *cell)
{
    const char *runtime = cell->workload->runtime;
    return runtime ? strcmp(image->runtime, runtime) == 0 : image->runtime[0] == '\0';
}

static int take_all(struct campaign *c)
{
    int code = EXIT_OK;
    for (const char *at = c->request.images; *at && !code; at += strcspn(at, ","), at += *at == ',')
        code = take_one(c, at, strcspn(at, ","));
    return code;
}

/* ---- cells ---- */

/* How many images may play the cell; 0: tvp's own, or the interpreter that there is. */
static uint32_t images_of(const struct campaign *c, const struct cell *cell)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->plan.image_count; i++)
        count += image_plays(&c->plan.images[i], cell);
    return count;
}

/* What tvp's own image can play, another one may not. */
static void look_again(struct cell *cell)
{
    const char *why = cell->unsupported[0] ? NULL : cell_unsupported(cell);
    if (why)
        snprintf(cell->unsupported, sizeof cell->unsupported, "%s", why);
}

static int multiply(const struct campaign *c, struct spec *spec, struct cell *cells)
{
    uint32_t made = 0;
    for (uint32_t i = 0; i < spec->count; i++) {
        const struct cell *cell = &spec->cells[i];
        const int alone = images_of(c, cell) == 0;
        if (alone && cell_copy(&cells[made], cell, made, ARM_NONE) != 0)
            return -1;
        made += (uint32_t)alone;
        for (uint32_t k = 0; k < c->plan.image_count; k++) {
            if (!image_plays(&c->plan.images[k], cell))
                continue;
            if (cell_copy(&cells[made], cell, made, ARM_NONE) != 0)
                return -1;
            memcpy(cells[made].image, c->plan.images[k].name, sizeof cells->image);
            look_again(&cells[made++]);
        }
    }
    return 0;
}

int images_cells(struct campaign *c, struct spec *spec)
{
    int code = request_has(&c->request, OPTION_ID_IMAGE) ? take_all(c) : EXIT_OK;
    if (!code)
        code = pythons_take(c, spec);
    if (code || c->plan.image_count == 0)
        return code;
    uint64_t count = 0;
    for (uint32_t i = 0; i < spec->count; i++) {
        const uint32_t images = images_of(c, &spec->cells[i]);
        count += images ? images : 1;
    }
    if (count > PLAN_CELLS_MAX)
        return cli_error(EXIT_USAGE, "%s: more than %u cells", option, PLAN_CELLS_MAX);
    struct cell *cells = calloc(count + 1, sizeof *cells);
    const int failed = !cells || multiply(c, spec, cells) != 0;
    for (uint32_t i = 0; i < spec->count; i++)
        free(spec->cells[i].cpus);
    free(spec->cells);
    spec->cells = cells;
    spec->count = cells ? (uint32_t)count : 0;
    return failed ? cli_error(EXIT_TVP, "out of memory") : EXIT_OK;
}

const char *images_word(struct campaign *c, char *const *argv, int i)
{
    const int one = strncmp(argv[i], "--image=", 8) == 0, second = i > 0 && strcmp(argv[i - 1], option) == 0;
    if (!one && !second)
        return NULL;
    size_t used = (size_t)snprintf(c->image_words, sizeof c->image_words, "%s=", option);
    for (uint32_t k = 0; k < c->plan.image_count && !c->plan.images[k].runtime[0]; k++)
        used += (size_t)snprintf(c->image_words + used, sizeof c->image_words - used, "%s%s=%016" PRIx64,
                                 k ? "," : "", c->plan.images[k].name, c->plan.images[k].hash);
    return one ? c->image_words : strchr(c->image_words, '=') + 1;
}

/* ---- files ---- */

/* One pilot by that image: one that cannot is refused before anything is measured. */
static int try_one(struct campaign *c, uint32_t image)
{
    struct outcome out;
    double op_ns;
    uint64_t cost_ns;
    uint32_t cell = 0;
    while (cell < c->plan.cell_count && (c->plan.cells[cell].unsupported[0] ||
                                         strcmp(c->plan.cells[cell].image, c->plan.images[image].name) != 0))
        cell++;
    if (cell == c->plan.cell_count)
        return EXIT_OK;
    int error = execute_pilot(&c->executor, &c->plan.cells[cell], c->plan.seed, c->plan.timeout_ns, &op_ns,
                              &cost_ns, &out);
    int code = image_judge(option, c->plan.images[image].name, "be played", error, &out);
    outcome_free(&out);
    return code;
}

int images_keep_all(struct campaign *c)
{
    char error[IMAGES_ERROR_MAX], kept[TVP_PATH_MAX];
    int code = EXIT_OK;
    for (uint32_t i = 0; i < c->plan.image_count && !code; i++) {
        if (c->plan.images[i].runtime[0])
            continue;
        code = try_one(c, i);
        if (code)
            break;
        if (images_keep(IMAGES_FOLDER, c->executor.images[i].path, c->plan.images[i].hash, kept, error) != 0)
            code = cli_error(EXIT_TVP, "%s: %s", option, error);
        else
            memcpy(c->executor.images[i].path, kept, sizeof kept);
    }
    return code;
}

int images_again(struct campaign *c, const struct plan *plan)
{
    char error[IMAGES_ERROR_MAX];
    for (uint32_t i = 0; i < plan->image_count; i++) {
        struct executor_image *image = &c->executor.images[i];
        memcpy(image->name, plan->images[i].name, sizeof image->name);
        if (plan->images[i].runtime[0]) {
            int code = python_again(&plan->images[i], image);
            if (code)
                return code;
            continue;
        }
        if (images_find(IMAGES_FOLDER, plan->images[i].hash, image->path, error) != 0)
            return cli_error(EXIT_USAGE, "the plan's image %s: %s", image->name, error);
    }
    c->executor.image_count = plan->image_count;
    return EXIT_OK;
}
