/* SPDX-License-Identifier: MIT */
/* What this program was built from and with. */
#ifndef TVP_BUILD_H
#define TVP_BUILD_H

extern const char build_version[];  /* "0.1.0" */
extern const char build_commit[];   /* 12 hex digits, or "unknown" */
extern const char build_compiler[]; /* "gcc 12.2.0" */
extern const char build_flags[];    /* the user's CFLAGS */
extern const char build_link[];     /* the user's LDFLAGS and LDLIBS */

#endif
