/* SPDX-License-Identifier: MIT */
/* Declarations of FreeBSD's sysctl(3), for the check of types. */
#ifndef STUB_SYSCTL_H
#define STUB_SYSCTL_H
#include <stddef.h>
#define CTL_KERN           1
#define KERN_PROC          14
#define KERN_PROC_PATHNAME 12
#define KERN_PROC_VMMAP    32
int sysctl(const int *name, unsigned int count, void *old, size_t *old_bytes, const void *new_value, size_t new_bytes);
int sysctlbyname(const char *name, void *old, size_t *old_bytes, const void *new_value, size_t new_bytes);
#endif
