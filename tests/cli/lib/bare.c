/* SPDX-License-Identifier: MIT */
/* A bare loop that does one start-up call and nothing else, with the harness's stamps: what tvp's own figures are
 * held against. Prints the median of CALL to ENTER, in ns, over starts 1 to K-1 (or of start 0 with K = 1).
 *
 *   bare thread|fork|spawn|whole STARTS CPU [CHILD]      CHILD: the program to spawn (this one, linked to libc alone)
 *
 * `whole` is posix_spawn and wait of CHILD, from the call to the end of the wait. */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
static volatile uint64_t *enter_ns;

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void *body(void *argument)
{
    *enter_ns = now_ns();
    return argument;
}

static uint64_t start(const char *model, char *const argv[])
{
    pthread_t thread;
    pid_t pid = -1;
    const uint64_t call_ns = now_ns();
    if (strcmp(model, "thread") == 0) {
        if (pthread_create(&thread, NULL, body, NULL) != 0)
            exit(1);
        pthread_join(thread, NULL);
        return *enter_ns - call_ns;
    }
    if (strcmp(model, "fork") == 0) {
        pid = fork();
        if (pid == 0) {
            *enter_ns = now_ns();
            _exit(0);
        }
    } else if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) != 0) {
        exit(1);
    }
    if (pid < 0 || waitpid(pid, NULL, 0) != pid)
        exit(1);
    if (strcmp(model, "whole") == 0)
        return now_ns() - call_ns;
    return *enter_ns - call_ns;
}

static int by_size(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    const uint64_t first_ns = now_ns();
    if (argc == 2 && strcmp(argv[1], "child") == 0) {
        enter_ns = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 3, 0);
        *enter_ns = first_ns;
        return 0;
    }
    if (argc < 4)
        return 2;
    static uint64_t took_ns[10000];
    const int starts = (int)strtol(argv[2], NULL, 10);
    cpu_set_t cpu;
    CPU_ZERO(&cpu);
    CPU_SET(strtoul(argv[3], NULL, 10), &cpu);
    int fd = memfd_create("bare", 0);
    if (starts < 1 || starts > 10000 || fd == -1 || ftruncate(fd, 4096) != 0)
        return 2;
    if (fd != 3 && (dup2(fd, 3) != 3 || close(fd) != 0))
        return 2;
    enter_ns = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 3, 0);
    if (enter_ns == MAP_FAILED || sched_setaffinity(0, sizeof cpu, &cpu) != 0)
        return 2;
    char role[] = "child";
    char *child[] = {argc > 4 ? argv[4] : argv[0], role, NULL};
    for (int i = 0; i < starts; i++)
        took_ns[i] = start(argv[1], child);
    if (starts > 1)
        qsort(took_ns + 1, (size_t)starts - 1, sizeof took_ns[0], by_size);
    printf("%llu\n", (unsigned long long)took_ns[starts > 1 ? 1 + (starts - 1) / 2 : 0]);
    return 0;
}
