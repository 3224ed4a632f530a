/* SPDX-License-Identifier: MIT */
/* A cgroup of its own for a trial that measures memory, and the janitor that removes it when the controller
 * cannot. Where none can be made the metric is null, and the trial goes on. */
#include <stdio.h>
#include <string.h>

#include "execute_parts.h"

#define REMOVE_PATIENCE_NS 500000000u

static void prefix_of(const struct executor *executor, char prefix[TVP_PATH_MAX + 32])
{
    snprintf(prefix, TVP_PATH_MAX + 32, "%s/tvp-%lld-", executor->cgroup_home, (long long)plat_pid());
}

static int start_janitor(struct executor *executor)
{
    static char role[] = "janitor", handle[] = "3";
    char prefix[TVP_PATH_MAX + 32];
    int64_t ends[2];
    int error = plat_channel_new(ends);
    if (error < 0)
        return error;
    prefix_of(executor, prefix);
    char *argv[] = {executor->image_path, role, handle, prefix, NULL};
    error = plat_child_start(&executor->janitor, executor->image_path, argv, plat_environment(), ends[0], -1);
    plat_handle_close(ends[0]);
    if (error < 0) {
        plat_handle_close(ends[1]);
        return error;
    }
    executor->janitor_channel = ends[1];
    if (executor->others.count < PLAT_CHILDREN_MAX)
        executor->others.pids[executor->others.count++] = executor->janitor.pid;
    return 0;
}

static int open_home(struct executor *executor)
{
    if (plat_cgroup_home("", executor->cgroup_home, sizeof executor->cgroup_home) < 0)
        return -1;
    plat_cgroup_sweep(executor->cgroup_home);
    return start_janitor(executor);
}

void execute_cgroup_begin(struct executor *executor, uint64_t trial, char path[TVP_PATH_MAX])
{
    char prefix[TVP_PATH_MAX + 32];
    path[0] = '\0';
    if (executor->no_cgroup)
        return;
    if (executor->cgroup_home[0] == '\0' && open_home(executor) < 0)
        executor->no_cgroup = 1;
    if (executor->no_cgroup)
        return;
    prefix_of(executor, prefix);
    if ((size_t)snprintf(path, TVP_PATH_MAX, "%s%llu", prefix, (unsigned long long)trial) >= TVP_PATH_MAX ||
        plat_cgroup_make(path) < 0) {
        path[0] = '\0';
        executor->no_cgroup = 1;
    }
}

void execute_cgroup_end(const char *path)
{
    if (path[0] != '\0')
        plat_cgroup_remove(path, REMOVE_PATIENCE_NS);
}

void execute_cgroup_close(struct executor *executor)
{
    struct plat_exit how;
    if (executor->janitor.pid == 0)
        return;
    plat_handle_close(executor->janitor_channel);
    executor->janitor_channel = -1;
    /* It leaves by itself once the channel is closed; nothing is left for it after a clean end. */
    plat_child_wait(&executor->janitor, 6000000000u, NULL);
    plat_child_end(&executor->janitor, &executor->others, &how);
}
