/* SPDX-License-Identifier: MIT */
/* A part of plat.h, by its rules: what two workers may talk through besides one-way channels, and how one
 * waits for the other without sleeping. */
#ifndef TVP_PLAT_IPC_H
#define TVP_PLAT_IPC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- loopback connections (tcp.c); closed by plat_tcp_close, closed on exec ---- */
/* Listens on a port that the system chooses; plat_tcp_accept does not wait. */
int64_t plat_tcp_listen(uint32_t *port);
/* Somebody who has connected, not to be waited for; small messages go at once. -PLAT_EAGAIN: nobody has. */
int64_t plat_tcp_accept(int64_t listener);
/* Connects; each send and receive waits for at most patience_ns and then returns -PLAT_ETIMEDOUT. */
int64_t plat_tcp_connect(uint32_t port, uint64_t patience_ns);
/* From now on sends and receives of this connection, accepted or connected, wait for as long as it takes. */
int plat_tcp_wait_always(int64_t connection);
/* How many bytes went or came (receive: 0, the other side has closed), or a plat error: -PLAT_EAGAIN when
 * that would have to be waited for, -PLAT_EINTR when a signal came first. */
int64_t plat_tcp_send(int64_t connection, const void *from, uint64_t bytes);
int64_t plat_tcp_receive(int64_t connection, void *to, uint64_t bytes);
void plat_tcp_close(int64_t connection);
#define PLAT_TCP_MAX 512u /* that can be waited for at once */
/* Sleeps until one of them can be received from or accepted from (ready[i] is then 1), or for timeout_ns
 * (UINT64_MAX: without end). Below 0 in `connections`: that place is passed over. How many are ready, 0 when
 * the time is over, or a plat error. */
int plat_tcp_wait(const int64_t *connections, uint32_t count, unsigned char *ready, uint64_t timeout_ns);

/* ---- two-way channels (pair.c): local sockets; send, receive and close by plat_tcp_*, which wait for as
 * long as it takes; closed on exec ---- */
int plat_pair_new(int64_t ends[2]);
const char *plat_pair_unsupported(void); /* why not here; NULL: they can be had */

/* ---- events that are handles (event.c): eventfd; closed by plat_handle_close, closed on exec ---- */
int64_t plat_event_new(void);
int plat_event_post(int64_t event);
int plat_event_await(int64_t event); /* sleeps until there was a post since the last time */
const char *plat_event_unsupported(void);

/* ---- another process' memory (peek.c): process_vm_readv ---- */
int plat_peek_allow(void); /* from now on processes of this user may read the caller's */
/* All of bytes from `address` of process `pid`, which may be the caller's own. */
int plat_peek(int64_t pid, void *to, uint64_t address, uint64_t bytes);
const char *plat_peek_unsupported(void);

/* ---- waiting without sleeping (pause.c, yield.c) ---- */
void plat_cpu_pause(void); /* between two looks of a loop that waits; no system call */
void plat_cpu_yield(void); /* lets others run that wait for this CPU */

#ifdef __cplusplus
}
#endif

#endif
