/* SPDX-License-Identifier: MIT */
/* Threads, forked processes and fresh images: how they start, what they inherit, how they end. */
#include "contract.h"

#include <stdlib.h>

#define PATIENCE_NS UINT64_C(10000000000)

static const char *self;

/* ---- what a fresh image of this program does, named by its first argument ---- */

/* Says whether it could be told to die with its parent, and lives as long as it may. */
static int be_orphan(int64_t parent, int64_t end)
{
    int armed = plat_die_with(parent);
    plat_channel_write(end, armed == 0 ? "y" : armed == -PLAT_ENOTSUP ? "-" : "n", 1);
    plat_sleep_ns(PATIENCE_NS);
    return plat_channel_write(end, "!", 1) != 0;
}

/* Starts the former, which inherits the channel's end. */
static int be_parent(char *end)
{
    char name[] = "contract", orphan[] = "orphan", pid[24];
    char *argv[] = {name, orphan, pid, end, NULL};
    struct plat_task task;
    snprintf(pid, sizeof pid, "%lld", (long long)plat_pid());
    int64_t handle = strtoll(end, NULL, 10);
    if (plat_handle_inherit(handle, 1) < 0 || plat_image_start(&task, self, argv, NULL) != 0)
        return 1;
    plat_sleep_ns(PATIENCE_NS);
    return 0;
}

static int image(int argc, char **argv)
{
    if (strcmp(argv[1], "exit") == 0)
        return (int)strtol(argv[2], NULL, 10);
    if (strcmp(argv[1], "arguments") == 0)
        return argc == 5 && strcmp(argv[2], "a b") == 0 && argv[3][0] == '\0' && strcmp(argv[4], "*\"'") == 0
                   ? 0
                   : 1;
    if (strcmp(argv[1], "environment") == 0)
        return getenv("TVP_CONTRACT") && strcmp(getenv("TVP_CONTRACT"), "yes") == 0 ? 0 : 1;
    if (strcmp(argv[1], "map") == 0) { /* writes into the object that it inherited */
        int error;
        int64_t object = strtoll(argv[2], NULL, 10);
        unsigned char *mapped = plat_object_map(object, plat_page_bytes(), PLAT_PAGES_4K, &error);
        if (mapped)
            mapped[0]++;
        return mapped ? 0 : 1;
    }
    if (strcmp(argv[1], "sleep") == 0)
        plat_sleep_ns(PATIENCE_NS);
    if (strcmp(argv[1], "parent") == 0)
        return be_parent(argv[2]);
    if (strcmp(argv[1], "orphan") == 0)
        return be_orphan(strtoll(argv[2], NULL, 10), strtoll(argv[3], NULL, 10));
    return 99;
}

/* Starts an image of this program; its exit code, or -1. */
static int play(char *first, char *second, char *third, char *fourth, char *const env[])
{
    char name[] = "contract";
    char *argv[] = {name, first, second, third, fourth, NULL};
    struct plat_task task;
    struct plat_exit how;
    if (plat_image_start(&task, self, argv, env) != 0 || plat_process_join(&task, &how) != 0 ||
        how.signal != 0)
        return -1;
    return how.code;
}

static void check_images(void)
{
    char exits[] = "exit", seven[] = "7", arguments[] = "arguments", spaced[] = "a b", nothing[] = "",
         odd[] = "*\"'";
    char environment[] = "environment", setting[] = "TVP_CONTRACT=yes";
    char *env[] = {setting, NULL};
    struct plat_task task;
    CHECK(play(exits, seven, NULL, NULL, NULL) == 7, "a fresh image's exit code comes back");
    CHECK(play(arguments, spaced, nothing, odd, NULL) == 0, "its arguments arrive as they were");
    CHECK(play(environment, NULL, NULL, NULL, env) == 0, "so does its environment");
    char *argv[] = {exits, NULL};
    if (!contract_emulated("a program that is not there is an error at once"))
        CHECK(plat_image_start(&task, "/nowhere/no-such-program", argv, NULL) == -PLAT_ENOENT,
              "a program that is not there is an error at once");
}

static void check_inheritance(void)
{
    int error = 0;
    char map[] = "map", number[32];
    int64_t object = plat_object_new(plat_page_bytes());
    unsigned char *mapped =
        object < 0 ? NULL : plat_object_map(object, plat_page_bytes(), PLAT_PAGES_4K, &error);
    if (!CHECK(mapped != NULL, "an object to inherit"))
        return;
    snprintf(number, sizeof number, "%lld", (long long)object);
    CHECK(play(map, number, NULL, NULL, NULL) == 1 && mapped[0] == 0,
          "a fresh image inherits no handle unasked");
    int named = plat_handle_inherit(object, 1);
    snprintf(number, sizeof number, "%d", named);
    CHECK(named >= 0 && play(map, number, NULL, NULL, NULL) == 0 && mapped[0] == 1, "asked for, it does");
    CHECK(plat_handle_inherit(object, 0) >= 0 && play(map, number, NULL, NULL, NULL) == 1 && mapped[0] == 1,
          "and no more when that is taken back");
    plat_object_unmap(mapped, plat_page_bytes());
    plat_handle_close(object);
}

