/* SPDX-License-Identifier: MIT */
/* The workloads that come with tvp as shared libraries, and `--load FILE`: one of the user's own. The lean
 * image looks at it first, so that what happens to it there does not happen to us. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

#include "../core/execute.h"
#include "../core/plugin.h"
#include "cli.h"

#define LOOK_NS    10000000000u
#define SAID_BYTES 4096u

/* How the lean image ended that looked at it, in `why`; 0: it has nothing against it. */
static int judge(const struct plat_exit *how, int in_time, const char *said, char *why)
{
    if (!in_time)
        snprintf(why, REASON_MAX, "loading it has not ended after 10 s");
    else if (how->signal != 0)
        snprintf(why, REASON_MAX, "loading it ends in %s", plat_signal_name(how->signal));
    else if (how->code != 0 && said != NULL && said[0] != '\0')
        snprintf(why, REASON_MAX, "%.*s", (int)strcspn(said, "\n"), said);
    else if (how->code != 0)
        snprintf(why, REASON_MAX, "loading it ends the program, with exit code %d", how->code);
    else
        return 0;
    return -1;
}

static int look(const char *image, const char *path, char *why)
{
    char name[] = "tvp-trial", role[] = "look", file[TVP_PATH_MAX];
    char *argv[] = {name, role, file, NULL};
    struct plat_children others = {.count = 0};
    struct plat_child child = {0};
    struct plat_exit how = {0, 0};
    snprintf(file, sizeof file, "%s", path);
    const int64_t capture = plat_capture_new(SAID_BYTES);
    int error = plat_child_start(&child, image, argv, plat_environment(), capture, capture);
    if (error < 0) {
        snprintf(why, REASON_MAX, "the trial's image %s cannot be started: %s", image,
                 plat_error_text(error));
        return -1;
    }
    const int in_time = plat_child_wait(&child, LOOK_NS, NULL) == 1;
    plat_child_end(&child, &others, &how);
    char *said = plat_capture_take(capture, SAID_BYTES);
    error = judge(&how, in_time, said, why);
    free(said);
    return error;
}

int load_own(void)
{
    char image[TVP_PATH_MAX], beside[TVP_PATH_MAX], installed[TVP_PATH_MAX];
    const char *const folders[] = {beside, installed, NULL};
    const int code = load_image(image);
    const int length = code ? 0 : (int)(strrchr(image, '/') - image);
    if (code)
        return code;
    if ((size_t)snprintf(beside, sizeof beside, "%.*s/plugins", length, image) >= sizeof beside ||
        (size_t)snprintf(installed, sizeof installed, "%.*s/../lib/tvp/plugins", length, image) >=
            sizeof installed)
        return cli_error(EXIT_TVP, "the path of tvp itself is too long");
    plugins_load(folders);
    return EXIT_OK;
}

int load_workload(const char *image, const char *path)
{
    char whole[TVP_PATH_MAX], why[REASON_MAX];
    const int error = plat_path_absolute(path, whole, sizeof whole);
    if (error < 0)
        return cli_error(EXIT_USAGE, "--load %s: %s", path, plat_error_text(error));
    if (look(image, whole, why) != 0 || plugin_load(whole, why) == NULL)
        return cli_error(EXIT_USAGE, "--load %s: %s", path, why);
    return EXIT_OK;
}

int load_asked(int argc, char *const *argv)
{
    char image[TVP_PATH_MAX];
    int code = EXIT_OK;
    for (int i = 1; i < argc && code == EXIT_OK; i++) {
        const char *path = NULL;
        if (strncmp(argv[i], "--load=", 7) == 0)
            path = argv[i] + 7;
        else if (strcmp(argv[i], "--load") == 0 && i + 1 < argc)
            path = argv[++i];
        if (path == NULL)
            continue;
        code = load_image(image);
        if (code == EXIT_OK)
            code = load_workload(image, path);
    }
    return code;
}

int load_other(const char *path)
{
    char image[TVP_PATH_MAX], whole[TVP_PATH_MAX], why[REASON_MAX];
    const int code = load_image(image), error = plat_path_absolute(path, whole, sizeof whole);
    if (code != EXIT_OK)
        return code;
    if (error < 0)
        return cli_error(EXIT_USAGE, "--b-load %s: %s", path, plat_error_text(error));
    if (look(image, whole, why) != 0 || plugin_pair(whole, why) != 0)
        return cli_error(EXIT_USAGE, "--b-load %s: %s", path, why);
    return EXIT_OK;
}
