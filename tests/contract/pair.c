/* SPDX-License-Identifier: MIT */
/* What two workers may talk through besides one-way channels: pairs of sockets, events, each other's memory;
 * and how one waits for the other without sleeping. */
#include "contract.h"

#define BULK_BYTES (4u << 20) /* far more than a socket holds */

static unsigned char bulk[BULK_BYTES], got[BULK_BYTES];

static int move(int64_t socket, unsigned char *at, uint64_t bytes, int sends)
{
    while (bytes > 0) {
        int64_t n = sends ? plat_tcp_send(socket, at, bytes) : plat_tcp_receive(socket, at, bytes);
        if (n <= 0)
            return n == 0 ? -PLAT_EPIPE : (int)n;
        at += n;
        bytes -= (uint64_t)n;
    }
    return 0;
}

struct end {
    int64_t socket;
    int result;
};

static void *send_bulk(void *argument)
{
    struct end *end = argument;
    end->result = move(end->socket, bulk, sizeof bulk, 1);
    return NULL;
}

/* Both ends of a loopback connection that wait for as long as it takes. 0, or a plat error. */
static int connect_pair(int64_t ends[2])
{
    uint32_t port = 0;
    unsigned char ready = 0;
    int64_t listener = plat_tcp_listen(&port);
    ends[0] = plat_tcp_connect(port, 1000000);
    plat_tcp_wait(&listener, 1, &ready, 10000000000u);
    ends[1] = ready ? plat_tcp_accept(listener) : -PLAT_ETIMEDOUT;
    plat_tcp_close(listener);
    for (int i = 0; i < 2; i++) {
        const int error = ends[i] < 0 ? (int)ends[i] : plat_tcp_wait_always(ends[i]);
        if (error != 0)
            return error;
    }
    return 0;
}

static void check_pair(const int64_t ends[2])
{
    struct plat_task task;
    for (int from = 0; from < 2; from++) {
        unsigned char text[6] = "hello";
        CHECK(move(ends[from], text, sizeof text, 1) == 0 && move(ends[1 - from], got, sizeof text, 0) == 0 &&
                  memcmp(got, "hello", 6) == 0,
              "what goes in at one end comes out at the other");
    }
    struct end end = {ends[0], -1};
    if (CHECK(plat_thread_start(&task, send_bulk, &end) == 0, "a thread that sends")) {
        plat_sleep_ns(20000000); /* it is waiting for room by now, and goes on when there is */
        int received = move(ends[1], got, sizeof got, 0);
        plat_thread_join(&task);
        CHECK(received == 0 && end.result == 0, "more than it holds goes through");
        CHECK(memcmp(bulk, got, sizeof got) == 0, "in order and unchanged");
    }
    plat_tcp_close(ends[0]);
    CHECK(move(ends[1], got, 1, 0) < 0, "receiving after the other end has gone is an error");
    plat_tcp_close(ends[1]);
}

static void *post_later(void *argument)
{
    plat_sleep_ns(5000000);
    plat_event_post(*(int64_t *)argument);
    return NULL;
}

static void check_event(void)
{
    int64_t event = plat_event_new();
    struct plat_task task;
    if (contract_skip(event, "an event can be had")) {
        CHECK(plat_event_unsupported() != NULL, "and why not, is told");
        return;
    }
    if (!CHECK(event >= 0 && plat_event_unsupported() == NULL, "an event can be had"))
        return;
    CHECK(plat_event_post(event) == 0 && plat_event_post(event) == 0 && plat_event_await(event) == 0,
          "who comes after the post does not wait");
    const uint64_t before = plat_now_ns();
    if (CHECK(plat_thread_start(&task, post_later, &event) == 0, "a thread that posts")) {
        CHECK(plat_event_await(event) == 0 && plat_now_ns() - before >= 5000000,
              "who comes before it waits; two posts are one");
        plat_thread_join(&task);
    }
    plat_handle_close(event);
    CHECK(plat_event_post(-1) < 0, "a handle that is none is an error");
}

static void check_peek(void)
{
    const char *why = plat_peek_unsupported();
    if (why != NULL) {
        printf("ok - memory of another process can be read # SKIP %s\n", why);
        return;
    }
    memset(got, 0, sizeof got);
    CHECK(plat_peek_allow() == 0 && plat_peek(plat_pid(), got, (uintptr_t)bulk, sizeof bulk) == 0 &&
              memcmp(bulk, got, sizeof got) == 0,
          "memory of a process can be read, by itself too");
    CHECK(plat_peek(plat_pid(), got, 16, 8) < 0, "where there is none is an error");
}

int main(void)
{
    int64_t ends[2];
    for (uint32_t i = 0; i < BULK_BYTES; i++)
        bulk[i] = (unsigned char)(i * 2654435761u >> 24);
    plat_ignore_broken_channels();
    int error = plat_pair_new(ends);
    if (contract_skip(error, "a pair of local sockets"))
        CHECK(plat_pair_unsupported() != NULL, "and why not, is told");
    else if (CHECK(error == 0 && plat_pair_unsupported() == NULL, "a pair of local sockets"))
        check_pair(ends);
    if (CHECK(connect_pair(ends) == 0, "both ends of a loopback connection"))
        check_pair(ends);
    check_event();
    check_peek();
    for (int i = 0; i < 1000; i++) {
        plat_cpu_pause();
        plat_cpu_yield();
    }
    return contract_done();
}
