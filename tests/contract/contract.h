/* SPDX-License-Identifier: MIT */
/* What the tests of the OS seam have in common: they need a C compiler and the seam, nothing else, and so run
 * wherever it does. Each check prints one line, as the Test Anything Protocol has it. */
#ifndef TVP_CONTRACT_H
#define TVP_CONTRACT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../harness/api/plat.h"

static int contract_failures;

static inline int contract_check(int holds, const char *name, const char *file, int line)
{
    if (holds)
        printf("ok - %s\n", name);
    else
        printf("not ok - %s: %s:%d\n", name, file, line);
    fflush(stdout); /* a child that fork makes must not print it again */
    contract_failures += !holds;
    return holds;
}

/* 1 when it holds. `name` says what the seam promises. */
#define CHECK(holds, name) contract_check((holds) != 0, name, __FILE__, __LINE__)

/* For what this OS need not have: 1, with a line that says so, when `result` is PLAT_ENOTSUP. */
static inline int contract_skip(int64_t result, const char *name)
{
    if (result != -PLAT_ENOTSUP)
        return 0;
    printf("ok - %s # SKIP %s\n", name, plat_error_text(PLAT_ENOTSUP));
    fflush(stdout);
    return 1;
}

/* For what a user-mode emulator changes that the seam cannot mend: 1, with a line that says so, under one. */
static inline int contract_emulated(const char *name)
{
    if (getenv("TVP_EXEC_WRAPPER") == NULL)
        return 0;
    printf("ok - %s # SKIP an emulator starts the images\n", name);
    fflush(stdout);
    return 1;
}

static inline int contract_done(void)
{
    return contract_failures != 0;
}

#endif
