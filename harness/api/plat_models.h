/* SPDX-License-Identifier: MIT */
/* What single models need of the operating system, beside plat.h: one file each in harness/plat/LAYER/. The
 * layer none says -PLAT_ENOTSUP, where it cannot do it in a plainer way. Errors and units as in plat.h. */
#ifndef TVP_PLAT_MODELS_H
#define TVP_PLAT_MODELS_H

#include "plat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a word that one process waits on (wake_one.c) ---- */
/* Wakes at least one of those who sleep on it by plat_wait, if there are any: one alone where the system can.
 */
void plat_wake_one(uint32_t *word);

/* ---- fresh images by other calls than plat_image_start's (exec.c); the environment is the caller's ---- */
/* fork, then exec in the child. An image that cannot be had shows as the child's exit code 127. */
int plat_image_by_fork(struct plat_task *task, const char *path, char *const argv[]);
/* vfork, then exec: the caller stands still until the child has its image, and is told when it cannot have
 * it. */
int plat_image_by_vfork(struct plat_task *task, const char *path, char *const argv[]);

/* ---- tasks that share memory and are no threads (clone.c) ---- */
/* What such a task stands on: a stack, and thread-local storage. */
struct plat_ground {
    uintptr_t thread, pointer; /* of the thread whose storage is lent */
    void *stack;               /* NULL: there is nothing to give back */
    plat_thread_body body;
    void *argument;
    uint32_t state;
};
/* Why there are no such tasks here; NULL: there are, one was made to find out. */
const char *plat_clone_refused(void);
int plat_ground_new(struct plat_ground *ground);
/* Only when the task that stood on it has ended. */
void plat_ground_free(struct plat_ground *ground);
/* A process with the caller's memory, open files and working folder, and an id of its own; to be joined as a
 * process. `body` does not return: it ends by plat_exit_now. */
int plat_clone(struct plat_task *task, struct plat_ground *ground, plat_thread_body body, void *argument);

/* ---- messages that carry handles (pass.c) ---- */
/* Two ends of a line between processes, closed on exec, given back by plat_handle_close. */
int plat_pass_new(int64_t ends[2]);
/* Sends a message (up to a page) and `count` handles (at most 8), which the sender keeps. -PLAT_EPIPE: nobody
 * is at the other end. */
int plat_pass_send(int64_t end, const void *message, uint64_t bytes, const int64_t *handles, uint32_t count);
/* Waits for a message of that length and what handles came along, closed on exec; those beyond `room` are
 * closed. How many handles, or a plat error; -PLAT_EPIPE: nobody is at the other end any more. */
int plat_pass_receive(int64_t end, void *message, uint64_t bytes, int64_t *handles, uint32_t room);

#ifdef __cplusplus
}
#endif

#endif
