/* SPDX-License-Identifier: MIT */
/* `tvp-trial guard FD LEADER` waits until the other end of the channel FD is closed, then ends the group of
 * the process LEADER, of which it is itself a member: programs that know nothing of tvp do not look at
 * whether their parent is still there. It is no member of any trial's family. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "../api/plat_command.h"
#include "command.h"

static struct plat_task guard;
static int64_t line = -1;

int guard_main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const long channel = strtol(argv[2], NULL, 10), leader = strtol(argv[3], NULL, 10);
    char nothing;
    if (channel < 3 || leader < 2)
        return 2;
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    while (plat_channel_read(channel, &nothing, 1) == 0)
        ;
    return plat_group_end(leader) == 0 ? 0 : 1;
}

int guard_start(struct tvp_trial *trial)
{
    char image[] = "tvp-trial", role[] = "guard", channel[24], leader[24];
    char *argv[] = {image, role, channel, leader, NULL};
    int64_t ends[2];
    int error = plat_channel_new(ends);
    if (error == 0) {
        line = ends[1];
        snprintf(channel, sizeof channel, "%d", plat_handle_inherit(ends[0], 1));
        snprintf(leader, sizeof leader, "%lld", (long long)trial->parent_pid);
        error = plat_image_start(&guard, trial->map->image_path, argv, NULL);
        plat_handle_close(ends[0]);
    }
    return error < 0
               ? tvp_fail_trial(trial, "the commands' guard cannot be started: %s", plat_error_text(error))
               : 0;
}

void guard_end(void)
{
    struct plat_exit how;
    if (!guard.alive)
        return;
    plat_process_kill(&guard);
    plat_process_join(&guard, &how);
    plat_handle_close(line);
}
