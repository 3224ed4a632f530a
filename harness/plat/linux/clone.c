/* SPDX-License-Identifier: MIT */
/* A process that shares its maker's memory (clone with CLONE_VM) and yet may use libc: it runs on a stack of
 * its own, and on the thread-local storage of a thread that was made for that and sleeps until the process
 * has ended. */
#include "../../api/plat_models.h"
#include "../posix/error.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_BYTES (8u << 20) /* a thread's, by default */

enum { GROUND_MADE, GROUND_LENT, GROUND_OVER };

/* Where libc keeps the kernel's word on the CPU that runs a thread (glibc 2.35 and later), from the thread
 * pointer on. */
extern const ptrdiff_t __rseq_offset __attribute__((weak));
#define RSEQ_CPU_ID 4 /* offset of its cpu_id */

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define REFUSED "a sanitizer does not know such tasks"
#elif defined(__x86_64__)
static uintptr_t thread_pointer(void)
{
    uintptr_t pointer;
    __asm__("mov %%fs:0, %0" : "=r"(pointer));
    return pointer;
}
#elif defined(__aarch64__)
static uintptr_t thread_pointer(void)
{
    uintptr_t pointer;
    __asm__("mrs %0, tpidr_el0" : "=r"(pointer));
    return pointer;
}
#else
#define REFUSED "thread-local storage for such tasks is written for x86-64 and 64-bit Arm only"
#endif

#ifdef REFUSED
const char *plat_clone_refused(void)
{
    return REFUSED;
}

int plat_ground_new(struct plat_ground *ground)
{
    (void)ground;
    return -PLAT_ENOTSUP;
}

void plat_ground_free(struct plat_ground *ground)
{
    (void)ground;
}

int plat_clone(struct plat_task *task, struct plat_ground *ground, plat_thread_body body, void *argument)
{
    (void)task;
    (void)ground;
    (void)body;
    (void)argument;
    return -PLAT_ENOTSUP;
}
#else

static void wait_while(uint32_t *word, uint32_t value)
{
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value)
        plat_wait(word, value, 0);
}

static void say(uint32_t *word, uint32_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
    plat_wake_all(word);
}

/* Lends its thread-local storage, asleep in the kernel meanwhile. No signal may wake it. */
static void *lend(void *argument)
{
    struct plat_ground *ground = argument;
    ground->pointer = thread_pointer();
    say(&ground->state, GROUND_LENT);
    wait_while(&ground->state, GROUND_LENT);
    return NULL;
}

int plat_ground_new(struct plat_ground *ground)
{
    sigset_t all, before;
    pthread_t lender;
    *ground = (struct plat_ground){.state = GROUND_MADE};
    ground->stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (ground->stack == MAP_FAILED) {
        ground->stack = NULL;
        return plat_error_of(errno);
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&lender, NULL, lend, ground);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        munmap(ground->stack, STACK_BYTES);
        ground->stack = NULL;
        return plat_error_of(error);
    }
    ground->thread = (uintptr_t)lender;
    wait_while(&ground->state, GROUND_MADE);
    return 0;
}

void plat_ground_free(struct plat_ground *ground)
{
    if (ground->stack == NULL)
        return;
    say(&ground->state, GROUND_OVER);
    pthread_join((pthread_t)ground->thread, NULL);
    munmap(ground->stack, STACK_BYTES);
    ground->stack = NULL;
}

/* The task's first statements. */
PLAT_START_PATH static int enter(void *argument)
{
    const struct plat_ground *ground = argument;
    /* The kernel keeps no CPU number here for this task: libc is to ask. */
    if (&__rseq_offset != NULL)
        *(int32_t *)(ground->pointer + (uintptr_t)__rseq_offset + RSEQ_CPU_ID) = -1;
    ground->body(ground->argument);
    return 0;
}

PLAT_START_PATH int plat_clone(struct plat_task *task, struct plat_ground *ground, plat_thread_body body,
                               void *argument)
{
    ground->body = body;
    ground->argument = argument;
    const int pid = clone(enter, (char *)ground->stack + STACK_BYTES,
                          CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SETTLS | SIGCHLD, ground, NULL,
                          ground->pointer, NULL);
    if (pid == -1)
        return plat_error_of(errno);
    *task = (struct plat_task){.pid = pid, .alive = 1};
    return 0;
}

static void *show(void *argument)
{
    *(int *)argument = 1;
    plat_exit_now(0);
}

const char *plat_clone_refused(void)
{
    struct plat_ground ground;
    struct plat_task task;
    struct plat_exit how;
    int seen = 0;
    int error = plat_ground_new(&ground);
    if (error == 0)
        error = plat_clone(&task, &ground, show, &seen);
    if (error == 0)
        error = plat_process_join(&task, &how);
    plat_ground_free(&ground);
    return error < 0 ? "a task that shares memory without being a thread is refused here (clone)"
           : seen    ? NULL
                     : "clone makes a copy here of the memory that is to be shared";
}
#endif
