/* SPDX-License-Identifier: MIT */
/* Counts the system calls of a thread: syscall user dispatch turns each into a SIGSYS, whose handler counts
 * it and makes the call itself. Only for the processor whose few instructions are written below. */
#include "../posix/error.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__) && defined(PR_SET_SYSCALL_USER_DISPATCH)

/* The handler's return is itself a system call: it gets code of its own, which the kernel lets pass. */
__asm__(".text\n"
        ".globl plat_trap_return\n"
        "plat_trap_return:\n"
        "  mov $15, %eax\n"
        "  syscall\n"
        ".globl plat_trap_return_end\n"
        "plat_trap_return_end:\n");
extern const char plat_trap_return[], plat_trap_return_end[];

/* What rt_sigaction takes; libc's sigaction would put in its own return code. */
struct kernel_sigaction {
    void (*handler)(int, siginfo_t *, void *);
    unsigned long flags;
    const char *restorer;
    unsigned long mask;
};

#define SA_RESTORER_FLAG 0x04000000ul

static _Thread_local volatile char selector;
static _Thread_local uint64_t *counter;

static void trapped(int signal, siginfo_t *info, void *context)
{
    greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
    (void)signal;
    selector = SYSCALL_DISPATCH_FILTER_ALLOW;
    ++*counter;
    register long r10 __asm__("r10") = r[REG_R10];
    register long r8 __asm__("r8") = r[REG_R8];
    register long r9 __asm__("r9") = r[REG_R9];
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"((long)info->si_syscall), "D"(r[REG_RDI]), "S"(r[REG_RSI]), "d"(r[REG_RDX]),
                       "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    r[REG_RAX] = result;
    selector = SYSCALL_DISPATCH_FILTER_BLOCK;
}

int plat_trap_begin(uint64_t *count)
{
    struct kernel_sigaction action = {trapped, SA_SIGINFO | SA_RESTORER_FLAG, plat_trap_return, 0};
    if (syscall(SYS_rt_sigaction, SIGSYS, &action, NULL, 8) == -1)
        return plat_error_of(errno);
    counter = count;
    selector = SYSCALL_DISPATCH_FILTER_ALLOW;
    /* The kernel looks at the address behind the instruction: one more than the code is long. */
    if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, plat_trap_return,
              plat_trap_return_end - plat_trap_return + 1, &selector) == -1)
        return plat_error_of(errno);
    selector = SYSCALL_DISPATCH_FILTER_BLOCK;
    return 0;
}

void plat_trap_end(void)
{
    selector = SYSCALL_DISPATCH_FILTER_ALLOW;
    prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, 0);
}

#else

int plat_trap_begin(uint64_t *count)
{
    (void)count;
    return -PLAT_ENOTSUP;
}

void plat_trap_end(void)
{
}

#endif
