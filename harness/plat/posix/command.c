/* SPDX-License-Identifier: MIT */
/* Programs as workers: descriptors by number, variables, the group that they end with. */
#include "../../api/plat_command.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *plat_command_unsupported(void)
{
    return NULL;
}

int plat_command_runnable(const char *path)
{
    struct stat facts;
    if (stat(path, &facts) == -1 || access(path, X_OK) == -1)
        return plat_error_of(errno);
    if (S_ISDIR(facts.st_mode))
        return -PLAT_EISDIR;
    return S_ISREG(facts.st_mode) ? 0 : -PLAT_ENOEXEC;
}

int64_t plat_handle_copy(int64_t handle)
{
    const int copy = fcntl((int)handle, F_DUPFD_CLOEXEC, 0);
    return copy == -1 ? plat_error_of(errno) : copy;
}

int plat_handle_as(int64_t handle, int64_t number)
{
    int made;
    do {
        made = dup2((int)handle, (int)number);
    } while (made == -1 && errno == EINTR);
    return made == -1 ? plat_error_of(errno) : 0;
}

int plat_variable_set(const char *name, const char *value)
{
    return setenv(name, value, 1) == -1 ? plat_error_of(errno) : 0;
}

/* A member of the group keeps its id from being anybody else's. */
int plat_group_end(int64_t leader)
{
    if (getpgrp() != leader)
        return -PLAT_EPERM;
    kill(0, SIGKILL);
    return plat_error_of(errno);
}
