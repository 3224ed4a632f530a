/* SPDX-License-Identifier: MIT */
/* A workload's server: a fresh process beside the trial, outside the family whose memory and time are
 * measured. */
#include "../core/atomic.h"
#include "trial.h"

#define SERVER_LIMIT_NS 10000000000u

static struct plat_task server;

void tvp_serve_ready(struct tvp_trial *trial)
{
    store_release(&trial->map->serving, 1);
    add_acq_rel(&trial->map->events, 1);
    plat_wake_all(&trial->map->events);
}

int serve_main(int argc, char **argv)
{
    static struct tvp_trial trial;
    int code = trial_attach(&trial, 1);
    if (code != 0)
        return code;
    plat_die_with(trial.map->trial_pid);
    plat_ignore_broken_channels();
    plat_timers_sharpen(); /* a service delay of 1 ms is not to be 1.05 */
    if (trial.workload->served_by != NULL)
        trial.workload = trial.workload->served_by;
    return trial.workload->serve(&trial) == 0 ? 0 : 1;
}

int server_start(struct tvp_trial *trial)
{
    char image[] = "tvp-trial", role[] = "server";
    char *argv[] = {image, role, NULL};
    struct map_head *map = trial->map;
    const uint64_t begun = plat_now_ns();
    plat_handle_inherit(plat_handle_given(), 1);
    int error = plat_image_start(&server, map->image_path, argv, NULL);
    if (error < 0)
        return tvp_fail_trial(trial, "the workload's server cannot be started: %s", plat_error_text(error));
    while (load_acquire(&map->serving) == 0) {
        struct plat_exit how;
        const uint32_t events = load_acquire(&map->events);
        if (plat_process_poll(&server, &how) == 1)
            return tvp_fail_trial(trial, "the workload's server ended before it could be reached");
        if (plat_now_ns() - begun > SERVER_LIMIT_NS)
            return tvp_fail_trial(trial, "the workload's server could not be reached within 10 s");
        if (load_acquire(&map->serving) == 0)
            plat_wait(&map->events, events, 100000000);
    }
    return 0;
}

void server_end(void)
{
    struct plat_exit how;
    if (!server.alive)
        return;
    plat_process_kill(&server);
    plat_process_join(&server, &how);
}
