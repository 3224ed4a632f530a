/* SPDX-License-Identifier: MIT */
/* Files and folders of a run: appended, cut, locked, cleared without following links. */
#include "contract.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[256];

static const char *in_folder(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int64_t size_of(const char *name)
{
    int64_t handle = plat_file_open(in_folder(name), PLAT_FILE_READ);
    int64_t bytes = handle < 0 ? handle : plat_object_bytes(handle);
    plat_handle_close(handle);
    return bytes;
}

static void check_files(void)
{
    CHECK(plat_file_open(in_folder("absent"), PLAT_FILE_READ) == -PLAT_ENOENT,
          "a file that is not there is an error");
    int64_t handle = plat_file_open(in_folder("file"), PLAT_FILE_WRITE);
    CHECK(handle >= 0 && plat_channel_write(handle, "12345", 5) == 0 && plat_file_sync(handle) == 0,
          "a file is written");
    plat_handle_close(handle);
    handle = plat_file_open(in_folder("file"), PLAT_FILE_APPEND);
    CHECK(handle >= 0 && plat_channel_write(handle, "678", 3) == 0 && size_of("file") == 8,
          "what is appended comes after");
    CHECK(plat_file_cut(handle, 3) == 0 && size_of("file") == 3, "a file is cut");
    CHECK(plat_channel_write(handle, "4", 1) == 0 && size_of("file") == 4, "and appended to from there");
    plat_handle_close(handle);
    handle = plat_file_open(in_folder("file"), PLAT_FILE_WRITE);
    CHECK(size_of("file") == 0, "opened for writing it is empty");
    plat_handle_close(handle);
    CHECK(plat_file_remove(in_folder("file")) == 0 && size_of("file") == -PLAT_ENOENT, "a file is removed");
}

static void check_lock(const char *self)
{
    int64_t lock = plat_folder_lock(folder);
    CHECK(lock >= 0, "a folder is locked");
    CHECK(plat_folder_lock(folder) == -PLAT_EAGAIN, "nobody else gets the lock");
    /* A program that we start must not keep it. */
    char name[] = "contract", sleeps[] = "sleep";
    char *argv[] = {name, sleeps, NULL};
    struct plat_task task;
    struct plat_exit how;
    int started = plat_image_start(&task, self, argv, NULL);
    plat_handle_close(lock);
    lock = plat_folder_lock(folder);
    CHECK(started == 0 && lock >= 0, "it goes with its handle, whatever was started meanwhile");
    plat_handle_close(lock);
    if (started == 0) {
        plat_process_kill(&task);
        plat_process_join(&task, &how);
    }
}

static void check_clear(void)
{
    char below[600], outside[512], inner[512];
    snprintf(outside, sizeof outside, "%s", in_folder("outside"));
    snprintf(below, sizeof below, "%s/kept", outside);
    CHECK(plat_folder_make(outside) == 0 && plat_folder_make(outside) == -PLAT_EEXIST,
          "a folder is made once");
    plat_handle_close(plat_file_open(below, PLAT_FILE_WRITE));
    snprintf(inner, sizeof inner, "%s", in_folder("inner"));
    CHECK(plat_folder_make(inner) == 0 && plat_folder_is_empty(inner) == 1, "a new folder is empty");
    snprintf(below, sizeof below, "%s/deep", inner);
    CHECK(plat_folder_make(below) == 0 && plat_folder_is_empty(inner) == 0, "then it is not");
    CHECK(plat_folder_remove(inner) < 0, "a folder that is not empty is not removed");
    snprintf(below, sizeof below, "%s/deep/file", inner);
    plat_handle_close(plat_file_open(below, PLAT_FILE_WRITE));
    snprintf(below, sizeof below, "%s/link", inner);
    CHECK(symlink(outside, below) == 0, "a link out of the folder");
    CHECK(plat_folder_clear(inner) == 0 && plat_folder_is_empty(inner) == 1,
          "a folder is cleared, links and all");
    CHECK(size_of("outside/kept") == 0, "what a link led to is still there");
    CHECK(plat_folder_clear(outside) == 0 && plat_folder_remove(outside) == 0 &&
              plat_folder_remove(inner) == 0,
          "an empty folder is removed");
}

int main(int argc, char **argv)
{
    char time[17], absolute[512];
    if (argc > 1) { /* an image that only sleeps */
        plat_sleep_ns(UINT64_C(10000000000));
        return 0;
    }
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/tvp-contract-XXXXXX", base && base[0] ? base : "/tmp");
    if (!CHECK(mkdtemp(folder) != NULL, "a folder to work in"))
        return contract_done();
    check_files();
    check_lock(argv[0]);
    check_clear();
    CHECK(plat_path_absolute(folder, absolute, sizeof absolute) == 0 && absolute[0] == '/',
          "a path is made absolute");
    CHECK(plat_path_absolute(folder, absolute, 3) == -PLAT_EINVAL, "a path that does not fit is an error");
    plat_utc_now(time);
    CHECK(strlen(time) == 16 && time[8] == 'T' && time[15] == 'Z', "the time of day is told");
    CHECK(plat_folder_remove(folder) == 0, "nothing is left behind");
    return contract_done();
}
