/* SPDX-License-Identifier: MIT */
/* Declarations of FreeBSD's cpuset(2), for the check of types. */
#ifndef STUB_CPUSET_H
#define STUB_CPUSET_H
#include <sched.h>
#include <stddef.h>
#include <sys/types.h>
typedef cpu_set_t cpuset_t;
#define CPU_LEVEL_WHICH 3
#define CPU_WHICH_TID   1
int cpuset_getaffinity(int level, int which, id_t id, size_t bytes, cpuset_t *mask);
int cpuset_setaffinity(int level, int which, id_t id, size_t bytes, const cpuset_t *mask);
#endif
