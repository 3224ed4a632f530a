/* SPDX-License-Identifier: MIT */
/* What this program was built from and with: the only object that changes with the commit. */
#include "build.h"

#ifndef TVP_COMMIT
#define TVP_COMMIT "unknown"
#endif
#ifndef TVP_CFLAGS
#define TVP_CFLAGS ""
#endif
#ifndef TVP_LDFLAGS
#define TVP_LDFLAGS ""
#endif

const char build_version[] = TVP_VERSION;
const char build_commit[] = TVP_COMMIT;
#if defined(__clang__)
const char build_compiler[] = "clang " __clang_version__;
#elif defined(__GNUC__)
const char build_compiler[] = "gcc " __VERSION__;
#else
const char build_compiler[] = "unknown";
#endif
const char build_flags[] = TVP_CFLAGS;
const char build_link[] = TVP_LDFLAGS;
