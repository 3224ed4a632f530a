/* SPDX-License-Identifier: MIT */
/* `tvp run --reference`: an earlier lean image, kept by its hash, plays beside each timed cell a twin of it
 * in the same blocks, so that the machine's moves can be told from the code's (docs/history.md). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../core/file_hash.h"
#include "../core/machine.h"
#include "../store/images.h"
#include "image.h"

static const char option[] = "--reference";

/* A file, or the hash of a kept image. */
static int find(struct campaign *c, uint64_t *hash)
{
    char error[IMAGES_ERROR_MAX];
    const char *asked = c->request.reference;
    int code = plat_path_absolute(asked, c->reference_path, sizeof c->reference_path);
    if (code == 0)
        code = file_hash(c->reference_path, hash);
    if (code == 0)
        return EXIT_OK;
    if (images_hash(asked, hash) != 0)
        return cli_error(EXIT_USAGE, "%s %s: %s", option, asked, plat_error_text(code));
    return images_find(IMAGES_FOLDER, *hash, c->reference_path, error) == 0
               ? EXIT_OK
               : cli_error(EXIT_USAGE, "%s: %s", option, error);
}

static void use(struct campaign *c)
{
    c->executor.arms[ARM_REFERENCE].image_path = c->reference_path;
}

/* ---- the twins ---- */

static int has_twin(const struct cell *cell)
{
    return !cell->unsupported[0] && (cell->kinds >> TVP_KIND_TIME & 1u);
}

static int add_twins(struct spec *spec)
{
    const uint32_t count = spec->count;
    uint32_t twins = 0;
    for (uint32_t i = 0; i < count; i++)
        twins += (uint32_t)has_twin(&spec->cells[i]);
    if (twins == 0)
        return cli_error(EXIT_USAGE, "%s is for times, and no cell that can run here measures any", option);
    if (count + twins > PLAN_CELLS_MAX)
        return cli_error(EXIT_USAGE, "%s: more than %u cells", option, PLAN_CELLS_MAX);
    struct cell *cells = realloc(spec->cells, ((size_t)count + twins) * sizeof *cells);
    if (!cells)
        return cli_error(EXIT_TVP, "out of memory");
    spec->cells = cells;
    for (uint32_t i = 0; i < count; i++) {
        if (!has_twin(&cells[i]))
            continue;
        struct cell *twin = &cells[spec->count];
        if (cell_copy(twin, &cells[i], spec->count, ARM_REFERENCE) != 0)
            return cli_error(EXIT_TVP, "out of memory");
        twin->kinds = 1u << TVP_KIND_TIME;
        twin->named = 0;
        spec->count++;
    }
    return EXIT_OK;
}

int reference_cells(struct campaign *c, struct spec *spec)
{
    if (!request_has(&c->request, OPTION_ID_REFERENCE))
        return EXIT_OK;
    int code = find(c, &c->plan.reference_hash);
    use(c);
    return code ? code : add_twins(spec);
}

const char *reference_word(struct campaign *c, char *const *argv, int i)
{
    const int one = strncmp(argv[i], "--reference=", 12) == 0,
              second = i > 0 && strcmp(argv[i - 1], option) == 0;
    if (!one && !second)
        return NULL;
    snprintf(c->reference_words, sizeof c->reference_words, "%s=%016" PRIx64, option, c->plan.reference_hash);
    return one ? c->reference_words : strchr(c->reference_words, '=') + 1;
}

int reference_try(struct campaign *c)
{
    struct outcome out;
    double op_ns;
    uint64_t cost_ns;
    uint32_t twin = 0;
    while (twin < c->plan.cell_count && c->plan.cells[twin].arm != ARM_REFERENCE)
        twin++;
    if (twin == c->plan.cell_count)
        return EXIT_OK;
    int error = execute_pilot(&c->executor, &c->plan.cells[twin], c->plan.seed, c->plan.timeout_ns, &op_ns,
                              &cost_ns, &out);
    int code = image_judge(option, c->reference_path, "be the reference", error, &out);
    outcome_free(&out);
    return code;
}

int reference_keep(struct campaign *c)
{
    char error[IMAGES_ERROR_MAX], kept[TVP_PATH_MAX];
    int code = reference_try(c);
    if (code || !c->plan.has_reference)
        return code;
    if (images_keep(IMAGES_FOLDER, c->reference_path, c->plan.reference_hash, kept, error) != 0)
        return cli_error(EXIT_TVP, "%s: %s", option, error);
    memcpy(c->reference_path, kept, sizeof kept);
    use(c);
    return EXIT_OK;
}

int reference_again(struct campaign *c, const struct plan *plan)
{
    char error[IMAGES_ERROR_MAX];
    uint64_t hash = 0;
    const int given = request_has(&c->request, OPTION_ID_REFERENCE);
    if (!plan->has_reference)
        return given ? cli_error(EXIT_USAGE, "%s: the plan has no cells for it", option) : EXIT_OK;
    int code = given ? find(c, &hash) : EXIT_OK;
    if (code)
        return code;
    if (given && hash != plan->reference_hash)
        return cli_error(EXIT_USAGE, "%s %s is image %016" PRIx64 ", the plan's is %016" PRIx64, option,
                         c->request.reference, hash, plan->reference_hash);
    if (!given && images_find(IMAGES_FOLDER, plan->reference_hash, c->reference_path, error) != 0)
        return cli_error(EXIT_USAGE, "the plan's reference: %s (%s PATH says where it is)", error, option);
    use(c);
    return EXIT_OK;
}
