/* SPDX-License-Identifier: MIT */
/* One-way channels: anonymous pipes. Files are read and written by the same calls. */
#include "os.h"

#define PIPE_BYTES  65536u /* as much as a pipe holds on Linux */
#define PIECE_BYTES (1u << 30)

int plat_channel_new(int64_t ends[2])
{
    HANDLE read, write;
    if (!CreatePipe(&read, &write, NULL, PIPE_BYTES))
        return plat_error_last();
    ends[0] = (int64_t)(intptr_t)read;
    ends[1] = (int64_t)(intptr_t)write;
    return 0;
}

int plat_channel_write(int64_t end, const void *from, uint64_t bytes)
{
    const char *at = from;
    if (end < 0)
        return -PLAT_EINVAL;
    while (bytes > 0) {
        DWORD put = 0;
        if (!WriteFile(plat_handle(end), at, bytes < PIECE_BYTES ? (DWORD)bytes : PIECE_BYTES, &put, NULL))
            return plat_error_last();
        at += put;
        bytes -= put;
    }
    return 0;
}

int plat_channel_read(int64_t end, void *to, uint64_t bytes)
{
    char *at = to;
    if (end < 0)
        return -PLAT_EINVAL;
    while (bytes > 0) {
        DWORD got = 0;
        if (!ReadFile(plat_handle(end), at, bytes < PIECE_BYTES ? (DWORD)bytes : PIECE_BYTES, &got, NULL))
            return plat_error_last();
        if (got == 0)
            return -PLAT_EPIPE;
        at += got;
        bytes -= got;
    }
    return 0;
}

void plat_ignore_broken_channels(void)
{
    /* Writing to one is an error here, and no signal. */
}
