/* SPDX-License-Identifier: MIT */
/* Threads and processes: how they come to be, and how they are waited for. */
#include "error.h"
#include "wrapped.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

PLAT_START_PATH int plat_thread_start(struct plat_task *task, plat_thread_body body, void *argument)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, body, argument);
    if (error != 0)
        return plat_error_of(error);
    *task = (struct plat_task){.thread = (uintptr_t)thread, .alive = 1};
    return 0;
}

int plat_thread_join(struct plat_task *task)
{
    int error = pthread_join((pthread_t)task->thread, NULL);
    task->alive = 0;
    return plat_error_of(error);
}

PLAT_START_PATH int plat_image_start(struct plat_task *task, const char *path, char *const argv[],
                                     char *const env[])
{
    pid_t pid;
    struct wrapped start;
    plat_wrap(&start, path, argv);
    int error = posix_spawn(&pid, start.path, NULL, NULL, start.argv, env != NULL ? env : environ);
    if (error != 0)
        return plat_error_of(error);
    *task = (struct plat_task){.pid = pid, .alive = 1};
    return 0;
}

static int reap(struct plat_task *task, struct plat_exit *how, int options)
{
    int status;
    pid_t pid;
    do {
        pid = waitpid((pid_t)task->pid, &status, options);
    } while (pid == -1 && errno == EINTR);
    if (pid == -1)
        return plat_error_of(errno);
    if (pid == 0)
        return 0;
    task->alive = 0;
    how->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    how->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return 1;
}

int plat_process_join(struct plat_task *task, struct plat_exit *how)
{
    int got = reap(task, how, 0);
    return got < 0 ? got : 0;
}

int64_t plat_handle_given(void)
{
    return 3;
}

int plat_process_poll(struct plat_task *task, struct plat_exit *how)
{
    return reap(task, how, WNOHANG);
}

void plat_process_kill(struct plat_task *task)
{
    if (task->alive && task->pid > 0)
        kill((pid_t)task->pid, SIGKILL);
}

void plat_exit_now(int code)
{
    _exit(code);
}

int64_t plat_pid(void)
{
    return getpid();
}

int64_t plat_parent_pid(void)
{
    return getppid();
}

const char *plat_signal_name(int signal)
{
    static const struct {
        int signal;
        const char *name;
    } names[] = {{SIGABRT, "SIGABRT"}, {SIGALRM, "SIGALRM"}, {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},
                 {SIGHUP, "SIGHUP"},   {SIGILL, "SIGILL"},   {SIGINT, "SIGINT"},   {SIGKILL, "SIGKILL"},
                 {SIGPIPE, "SIGPIPE"}, {SIGQUIT, "SIGQUIT"}, {SIGSEGV, "SIGSEGV"}, {SIGSYS, "SIGSYS"},
                 {SIGTERM, "SIGTERM"}, {SIGTRAP, "SIGTRAP"}, {SIGXCPU, "SIGXCPU"}, {SIGXFSZ, "SIGXFSZ"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].signal == signal)
            return names[i].name;
    return "another signal";
}
