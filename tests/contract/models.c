/* SPDX-License-Identifier: MIT */
/* The seam's part for single models: waking one, images by other calls, messages that carry handles. */
#include "../../harness/api/plat_models.h"
#include "contract.h"

static const char *self;

/* ---- waking one ---- */

static uint32_t bell, answers;

static void *sleeper(void *argument)
{
    (void)argument;
    while (__atomic_load_n(&bell, __ATOMIC_SEQ_CST) == 0)
        plat_wait(&bell, 0, 0);
    __atomic_fetch_add(&answers, 1, __ATOMIC_SEQ_CST);
    plat_wake_one(&bell); /* who was woken wakes the next one */
    return NULL;
}

static void check_wake_one(void)
{
    struct plat_task tasks[3];
    int started = 0;
    for (int i = 0; i < 3; i++)
        started += plat_thread_start(&tasks[i], sleeper, NULL) == 0;
    plat_sleep_ns(20000000);
    __atomic_store_n(&bell, 1, __ATOMIC_SEQ_CST);
    plat_wake_one(&bell);
    for (int i = 0; i < started; i++)
        plat_thread_join(&tasks[i]);
    CHECK(started == 3 && answers == 3, "a chain of sleepers, each woken by the one before");
}

/* ---- images by fork and by vfork ---- */

typedef int (*start_image)(struct plat_task *task, const char *path, char *const argv[]);

static void check_image(start_image start, const char *name)
{
    char program[] = "contract", word[] = "seven", *argv[] = {program, word, NULL};
    struct plat_task task;
    struct plat_exit how = {-1, -1};
    const int started = start(&task, self, argv);
    if (contract_skip(started, name))
        return;
    CHECK(started == 0 && plat_process_join(&task, &how) == 0 && how.signal == 0 && how.code == 7, name);
}

static void check_no_image(void)
{
    char program[] = "contract", *argv[] = {program, NULL};
    struct plat_task task = {0};
    struct plat_exit how = {-1, -1};
    if (contract_emulated("a program that is not there"))
        return;
    int started = plat_image_by_vfork(&task, "/nowhere/no-such-program", argv);
    if (contract_skip(started, "a program that is not there"))
        return;
    CHECK(started == -PLAT_ENOENT && !task.alive, "vfork tells at once of a program that is not there");
    started = plat_image_by_fork(&task, "/nowhere/no-such-program", argv);
    CHECK(started == 0 && plat_process_join(&task, &how) == 0 && how.code == 127,
          "fork tells of it by the child's exit code");
}

/* ---- messages that carry handles ---- */

struct message {
    uint64_t number;
    char text[24];
};

static void check_pass(void)
{
    const char *name = "a message and its handles come over";
    int64_t line[2], channel[2], come[2] = {-1, -1};
    struct message sent = {42, "with two handles"}, got = {0, ""};
    char word[6] = "";
    const int made = plat_pass_new(line);
    if (contract_skip(made, name) ||
        !CHECK(made == 0 && plat_channel_new(channel) == 0, "a line and a channel"))
        return;
    CHECK(plat_pass_send(line[0], &sent, sizeof sent, channel, 2) == 0 &&
              plat_pass_receive(line[1], &got, sizeof got, come, 2) == 2 && got.number == 42 &&
              strcmp(got.text, sent.text) == 0,
          name);
    plat_handle_close(channel[0]);
    plat_handle_close(channel[1]);
    CHECK(plat_channel_write(come[1], "hello", 6) == 0 && plat_channel_read(come[0], word, 6) == 0 &&
              strcmp(word, "hello") == 0,
          "the handles are the same channel's ends");
    CHECK(plat_pass_send(line[1], &sent, sizeof sent, come, 1) == 0 &&
              plat_pass_receive(line[0], &got, sizeof got, NULL, 0) == 0,
          "a handle without room is left out");
    plat_handle_close(come[0]);
    CHECK(plat_channel_write(come[1], "x", 1) == -PLAT_EPIPE, "and closed");
    plat_handle_close(come[1]);
    plat_handle_close(line[0]);
    CHECK(plat_pass_receive(line[1], &got, sizeof got, NULL, 0) == -PLAT_EPIPE &&
              plat_pass_send(line[1], &sent, sizeof sent, NULL, 0) == -PLAT_EPIPE,
          "a line whose other end is closed says so");
    plat_handle_close(line[1]);
}

/* ---- tasks that share memory and are no threads ---- */

static struct seen {
    int64_t pid;
    int cpu, value;
    char *text;
} seen;

static void *look(void *argument)
{
    seen = (struct seen){plat_pid(), plat_cpu_now(), *(int *)argument, malloc(16)};
    if (seen.text != NULL)
        memcpy(seen.text, "from the task", 14);
    plat_exit_now(9);
}

static void check_clone(void)
{
    struct plat_ground ground;
    struct plat_task task;
    struct plat_exit how = {-1, -1};
    int value = 41;
    const char *why = plat_clone_refused();
    if (why != NULL) {
        contract_skip(-PLAT_ENOTSUP, why);
        CHECK(*why != '\0', "a system without such tasks says why");
        return;
    }
    if (!CHECK(plat_ground_new(&ground) == 0 && plat_clone(&task, &ground, look, &value) == 0,
               "a task that shares memory"))
        return;
    CHECK(plat_process_join(&task, &how) == 0 && how.signal == 0 && how.code == 9 && !task.alive,
          "it is joined as a process");
    CHECK(seen.value == 41 && seen.pid == task.pid && seen.pid != plat_pid(),
          "it has the caller's memory and an id of its own");
    CHECK(seen.text != NULL && strcmp(seen.text, "from the task") == 0, "what it allocated is the caller's");
    CHECK(seen.cpu >= 0, "it is told which CPU runs it");
    free(seen.text);
    plat_ground_free(&ground);
    plat_ground_free(&ground); /* nothing to give back */
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 1)
        return 7;
    check_wake_one();
    check_image(plat_image_by_fork, "an image by fork and exec");
    check_image(plat_image_by_vfork, "an image by vfork and exec");
    check_no_image();
    plat_ignore_broken_channels();
    check_pass();
    check_clone();
    return contract_done();
}
