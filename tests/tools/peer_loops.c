/* SPDX-License-Identifier: MIT */
/* The measuring loops of two peers that Debian does not have, written anew from what they are said to do, for
 * tests/tools/peers.sh alone: peer_loops osbench-threads|osbench-processes SECONDS   as in osbench: 100
 * started, then all joined, again and again; prints ns for one, of the fastest hundred peer_loops
 * will-it-scale-counter SECONDS               as in will-it-scale: two threads on CPUs of their own increment
 * one atomic counter; prints ns for one, of the mean of one-second samples */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE 100
#define TASKS   2

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void *nothing(void *unused)
{
    return unused;
}

static void hundred_threads(void)
{
    pthread_t threads[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++)
        if (pthread_create(&threads[i], NULL, nothing, NULL) != 0)
            exit(1);
    for (int i = 0; i < AT_ONCE; i++)
        pthread_join(threads[i], NULL);
}

static void hundred_processes(void)
{
    pid_t processes[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++) {
        processes[i] = fork();
        if (processes[i] == 0)
            _exit(0);
        if (processes[i] < 0)
            exit(1);
    }
    for (int i = 0; i < AT_ONCE; i++)
        waitpid(processes[i], NULL, 0);
}

static double fastest(void (*hundred)(void), double seconds)
{
    double best = 1e9;
    const double end = now() + seconds;
    while (now() < end) {
        const double before = now();
        hundred();
        const double took = now() - before;
        best = took < best ? took : best;
    }
    return best / AT_ONCE * 1e9;
}

/* ---- the counter ---- */

static struct {
    _Alignas(64) _Atomic uint64_t shared;
    struct {
        _Alignas(64) _Atomic uint64_t done;
    } tasks[TASKS];
} all;

static void *count(void *task)
{
    const int index = (int)(intptr_t)task;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(index, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    for (;;) {
        atomic_fetch_add_explicit(&all.shared, 1, memory_order_relaxed);
        atomic_store_explicit(&all.tasks[index].done,
                              atomic_load_explicit(&all.tasks[index].done, memory_order_relaxed) + 1,
                              memory_order_relaxed);
    }
    return NULL;
}

static uint64_t done(void)
{
    uint64_t sum = 0;
    for (int i = 0; i < TASKS; i++)
        sum += atomic_load(&all.tasks[i].done);
    return sum;
}

static double counter(double seconds)
{
    double rate = 0;
    int samples = 0;
    for (int i = 0; i < TASKS; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, count, (void *)(intptr_t)i) != 0)
            exit(1);
    }
    sleep(1); /* the first second does not count */
    for (const double end = now() + seconds - 1; now() < end; samples++) {
        const double from = now();
        const uint64_t before = done();
        sleep(1);
        rate += (double)(done() - before) / (now() - from);
    }
    return TASKS / (rate / samples) * 1e9;
}

int main(int argc, char **argv)
{
    const double seconds = argc == 3 ? strtod(argv[2], NULL) : 0;
    if (seconds < 2) {
        fprintf(stderr, "usage: peer_loops osbench-threads|osbench-processes|will-it-scale-counter SECONDS "
                        "(2 or more)\n");
        return 2;
    }
    double ns = strcmp(argv[1], "osbench-threads") == 0     ? fastest(hundred_threads, seconds)
                : strcmp(argv[1], "osbench-processes") == 0 ? fastest(hundred_processes, seconds)
                                                            : counter(seconds);
    printf("%.6g\n", ns);
    return 0;
}
