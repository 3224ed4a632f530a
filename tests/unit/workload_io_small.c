/* SPDX-License-Identifier: MIT */
/* io_small_files and io_descriptors: real files in a folder of the test's own, changed or taken away behind
 * their backs; a full table of descriptors. */
#include "../../bench/workloads/small_files.h"
#include "workload_rig.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static char folder[] = "/tmp/tvp-io_small.XXXXXX";

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    cr_expect_eq(rmdir(folder), 0, "something was left in %s", folder);
}

TestSuite(workload_io_small, .init = make_folder, .fini = remove_folder);

static uint32_t names_in_folder(void)
{
    DIR *open_folder = opendir(folder);
    uint32_t count = 0;

    cr_assert_not_null(open_folder);
    while (readdir(open_folder))
        count++;
    closedir(open_folder);
    return count - 2; /* itself and its parent */
}

static void open_rig(struct rig *rig, const char *name, uint32_t workers)
{
    rig_open(rig, name, workers, 0);
    cr_assert(rig->trial.workload->needs & TVP_NEEDS_TMP);
    rig->trial.tmp_path = folder;
}

/* Both workloads' states begin with it. */
static struct small_files *files_of(struct rig *rig, uint32_t i)
{
    struct small_files *files;

    memcpy(&files, rig->worker[i].scratch, sizeof files);
    return files;
}

static void expect_round_trip(const char *bytes, const char *files, uint32_t there)
{
    struct rig rig;

    open_rig(&rig, "io_small_files", 2);
    rig_set(&rig, "bytes", bytes);
    rig_set(&rig, "files", files);
    rig_set_up_all(&rig);
    cr_expect_eq(names_in_folder(), 2 * (there - 1));
    for (uint32_t i = 0; i < 2; i++) {
        rig_run(&rig, i, 1);
        rig_run(&rig, i, 150);
    }
    cr_expect_eq(names_in_folder(), 2 * (there - 1));
    rig.worker[1].ops_total++;
    rig_expect_wrong(&rig, 1, "151 ops were done, 152 asked for");
    rig_expect_right(&rig, 0);
    cr_expect_eq(names_in_folder(), 0);
    for (uint32_t i = 0; i < 2; i++)
        rig.trial.workload->teardown(&rig.worker[i]);
}

Test(workload_io_small, files_come_back_and_go)
{
    expect_round_trip("4K", "64", 64);
    expect_round_trip("8", "1", 1);
    expect_round_trip("1001", "3", 3);
    expect_round_trip("100K", "7", 7);
}

/* Changes a byte of file `number` of worker 0, or removes it. */
static void harm(struct rig *rig, uint64_t number, int removes)
{
    struct small_files *files = files_of(rig, 0);

    small_files_name(files, number);
    if (removes) {
        cr_assert_eq(unlink(files->path), 0);
        return;
    }
    int file = open(files->path, O_RDWR);
    unsigned char byte;
    cr_assert_eq(pread(file, &byte, 1, 513), 1);
    byte ^= 4;
    cr_assert_eq(pwrite(file, &byte, 1, 513), 1);
    close(file);
}

/* In run, which takes file 20 next, and in verify, which takes those that are left. */
Test(workload_io_small, harm_is_noticed)
{
    static const char *const words[] = {"comparing what came back", "opening a file"};

    for (int removes = 0; removes < 2; removes++)
        for (unsigned later = 0; later < 2; later++) {
            struct rig rig;
            char expected[100];

            open_rig(&rig, "io_small_files", 1);
            rig_set(&rig, "files", "4");
            rig_set_up_all(&rig);
            rig_run(&rig, 0, 20);
            harm(&rig, 20 + later, removes);
            if (later == 0)
                rig_run(&rig, 0, 10);
            snprintf(expected, sizeof expected, "io_small_files: %s in op 20", words[removes]);
            rig_expect_wrong(&rig, 0, expected);
            for (uint64_t number = 0; number < 40; number++) { /* what it left behind */
                small_files_name(files_of(&rig, 0), number);
                unlink(files_of(&rig, 0)->path);
            }
            rig.trial.workload->teardown(&rig.worker[0]);
        }
}

Test(workload_io_small, descriptors_are_opened_and_closed)
{
    static const char *const kinds[] = {"file", "pipe"};
    struct rlimit limit;

    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 64; /* one that were not closed would soon be missed */
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    for (unsigned k = 0; k < 2; k++) {
        struct rig rig;

        open_rig(&rig, "io_descriptors", 2);
        rig_set(&rig, "kind", kinds[k]);
        rig_set_up_all(&rig);
        for (uint32_t i = 0; i < 2; i++)
            rig_run_batches(&rig, i);
        rig.worker[0].ops_total++;
        rig_expect_wrong(&rig, 0, "1406 ops were done, 1407 asked for");
        rig.worker[0].ops_total--;
        for (uint32_t i = 0; i < 2; i++) {
            rig_expect_right(&rig, i);
            rig.trial.workload->teardown(&rig.worker[i]);
        }
    }
}

Test(workload_io_small, a_full_table_is_told)
{
    struct rlimit limit;
    struct rig rig;

    open_rig(&rig, "io_descriptors", 1);
    rig_set(&rig, "kind", "pipe");
    rig_set_up_all(&rig);
    rig_run(&rig, 0, 3);
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct rlimit none = {0, limit.rlim_max};
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    rig_run(&rig, 0, 3);
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    rig_expect_wrong(&rig, 0, "opening in op 3: too many open files");
    unlink(files_of(&rig, 0)->path);
}

Test(workload_io_small, a_missing_folder_is_told)
{
    struct rig rig;

    open_rig(&rig, "io_small_files", 1);
    rig.trial.tmp_path = "/nonexistent";
    cr_expect_eq(rig_set_up(&rig, 0), -1);
    cr_expect_str_eq(rig.worker[0].map->message, "io_small_files: making a file in op 0: no such file");
}
