/* SPDX-License-Identifier: MIT */
/* What a first trial says of another build's image. */
#include "image.h"

#include <string.h>

/* The image itself says why it refused the mapping. */
static int does_not_match(const char *option, const char *path, const char *use, const struct outcome *out)
{
    const char *why = strchr(out->stderr_text, ' ') + 1, *advice = strstr(why, ": build both anew");
    return cli_error(EXIT_USAGE, "%s %s cannot %s by this tvp: %.*s", option, path, use,
                     (int)(advice ? (size_t)(advice - why) : strcspn(why, "\n")), why);
}

int image_judge(const char *option, const char *path, const char *use, int error, const struct outcome *out)
{
    if (error < 0)
        return cli_error(EXIT_USAGE, "%s %s: %s", option, path,
                         out->reason[0] ? out->reason : plat_error_text(error));
    if (out->interrupted)
        return EXIT_INTERRUPTED;
    if (out->stderr_text && strncmp(out->stderr_text, "tvp-trial: ", 11) == 0)
        return does_not_match(option, path, use, out);
    if (out->map && out->status == STATUS_FAILED && out->map->trial_pid == 0)
        return cli_error(EXIT_USAGE, "%s %s is no lean image of tvp", option, path);
    return EXIT_OK;
}
