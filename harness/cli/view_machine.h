/* SPDX-License-Identifier: MIT */
/* The machine and the date of a run in words. */
#ifndef TVP_VIEW_MACHINE_H
#define TVP_VIEW_MACHINE_H

#include "view.h"

#define MACHINE_TEXT_MAX 400u

/* "example: Intel Xeon, 2 CPUs, 7.77 GiB, KVM" */
void machine_hardware(const struct reader *reader, char out[MACHINE_TEXT_MAX]);
/* "Debian GNU/Linux 12 (bookworm), Linux 6.18.0, glibc 2.36" */
void machine_system(const struct reader *reader, char out[MACHINE_TEXT_MAX]);
/* "2026-01-31 12:00 UTC"; "" when the run does not say. */
void machine_date(const struct reader *reader, char out[MACHINE_TEXT_MAX]);

#endif
