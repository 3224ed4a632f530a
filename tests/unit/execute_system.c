/* SPDX-License-Identifier: MIT */
/* What a trial gets from the system and must give back: cgroup, environment, descriptors, folder for files,
 * memory. */
#include "execute_rig.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static uint32_t count_ours(const char *folder)
{
    DIR *list = opendir(folder);
    uint32_t count = 0;
    char prefix[32];
    snprintf(prefix, sizeof prefix, "tvp-%ld-", (long)getpid());
    for (const struct dirent *entry = list ? readdir(list) : NULL; entry; entry = readdir(list))
        count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
    if (list)
        closedir(list);
    return count;
}

Test(execute_system, memory_trial_has_a_cgroup_of_its_own)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    char home[TVP_PATH_MAX];
    rig_open(&executor);
    if (plat_cgroup_home("", home, sizeof home) < 0)
        cr_skip_test("no cgroup can be made here");
    rig_cell(&cell, "noop", "fork", 2, "");
    for (uint64_t trial = 0; trial < 3; trial++) {
        const struct planned planned = {.trial = trial, .kind = TVP_KIND_MEMORY, .seed = 7};
        cr_assert(execute_trial(&executor, &cell, &planned, "clock,memory,", RIG_TIMEOUT_NS, &out) == 0);
        cr_expect(out.status == STATUS_OK, "%s", out.reason);
        cr_expect(strncmp(out.map->cgroup_path, home, strlen(home)) == 0, "'%s'", out.map->cgroup_path);
        cr_expect(access(out.map->cgroup_path, F_OK) != 0, "%s is left", out.map->cgroup_path);
        outcome_free(&out);
    }
    const pid_t janitor = (pid_t)executor.janitor.pid;
    cr_expect(janitor > 0 && kill(janitor, 0) == 0);
    executor_close(&executor);
    cr_expect(kill(janitor, 0) == -1, "the janitor is left");
    cr_expect(count_ours(home) == 0);
}

Test(execute_system, janitor_outlives_the_controller)
{
    char home[TVP_PATH_MAX], path[TVP_PATH_MAX + 64];
    struct executor executor;
    rig_open(&executor);
    if (plat_cgroup_home("", home, sizeof home) < 0)
        cr_skip_test("no cgroup can be made here");
    /* A controller that plays one memory trial, leaves a cgroup behind and is killed. */
    pid_t controller = fork();
    if (controller == 0) {
        struct cell cell;
        struct outcome out;
        const struct planned planned = {.kind = TVP_KIND_MEMORY};
        rig_open(&executor);
        rig_cell(&cell, "noop", "thread", 1, "");
        execute_trial(&executor, &cell, &planned, "clock,", RIG_TIMEOUT_NS, &out);
        snprintf(path, sizeof path, "%s/tvp-%ld-77", home, (long)getpid());
        plat_cgroup_make(path);
        raise(SIGKILL);
    }
    waitpid(controller, NULL, 0);
    snprintf(path, sizeof path, "%s/tvp-%ld-77", home, (long)controller);
    for (int i = 0; i < 500 && access(path, F_OK) == 0; i++)
        plat_sleep_ns(10000000);
    cr_expect(access(path, F_OK) != 0, "%s is left", path);
    rmdir(path);
    /* It is our child now: its controller's subreaper was us. It has to leave by itself. */
    for (int i = 0; i < 500 && waitpid(-1, NULL, WNOHANG) == 0; i++)
        plat_sleep_ns(10000000);
    cr_expect(waitpid(-1, NULL, WNOHANG) == -1, "the janitor is left");
}

Test(execute_system, janitor_that_was_killed_is_not_waited_for)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    const struct planned planned = {.kind = TVP_KIND_MEMORY};
    char home[TVP_PATH_MAX];
    rig_open(&executor);
    if (plat_cgroup_home("", home, sizeof home) < 0)
        cr_skip_test("no cgroup can be made here");
    rig_cell(&cell, "noop", "thread", 1, "");
    for (int i = 0; i < 2; i++) {
        cr_assert(execute_trial(&executor, &cell, &planned, "clock,", RIG_TIMEOUT_NS, &out) == 0);
        cr_expect(out.status == STATUS_OK, "%s", out.reason);
        outcome_free(&out);
        if (i == 0)
            kill((pid_t)executor.janitor.pid, SIGKILL);
    }
    const uint64_t before = plat_now_ns();
    executor_close(&executor);
    cr_expect(plat_now_ns() - before < 3000000000u);
}

