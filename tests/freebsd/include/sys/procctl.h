/* SPDX-License-Identifier: MIT */
/* Declarations of FreeBSD's procctl(2), for the check of types. */
#ifndef STUB_PROCCTL_H
#define STUB_PROCCTL_H
#include <sys/types.h>
#include <sys/wait.h>
#define PROC_PDEATHSIG_CTL 11
int procctl(int id_type, id_t id, int command, void *data);
#endif
