/* SPDX-License-Identifier: MIT */
/* The lean image: the trial's parent, or a fresh worker of it, or a server beside it. Links libc alone, since
 * every library would add to the very start-up that is measured. */
#include <stdio.h>
#include <string.h>

#include "../core/build.h"
#include "command.h"
#include "keep.h"
#include "trial.h"

int main(int argc, char **argv)
{
    const uint64_t enter_ns = plat_now_ns(); /* a fresh worker's ENTER: nothing may come before it */
    const char *role = argc > 1 ? argv[1] : "";
    if (strcmp(role, "worker") == 0)
        return worker_main(argc, argv, enter_ns);
    if (strcmp(role, "trial") == 0)
        return trial_main(argc, argv);
    if (strcmp(role, "server") == 0)
        return serve_main(argc, argv);
    if (strcmp(role, "look") == 0)
        return look_main(argc, argv);
    if (strcmp(role, "owner") == 0)
        return owner_main(argc, argv);
    if (strcmp(role, "scenario") == 0)
        return scenario_main(argc, argv);
    if (strcmp(role, "guard") == 0)
        return guard_main(argc, argv);
    if (strcmp(role, "keep") == 0)
        return keep_main(argc, argv);
    if (strcmp(role, "under") == 0)
        return under_main(argc, argv);
    if (strcmp(role, "janitor") == 0)
        return janitor_main(argc, argv);
    if (strcmp(role, "--version") == 0)
        return printf("tvp-trial %s %s\n", build_version, build_commit) < 0;
    fprintf(stderr, "tvp-trial: the lean image of tvp, which tvp starts by itself; try: tvp help\n");
    return 2;
}
