/* SPDX-License-Identifier: MIT */
/* io_file: real files in a folder of the test's own; wrapping, short disks, and contents that were changed.
 */
#include "../../bench/workloads/block_file.h"
#include "workload_rig.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char folder[] = "/tmp/tvp-io_file.XXXXXX";

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    cr_expect_eq(rmdir(folder), 0, "something was left in %s", folder);
}

TestSuite(workload_io_file, .init = make_folder, .fini = remove_folder);

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

static void open_rig(struct rig *rig, uint32_t workers, const char *block, const char *file)
{
    rig_open(rig, "io_file", workers, 0);
    cr_assert(rig->trial.workload->needs & TVP_NEEDS_TMP);
    rig->trial.tmp_path = folder;
    rig_set(rig, "block", block);
    rig_set(rig, "file", file);
}

/* The workload's state begins with it. */
static struct block_file *file_of(struct rig *rig, uint32_t i)
{
    return (void *)rig->worker[i].scratch;
}

static void close_rig(struct rig *rig)
{
    for (uint32_t i = 0; i < rig->trial.workers; i++)
        rig->trial.workload->teardown(&rig->worker[i]);
}

static void run_some(struct rig *rig, uint32_t i)
{
    rig_run(rig, i, 1);
    rig_run(rig, i, 7);
    rig_run(rig, i, 100);
}

static void expect_round_trip(const char *block, const char *file, const char *sync, int64_t file_bytes)
{
    struct rig rig;
    struct stat is;

    open_rig(&rig, 2, block, file);
    rig_set(&rig, "sync", sync);
    rig_set_up_all(&rig);
    cr_expect_eq(names_in_folder(), 0);
    run_some(&rig, 0);
    run_some(&rig, 1);
    cr_expect_eq(fstat(file_of(&rig, 0)->file, &is), 0);
    cr_expect_eq(is.st_size, file_bytes);
    rig_expect_count_checked(&rig, 0, "ops were done");
    rig_expect_right(&rig, 1);
    close_rig(&rig);
}

Test(workload_io_file, blocks_come_back)
{
    expect_round_trip("64K", "4M", "none", 4 << 20);
    expect_round_trip("512", "512", "data", 512);
    expect_round_trip("4K", "40K", "full", 40 << 10);
    expect_round_trip("1000", "10K", "none", 10000);   /* no whole sectors, no whole blocks */
    expect_round_trip("64K", "4K", "none", 64 << 10);  /* at least one block */
    expect_round_trip("512", "1M", "none", 108 * 512); /* not full yet */
}

Test(workload_io_file, every_op_writes_something_else_to_each_sector)
{
    struct rig rig;
    unsigned char before[4096];

    open_rig(&rig, 1, "4K", "4K");
    rig_set_up_all(&rig);
    rig_run(&rig, 0, 1);
    memcpy(before, file_of(&rig, 0)->out, sizeof before);
    rig_run(&rig, 0, 1);
    for (size_t at = 0; at < sizeof before; at += 512)
        cr_expect_arr_neq(before + at, file_of(&rig, 0)->out + at, 512);
    close_rig(&rig);
}

Test(workload_io_file, verify_notices_a_changed_file)
{
    static const off_t places[] = {0, 511, 70000, (1 << 20) - 1};

    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        struct rig rig;
        unsigned char byte;

        open_rig(&rig, 1, "64K", "1M");
        rig_set_up_all(&rig);
        run_some(&rig, 0);
        cr_assert_eq(pread(file_of(&rig, 0)->file, &byte, 1, places[i]), 1);
        byte ^= 0x10;
        cr_assert_eq(pwrite(file_of(&rig, 0)->file, &byte, 1, places[i]), 1);
        rig_expect_wrong(&rig, 0, "comparing what came back");
        close_rig(&rig);
    }
}

Test(workload_io_file, verify_notices_a_file_cut_short)
{
    struct rig rig;

    open_rig(&rig, 1, "4K", "64K");
    rig_set_up_all(&rig);
    run_some(&rig, 0);
    cr_assert_eq(ftruncate(file_of(&rig, 0)->file, 60000), 0);
    rig_expect_wrong(&rig, 0, "the file's end");
    close_rig(&rig);
}

/* A limit on file sizes stands for a full disk: the write comes back short, then fails. */
Test(workload_io_file, a_failing_write_is_told_with_its_reason)
{
    struct rig rig;
    struct rlimit limit = {10000, RLIM_INFINITY};

    open_rig(&rig, 1, "4K", "64K");
    rig_set_up_all(&rig);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    run_some(&rig, 0);
    rig_expect_wrong(&rig, 0, "io_file: writing in op 2: no space left");
    close_rig(&rig);
}

Test(workload_io_file, setup_says_why_there_is_no_file)
{
    struct rig rig;

    open_rig(&rig, 1, "4K", "64K");
    rig.trial.tmp_path = "/nonexistent";
    cr_expect_eq(rig_set_up(&rig, 0), -1);
    cr_expect_str_eq(rig.worker[0].map->message, "io_file: making a file in op 0: no such file");
}
