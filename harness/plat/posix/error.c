/* SPDX-License-Identifier: MIT */
/* The error domain: errno to plat errors. */
#include "error.h"

#include <errno.h>

int plat_error_of(int os_error)
{
    switch (os_error) {
    case 0:
        return 0;
    case ENOSYS:
    case EOPNOTSUPP:
        return -PLAT_ENOTSUP;
    case EPERM:
    case EACCES:
        return -PLAT_EPERM;
    case ENOMEM:
        return -PLAT_ENOMEM;
    case ENOENT:
    case ESRCH:
        return -PLAT_ENOENT;
    case EEXIST:
    case ENOTEMPTY:
        return -PLAT_EEXIST;
    case ENOSPC:
    case EFBIG:
    case EDQUOT:
        return -PLAT_ENOSPC;
    case EAGAIN:
        return -PLAT_EAGAIN;
    case EMFILE:
    case ENFILE:
        return -PLAT_EMFILE;
    case EINVAL:
    case EBADF:
    case EOVERFLOW:
        return -PLAT_EINVAL;
    case EIO:
        return -PLAT_EIO;
    case EPIPE:
    case ECONNREFUSED:
    case ECONNRESET:
        return -PLAT_EPIPE;
    case ETIMEDOUT:
        return -PLAT_ETIMEDOUT;
    case EINTR:
        return -PLAT_EINTR;
    case ENOTDIR:
        return -PLAT_ENOTDIR;
    case EISDIR:
        return -PLAT_EISDIR;
    case ELOOP:
        return -PLAT_ELOOP;
    case ENAMETOOLONG:
        return -PLAT_ENAMETOOLONG;
    case EROFS:
        return -PLAT_EROFS;
    case EBUSY:
    case ETXTBSY:
        return -PLAT_EBUSY;
    case ENOEXEC:
        return -PLAT_ENOEXEC;
    case E2BIG:
        return -PLAT_E2BIG;
    default:
        return -PLAT_EOTHER;
    }
}
