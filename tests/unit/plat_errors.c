/* SPDX-License-Identifier: MIT */
/* What the operating system's codes mean to us: those that users meet have words of their own. */
#include <criterion/criterion.h>
#include <errno.h>

#include "../../harness/api/plat.h"
#include "../../harness/plat/posix/error.h"

static const struct {
    int os, wanted;
} codes[] = {{0, 0},
             {ENOSYS, -PLAT_ENOTSUP},
             {EOPNOTSUPP, -PLAT_ENOTSUP},
             {EPERM, -PLAT_EPERM},
             {EACCES, -PLAT_EPERM},
             {EROFS, -PLAT_EROFS},
             {ENOMEM, -PLAT_ENOMEM},
             {ENOENT, -PLAT_ENOENT},
             {ESRCH, -PLAT_ENOENT},
             {EEXIST, -PLAT_EEXIST},
             {ENOTEMPTY, -PLAT_EEXIST},
             {ENOTDIR, -PLAT_ENOTDIR},
             {EISDIR, -PLAT_EISDIR},
             {ELOOP, -PLAT_ELOOP},
             {ENAMETOOLONG, -PLAT_ENAMETOOLONG},
             {ENOSPC, -PLAT_ENOSPC},
             {EDQUOT, -PLAT_ENOSPC},
             {EFBIG, -PLAT_ENOSPC},
             {EAGAIN, -PLAT_EAGAIN},
             {EMFILE, -PLAT_EMFILE},
             {ENFILE, -PLAT_EMFILE},
             {EBUSY, -PLAT_EBUSY},
             {ETXTBSY, -PLAT_EBUSY},
             {EINVAL, -PLAT_EINVAL},
             {EBADF, -PLAT_EINVAL},
             {EOVERFLOW, -PLAT_EINVAL},
             {E2BIG, -PLAT_E2BIG},
             {ENOEXEC, -PLAT_ENOEXEC},
             {EIO, -PLAT_EIO},
             {EPIPE, -PLAT_EPIPE},
             {ECONNREFUSED, -PLAT_EPIPE},
             {ECONNRESET, -PLAT_EPIPE},
             {ETIMEDOUT, -PLAT_ETIMEDOUT},
             {EINTR, -PLAT_EINTR},
             {ECHRNG, -PLAT_EOTHER}};

Test(plat_errors, codes_of_the_system)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        cr_expect_eq(plat_error_of(codes[i].os), codes[i].wanted, "errno %d: %d", codes[i].os,
                     plat_error_of(codes[i].os));
}
