/* SPDX-License-Identifier: MIT */
/* One-way channels: all bytes, in order, and an error instead of an endless wait when the other side has
 * gone. */
#include "contract.h"

#define BULK_BYTES (8u << 20) /* far more than a channel holds */

static unsigned char bulk[BULK_BYTES], got[BULK_BYTES];

struct writer {
    int64_t end;
    int result;
};

static void *write_bulk(void *argument)
{
    struct writer *writer = argument;
    writer->result = plat_channel_write(writer->end, bulk, sizeof bulk);
    plat_handle_close(writer->end);
    return NULL;
}

int main(void)
{
    int64_t ends[2];
    char text[6] = "";
    struct plat_task task;

    if (!CHECK(plat_channel_new(ends) == 0, "a channel can be had"))
        return contract_done();
    CHECK(plat_channel_write(ends[1], "hello", 6) == 0 && plat_channel_read(ends[0], text, 6) == 0 &&
              strcmp(text, "hello") == 0,
          "what goes in comes out");

    for (uint32_t i = 0; i < BULK_BYTES; i++)
        bulk[i] = (unsigned char)(i * 2654435761u >> 24);
    struct writer writer = {ends[1], -1};
    if (CHECK(plat_thread_start(&task, write_bulk, &writer) == 0, "a thread that writes")) {
        int read = plat_channel_read(ends[0], got, sizeof got);
        plat_thread_join(&task);
        CHECK(read == 0 && writer.result == 0, "more than a channel holds goes through");
        CHECK(memcmp(bulk, got, sizeof got) == 0, "in order and unchanged");
        CHECK(plat_channel_read(ends[0], text, 1) == -PLAT_EPIPE,
              "reading after the writer has gone is an error");
    }
    plat_handle_close(ends[0]);

    plat_ignore_broken_channels();
    if (CHECK(plat_channel_new(ends) == 0, "another channel")) {
        plat_handle_close(ends[0]);
        CHECK(plat_channel_write(ends[1], text, 1) == -PLAT_EPIPE,
              "writing after the reader has gone is an error");
        plat_handle_close(ends[1]);
    }
    CHECK(plat_channel_write(-1, text, 1) < 0, "a handle that is none is an error");
    return contract_done();
}