/* ---- threads ---- */

static void *add_one(void *argument)
{
    ++*(int *)argument;
    return NULL;
}

static void check_threads(void)
{
    struct plat_task task[64];
    int count[64] = {0}, started = 0, sum = 0;
    for (int i = 0; i < 64; i++)
        started += plat_thread_start(&task[i], add_one, &count[i]) == 0;
    CHECK(started == 64 && task[0].alive && task[0].pid == 0, "threads start");
    for (int i = 0; i < started; i++)
        sum += plat_thread_join(&task[i]) == 0 ? count[i] : 0;
    CHECK(sum == 64 && !task[0].alive, "each ran once and is joined");
}

/* ---- forked processes ---- */

static void check_fork(void)
{
    struct plat_task task;
    struct plat_exit how = {-1, -1};
    volatile int ours = 1;
    int child = plat_fork(&task);
    if (contract_skip(child, "a forked process has its own memory"))
        return;
    if (child == 1) {
        ours = 2;
        plat_exit_now(ours == 2 && plat_parent_pid() > 0 ? 3 : 4);
    }
    CHECK(child == 0 && task.alive && task.pid > 0 && task.pid != plat_pid(), "a process forks");
    CHECK(plat_process_join(&task, &how) == 0 && how.signal == 0 && how.code == 3 && !task.alive,
          "its exit code comes back");
    CHECK(ours == 1, "a forked process has its own memory");
}

static void check_kill(void)
{
    char name[] = "contract", sleeps[] = "sleep";
    char *argv[] = {name, sleeps, NULL};
    struct plat_task task;
    struct plat_exit how = {0, 0};
    if (!CHECK(plat_image_start(&task, self, argv, NULL) == 0, "an image that sleeps"))
        return;
    CHECK(plat_process_poll(&task, &how) == 0, "a process that runs has not ended");
    plat_process_kill(&task);
    uint64_t start = plat_now_ns();
    int ended;
    while ((ended = plat_process_poll(&task, &how)) == 0 && plat_now_ns() - start < PATIENCE_NS)
        plat_sleep_ns(1000000);
    CHECK(ended == 1 && how.signal != 0 && how.code == 0, "a killed process says so");
    CHECK(strcmp(plat_signal_name(how.signal), plat_signal_name(12345)) != 0, "and how it was killed");
}

static void check_watch(void)
{
    char name[] = "contract", exits[] = "exit", code[] = "0";
    char *argv[] = {name, exits, code, NULL};
    uint32_t word = 0, deaths = 0;
    struct plat_task task;
    struct plat_exit how;
    if (contract_skip(plat_watch_children(&word, &deaths), "a child's death changes the word"))
        return;
    if (!CHECK(plat_image_start(&task, self, argv, NULL) == 0, "an image that ends"))
        return;
    uint64_t start = plat_now_ns();
    while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) == 0 && plat_now_ns() - start < PATIENCE_NS)
        plat_wait(&word, 0, PATIENCE_NS);
    CHECK(word == 1 && deaths == 1, "a child's death changes the word");
    CHECK(plat_process_poll(&task, &how) == 1, "and who looks then finds it dead");
}

/* An image starts another that dies with it, and is killed. The other holds the channel: it ends with it. */
static void check_death(void)
{
    int64_t ends[2];
    char byte = 0, path[1024], parent[] = "parent", end[24];
    char *argv[] = {path, parent, end, NULL}; /* whose name is what it starts the other from */
    struct plat_task task;
    struct plat_exit how;
    if (!CHECK(plat_channel_new(ends) == 0, "a channel to the grandchild"))
        return;
    snprintf(path, sizeof path, "%s", self);
    snprintf(end, sizeof end, "%d", plat_handle_inherit(ends[1], 1));
    int started = plat_image_start(&task, self, argv, NULL);
    plat_handle_close(ends[1]);
    if (!CHECK(started == 0, "an image that starts another"))
        return;
    int told = plat_channel_read(ends[0], &byte, 1);
    plat_process_kill(&task);
    plat_process_join(&task, &how);
    if (!contract_skip(byte == '-' ? -PLAT_ENOTSUP : 0, "a process can be told to die with its parent")) {
        CHECK(told == 0 && byte == 'y', "a process can be told to die with its parent");
        CHECK(plat_channel_read(ends[0], &byte, 1) == -PLAT_EPIPE, "a process dies with its parent");
    }
    plat_handle_close(ends[0]);
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 1)
        return image(argc, argv);
    check_threads();
    check_images();
    check_inheritance();
    check_fork();
    check_kill();
    check_death();
    check_watch();
    return contract_done();
}