Test(execute_system, only_our_cgroups_are_removed)
{
    char folder[] = "/tmp/tvp-test-XXXXXX", path[64];
    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/tvp-1-2", folder);
    cr_assert(plat_folder_make(path) == 0);
    cr_expect(plat_cgroup_remove(path, 0) == -PLAT_EINVAL, "it lies on no cgroup file system");
    cr_expect(plat_cgroup_remove_all(path, 0) == -PLAT_EINVAL);
    cr_expect(plat_cgroup_remove("/sys/fs/cgroup/other", 0) == -PLAT_EINVAL);
    cr_expect(plat_cgroup_remove("/sys/fs/cgroup/../cgroup/tvp-1", 0) == -PLAT_EINVAL);
    cr_expect(plat_cgroup_remove("tvp-1-2", 0) == -PLAT_EINVAL);
    cr_expect(access(path, F_OK) == 0);
    plat_folder_remove(path);
    plat_folder_remove(folder);
}

Test(execute_system, leftovers_of_dead_controllers_are_swept)
{
    char home[TVP_PATH_MAX], dead[TVP_PATH_MAX + 64], alive[TVP_PATH_MAX + 64];
    if (plat_cgroup_home("", home, sizeof home) < 0)
        cr_skip_test("no cgroup can be made here");
    pid_t gone = fork();
    if (gone == 0)
        _exit(0);
    waitpid(gone, NULL, 0);
    snprintf(dead, sizeof dead, "%s/tvp-%ld-0", home, (long)gone);
    snprintf(alive, sizeof alive, "%s/tvp-%ld-0", home, (long)getpid());
    cr_assert(plat_cgroup_make(dead) == 0 && plat_cgroup_make(alive) == 0);
    plat_cgroup_sweep(home);
    cr_expect(access(dead, F_OK) != 0);
    cr_expect(access(alive, F_OK) == 0);
    cr_expect(plat_cgroup_remove(alive, 0) == 0);
    plat_cgroup_remove(dead, 0);
}

/* Plays a trial whose image is a script that copies what it sees to stderr. */
static void play_script(struct executor *executor, const char *script, struct outcome *out)
{
    struct cell cell;
    char path[] = "/tmp/tvp-test-XXXXXX";
    int fd = mkstemp(path);
    cr_assert(fd >= 0 && dprintf(fd, "#!/bin/sh\n%s\n", script) > 0);
    fchmod(fd, 0700);
    close(fd);
    snprintf(executor->image_path, sizeof executor->image_path, "%s", path);
    rig_cell(&cell, "noop", "thread", 1, "");
    cr_expect(rig_play(executor, &cell, RIG_TIMEOUT_NS, out) == 0, "%s", out->reason);
    unlink(path);
    cr_assert(out->stderr_text != NULL);
}

Test(execute_system, environment)
{
    struct executor executor;
    struct outcome out;
    setenv("TVP_TEST_OWN", "kept", 1);
    setenv("TVP_PAD", "old", 1);
    rig_open(&executor);
    play_script(&executor, "env >&2", &out);
    cr_expect(strstr(out.stderr_text, "TVP_TEST_OWN=kept\n"));
    cr_expect(strstr(out.stderr_text, "LD_BIND_NOW=1\n"));
    const char *pad = strstr(out.stderr_text, "TVP_PAD=");
    cr_assert(pad != NULL && strstr(pad + 1, "TVP_PAD=") == NULL);
    cr_expect(strspn(pad + 8, "x") == out.env_bytes && pad[8 + out.env_bytes] == '\n');
    const uint32_t first = out.env_bytes;
    outcome_free(&out);
    play_script(&executor, "env >&2", &out);
    cr_expect(out.env_bytes == first, "the same seed gives the same size");
    outcome_free(&out);
    executor.env_seed = 1234;
    play_script(&executor, "env >&2", &out);
    cr_expect(out.env_bytes != first, "another seed gives another size");
    outcome_free(&out);
}

