/* SPDX-License-Identifier: MIT */
/* `tvp run --python [NAME=]PATH,...`: interpreters play each cell of Python, interleaved with each other, as
 * rows of their own. They stay where they are: a plan knows each by its path and its file's hash. */
#include <string.h>

#include "../core/file_hash.h"
#include "image.h"

static const char option[] = "--python", runtime[] = "python";

static int is_name(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return *text && strlen(text) < TVP_NAME_MAX && !text[strspn(text, letters)];
}

/* Made absolute without following its last link, which may be what tells an environment from another one. */
static int absolute(const char *path, char program[TVP_PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    char folder[TVP_PATH_MAX], whole[TVP_PATH_MAX];
    if (strlen(path) >= TVP_PATH_MAX)
        return -PLAT_EINVAL;
    snprintf(program, TVP_PATH_MAX, "%s", path);
    if (path[0] == '/')
        return 0;
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    const int error = plat_path_absolute(folder, whole, sizeof whole);
    if (error)
        return error;
    return (size_t)snprintf(program, TVP_PATH_MAX, "%s/%s", whole, slash ? slash + 1 : path) < TVP_PATH_MAX
               ? 0
               : -PLAT_EINVAL;
}

int python_find(const char *path, char program[TVP_PATH_MAX], uint64_t *hash)
{
    int error = absolute(path, program);
    if (error == 0)
        error = file_hash(program, hash);
    return error ? cli_error(EXIT_USAGE, "%s %s: %s", option, path, plat_error_text(error)) : EXIT_OK;
}

/* "NAME=PATH", or a path whose last part is the name. */
static int take_one(struct campaign *c, char *item)
{
    char *equals = strchr(item, '='), *slash = strrchr(item, '/');
    const char *path = equals ? equals + 1 : item, *name = equals ? item : slash ? slash + 1 : item;
    const uint32_t at = c->plan.image_count;
    if (equals)
        *equals = '\0';
    if (!is_name(name) || !*path)
        return cli_error(EXIT_USAGE, "%s: %s is not [NAME=]PATH (letters, digits, . _ - in the name)", option,
                         item);
    if (at == PLAN_IMAGES_MAX)
        return cli_error(EXIT_USAGE, "%s: more than %u interpreters and images", option, PLAN_IMAGES_MAX);
    for (uint32_t i = 0; i < at; i++)
        if (strcmp(c->plan.images[i].name, name) == 0)
            return cli_error(EXIT_USAGE, "%s: two are called %s: write NAME=PATH", option, name);
    struct plan_image *planned = &c->plan.images[at];
    struct executor_image *image = &c->executor.images[at];
    int code = python_find(path, image->path, &planned->hash);
    if (code)
        return code;
    snprintf(planned->name, sizeof planned->name, "%s", name);
    snprintf(planned->runtime, sizeof planned->runtime, "%s", runtime);
    memcpy(image->name, planned->name, sizeof image->name);
    memcpy(planned->path, image->path, sizeof planned->path);
    c->executor.image_count = ++c->plan.image_count;
    return EXIT_OK;
}

int pythons_take(struct campaign *c, const struct spec *spec)
{
    char items[sizeof c->request.pythons];
    int code = EXIT_OK, of_python = 0;
    if (!request_has(&c->request, OPTION_ID_PYTHON))
        return EXIT_OK;
    for (uint32_t i = 0; i < spec->count; i++)
        of_python |=
            spec->cells[i].workload->runtime && strcmp(spec->cells[i].workload->runtime, runtime) == 0;
    if (!of_python)
        return cli_error(EXIT_USAGE, "%s: no workload asked for is one of Python (`tvp list workloads`)",
                         option);
    memcpy(items, c->request.pythons, sizeof items);
    for (char *rest = NULL, *item = strtok_r(items, ",", &rest); item && !code;
         item = strtok_r(NULL, ",", &rest))
        code = take_one(c, item);
    if (!code && c->plan.image_count == 0)
        return cli_error(EXIT_USAGE, "%s names no interpreter", option);
    return code;
}

int python_again(const struct plan_image *planned, struct executor_image *image)
{
    uint64_t hash;
    memcpy(image->path, planned->path, sizeof image->path);
    int error = file_hash(image->path, &hash);
    if (error)
        return cli_error(EXIT_USAGE, "the plan's interpreter %s: %s: %s", planned->name, image->path,
                         plat_error_text(error));
    return hash == planned->hash
               ? EXIT_OK
               : cli_error(EXIT_USAGE, "the plan's interpreter %s: %s is another one by now", planned->name,
                           image->path);
}
