/* SPDX-License-Identifier: MIT */
/* `--exec-wrapper`: the command that every image is started by; `--exec`: the one that workers are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/command.h"
#include "campaign.h"
#include "cli.h"

int campaign_wrapper(const struct request *request)
{
    char name[TVP_PATH_MAX], path[TVP_PATH_MAX], whole[2 * TVP_PATH_MAX];
    const char *words = request->wrapper + strspn(request->wrapper, " ");
    const size_t length = strcspn(words, " ");
    if (!request_has(request, OPTION_ID_EXEC_WRAPPER))
        return EXIT_OK;
    snprintf(name, sizeof name, "%.*s", (int)length, words);
    int error = strchr(name, '/') ? plat_path_absolute(name, path, sizeof path)
                                  : plat_program_find(name, path, sizeof path);
    if (!*name || error)
        return cli_error(EXIT_USAGE, "--exec-wrapper %s: %s", name,
                         plat_error_text(error ? error : -PLAT_ENOENT));
    snprintf(whole, sizeof whole, "%s%s", path, words + length);
    if (strlen(whole) >= 1024)
        return cli_error(EXIT_USAGE, "--exec-wrapper: longer than 1023 characters");
    return plat_wrapper_set(whole) == 0
               ? EXIT_OK
               : cli_error(EXIT_USAGE, "--exec-wrapper is not for this operating system");
}

int campaign_exec(const struct request *request, const char *other)
{
    char why[REASON_MAX];
    if (request_has(request, OPTION_ID_EXEC) && command_set(ARM_NONE, request->exec, why) != 0)
        return cli_error(EXIT_USAGE, "--exec: %s", why);
    if (other && command_set(ARM_B, other, why) != 0)
        return cli_error(EXIT_USAGE, "--b-exec: %s", why);
    return EXIT_OK;
}
