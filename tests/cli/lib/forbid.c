/* SPDX-License-Identifier: MIT */
/* forbid ERROR NUMBER[,NUMBER...] COMMAND...: runs a command in which these system calls fail with that error, as containers do
 * it. Exit code 77: no filter can be set here. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CALLS_MAX 16

int main(int argc, char **argv)
{
    struct sock_filter filter[2 * CALLS_MAX + 2];
    unsigned short used = 0;
    if (argc < 4)
        return 2;
    const unsigned error = (unsigned)strtoul(argv[1], NULL, 10) & SECCOMP_RET_DATA;
    filter[used++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    char *at = argv[2];
    for (int calls = 0; *at != '\0' && calls < CALLS_MAX; calls++) {
        const unsigned long number = strtoul(at, &at, 10);
        at += *at == ',';
        filter[used++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1);
        filter[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error);
    }
    filter[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {used, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror("forbid");
        return 77;
    }
    execv(argv[3], argv + 3);
    perror(argv[3]);
    return 127;
}
