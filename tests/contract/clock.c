/* SPDX-License-Identifier: MIT */
/* The clock that all processes share, and the texts of errors. */
#include <stdlib.h>

#include "contract.h"

static void check_errors(void)
{
    int known = 1, different = 1;
    for (int code = 1; code < PLAT_ERRORS_END; code++) {
        known &= plat_error_text(code) != NULL && plat_error_text(code)[0] != '\0';
        known &= strcmp(plat_error_text(code), plat_error_text(-code)) == 0;
        for (int other = 1; other < code; other++)
            different &= strcmp(plat_error_text(code), plat_error_text(other)) != 0;
    }
    CHECK(known, "every error has a text, the same for either sign");
    CHECK(different, "no two errors have the same text");
    CHECK(plat_error_text(12345) != NULL, "an unknown error has a text too");
}

static void check_clock(void)
{
    uint64_t last = plat_now_ns(), backwards = 0, different = 0;
    for (int i = 0; i < 100000; i++) {
        uint64_t now = plat_now_ns();
        backwards += now < last;
        different += now != last;
        last = now;
    }
    CHECK(backwards == 0, "the clock never goes back");
    CHECK(different > 100, "the clock is fine enough to see a loop's turns");

    uint64_t before = plat_now_ns();
    plat_sleep_ns(20000000);
    CHECK(plat_now_ns() - before >= 20000000, "a sleep lasts at least as long as asked");
}

static void check_other_process(void)
{
    int64_t ends[2];
    struct plat_task task;
    struct plat_exit how;
    uint64_t theirs = 0;
    if (!CHECK(plat_channel_new(ends) == 0, "a channel for the other process"))
        return;
    uint64_t before = plat_now_ns();
    int child = plat_fork(&task);
    if (contract_skip(child, "a forked process reads the same clock"))
        return;
    if (child == 1) {
        theirs = plat_now_ns();
        plat_exit_now(plat_channel_write(ends[1], &theirs, sizeof theirs) != 0);
    }
    int read = plat_channel_read(ends[0], &theirs, sizeof theirs);
    uint64_t after = plat_now_ns();
    plat_process_join(&task, &how);
    CHECK(read == 0 && before <= theirs && theirs <= after, "a forked process reads the same clock");
}

/* A fresh image of this program writes its time to the channel that it inherited. */
static void check_image(const char *self)
{
    int64_t ends[2];
    uint64_t theirs = 0;
    char name[] = "contract", number[24];
    char *argv[] = {name, number, NULL};
    struct plat_task task;
    struct plat_exit how;
    if (!CHECK(plat_channel_new(ends) == 0, "a channel for the fresh image"))
        return;
    snprintf(number, sizeof number, "%d", plat_handle_inherit(ends[1], 1));
    uint64_t before = plat_now_ns();
    int started = plat_image_start(&task, self, argv, NULL);
    plat_handle_close(ends[1]);
    int read = started == 0 ? plat_channel_read(ends[0], &theirs, sizeof theirs) : started;
    uint64_t after = plat_now_ns();
    if (started == 0)
        plat_process_join(&task, &how);
    CHECK(read == 0 && before <= theirs && theirs <= after, "a fresh image reads the same clock");
    plat_handle_close(ends[0]);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        uint64_t now = plat_now_ns();
        return plat_channel_write(strtoll(argv[1], NULL, 10), &now, sizeof now) != 0;
    }
    check_errors();
    check_clock();
    check_image(argv[0]);
    check_other_process();
    return contract_done();
}
