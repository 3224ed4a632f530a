/* SPDX-License-Identifier: MIT */
/* What tells two files apart, whatever they are called. */
#include "file_hash.h"

#include "../api/plat.h"

int file_hash(const char *path, uint64_t *hash)
{
    /* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
    unsigned char bytes[16384];
    uint64_t value = 0xcbf29ce484222325u;
    int64_t handle = plat_file_open(path, PLAT_FILE_READ);
    if (handle < 0)
        return (int)handle;
    int64_t left = plat_object_bytes(handle);
    int error = left < 0 ? (int)left : 0;
    while (error == 0 && left > 0) {
        size_t chunk = (uint64_t)left < sizeof bytes ? (size_t)left : sizeof bytes;
        error = plat_channel_read(handle, bytes, chunk);
        for (size_t i = 0; error == 0 && i < chunk; i++)
            value = (value ^ bytes[i]) * 0x100000001b3u;
        left -= (int64_t)chunk;
    }
    plat_handle_close(handle);
    *hash = value;
    return error;
}
