/* SPDX-License-Identifier: MIT */
/* Shared memory that never had a name; closed on exec as all of its kind. */
#include "../bsd/objects.h"

#include <fcntl.h>
#include <sys/types.h>

#include <sys/mman.h>

int plat_object_open(void)
{
    return shm_open(SHM_ANON, O_RDWR, 0600);
}
