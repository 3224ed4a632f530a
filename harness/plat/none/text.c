/* SPDX-License-Identifier: MIT */
/* The texts of the error domain. */
#include "../../api/plat.h"

const char *plat_error_text(int error)
{
    static const char *const texts[] = {"no error",
#define X(name, text) text,
                                        PLAT_ERRORS(X)
#undef X
    };
    unsigned code = error < 0 ? 0u - (unsigned)error : (unsigned)error;
    return code < sizeof texts / sizeof texts[0] ? texts[code] : "unknown error";
}
