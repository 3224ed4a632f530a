/* SPDX-License-Identifier: MIT */
/* Shared by the POSIX layers: errno as a plat error. */
#ifndef TVP_PLAT_POSIX_ERROR_H
#define TVP_PLAT_POSIX_ERROR_H

#include "../../api/plat.h"

/* The negative plat error of an errno value; 0 of 0. */
int plat_error_of(int os_error);

#endif
