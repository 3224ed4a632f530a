/* SPDX-License-Identifier: MIT */
/* Clears up after a controller, however that ends: `tvp-trial janitor FD PREFIX` waits until the other end
 * of the channel FD is closed, then removes the cgroups whose path begins with PREFIX. It is no member of any
 * trial's family. */
#include <signal.h>
#include <stdlib.h>

#include "janitor.h"

#include "../api/plat.h"

#define PATIENCE_NS 5000000000u
#define CHANNEL_MAX 1023

int janitor_main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    char *end;
    long channel = strtol(argv[2], &end, 10);
    if (end == argv[2] || *end != '\0' || channel < 0 || channel > CHANNEL_MAX)
        return 2;
    /* What ends the controller must not end who comes after it. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    char nothing;
    while (plat_channel_read(channel, &nothing, 1) == 0)
        ;
    return plat_cgroup_remove_all(argv[3], PATIENCE_NS) == 0 ? 0 : 1;
}