Test(execute_system, nothing_else_is_inherited)
{
    struct executor executor;
    struct outcome out;
    const int leaky = open("/dev/zero", O_RDONLY);
    cr_assert(leaky >= 0);
    sigset_t blocked;
    sigfillset(&blocked);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGTERM, SIG_IGN);
    rig_open(&executor);
    play_script(&executor,
                "for fd in /proc/$$/fd/*; do echo ${fd##*/}=$(readlink $fd) >&2; done\n"
                /* Read by the shell itself: while it starts another program it blocks all signals. */
                "while read -r line; do case $line in SigBlk*|SigIgn*) echo \"$line\";; esac; done "
                "</proc/$$/status >&2\n"
                "echo group=$(cut -d' ' -f5 /proc/$$/stat) $$ >&2",
                &out);
    const char *text = out.stderr_text;
    cr_expect(strstr(text, "0=/dev/null\n") && strstr(text, "1=/dev/null\n"), "%s", text);
    cr_expect(strstr(text, "2=/memfd:tvp-stderr (deleted)\n") && strstr(text, "3=/memfd:tvp (deleted)\n"),
              "%s", text);
    cr_expect(!strstr(text, "/dev/zero"), "%s", text);
    unsigned long long ignored_mask = 1, blocked_mask = 1;
    cr_expect(sscanf(strstr(text, "SigBlk:"), "SigBlk: %llx SigIgn: %llx", &blocked_mask, &ignored_mask) ==
              2);
    /* The C library keeps signals 32 and up to itself. */
    cr_expect(blocked_mask == 0 && (ignored_mask & 0x7fffffff) == 0, "%s", text);
    int group = 0, pid = 1;
    cr_expect(sscanf(strstr(text, "group="), "group=%d %d", &group, &pid) == 2 && group == pid, "%s", text);
    outcome_free(&out);
}

Test(execute_system, folder_for_files_is_private_and_goes)
{
    struct executor executor;
    struct outcome out;
    struct cell cell;
    char folder[] = "/tmp/tvp-test-XXXXXX";
    cr_assert(mkdtemp(folder) != NULL);
    rig_open(&executor);
    snprintf(executor.tmp_path, sizeof executor.tmp_path, "%s", folder);
    rig_cell(&cell, "io_file", "fork", 2, "");
    cell.ops = 4;
    cell.batch = 2;
    cr_assert(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0);
    cr_expect(out.status == STATUS_OK, "%s", out.reason);
    cr_expect(strstr(out.map->tmp_path, "/trial-5"), "%s", out.map->tmp_path);
    cr_expect(plat_folder_is_empty(folder) == 1);
    outcome_free(&out);
    plat_folder_clear(folder);
    plat_folder_remove(folder);
}

static long resident_kib(void)
{
    char line[256];
    long kib = -1;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmRSS: %ld", &kib) == 1)
            break;
    if (status)
        fclose(status);
    return kib;
}

static uint32_t open_files(void)
{
    uint32_t count = 0;
    DIR *list = opendir("/proc/self/fd");
    while (list && readdir(list))
        count++;
    if (list)
        closedir(list);
    return count;
}

Test(execute_system, neither_memory_nor_descriptors_grow)
{
    struct executor executor;
    struct cell cell;
    rig_open(&executor);
    rig_cell(&cell, "noop", "thread", 1, "");
    cell.ops = 1000;
    cell.batch = 500;
    long before = 0;
    uint32_t files = 0;
    for (int i = 0; i < 250; i++) {
        struct outcome out;
        cr_assert(rig_play(&executor, &cell, RIG_TIMEOUT_NS, &out) == 0);
        cr_expect(out.status == STATUS_OK, "%s", out.reason);
        outcome_free(&out);
        if (i == 50) {
            before = resident_kib();
            files = open_files();
        }
    }
    cr_expect(rig_is_sanitized() || resident_kib() - before < 256, "%ld KiB more", resident_kib() - before);
    cr_expect(open_files() == files);
}
