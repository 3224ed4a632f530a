/* SPDX-License-Identifier: MIT */
/* FreeBSD's nameless shared memory beside what every system has, for the check of types. */
#ifndef STUB_MMAN_H
#define STUB_MMAN_H
#include_next <sys/mman.h>
#define SHM_ANON ((char *)1)
#endif
