/* SPDX-License-Identifier: MIT */
/* How a shared memory object comes to be, which differs between the two systems. */
#ifndef TVP_BSD_OBJECTS_H
#define TVP_BSD_OBJECTS_H

/* A shared memory object without a name, empty, closed on exec. -1 with errno. */
int plat_object_open(void);

#endif
