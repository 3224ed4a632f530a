/* SPDX-License-Identifier: MIT */
/* An empty program, linked to libc alone: what any fresh image costs at least. Writes the time of its first
 * statement to the inherited handle that it is told, and ends. */
#include <stdlib.h>

#include "../api/plat.h"

int main(int argc, char **argv)
{
    const uint64_t enter_ns = plat_now_ns();
    return argc != 2 || plat_channel_write(strtol(argv[1], NULL, 10), &enter_ns, sizeof enter_ns) != 0;
}
