/* SPDX-License-Identifier: MIT */
/* Files and folders of a run: appended, cut, locked, listed, cleared. */
#include <stdlib.h>

#include "contract.h"

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
    int64_t below = size_of("file/below");
    CHECK(below == -PLAT_ENOTDIR || below == -PLAT_ENOENT, "what lies below a file is not there");
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
    /* qemu-user starts images by fork: until its exec the child has all that we have */
    if (lock >= 0 || !contract_emulated("it goes with its handle, whatever was started meanwhile"))
        CHECK(started == 0 && lock >= 0, "it goes with its handle, whatever was started meanwhile");
    plat_handle_close(lock);
    if (started == 0) {
        plat_process_kill(&task);
        plat_process_join(&task, &how);
    }
}

static void check_names(const char *path)
{
    char **names = NULL, below[600];
    snprintf(below, sizeof below, "%s/\xc3\xa4.txt", path);
    plat_handle_close(plat_file_open(below, PLAT_FILE_WRITE));
    int count = plat_folder_names(path, &names);
    CHECK(count == 2 && strcmp(names[0], "deep") == 0 && strcmp(names[1], "\xc3\xa4.txt") == 0,
          "the names in a folder are told, sorted, in UTF-8");
    free(names);
    CHECK(plat_folder_names(in_folder("absent"), &names) < 0, "a folder that is not there is an error");
}

static void check_places(void)
{
    char back[4] = "";
    int64_t file = plat_file_nameless(folder);
    if (!CHECK(file >= 0, "a nameless file"))
        return;
    CHECK(plat_file_write_at(file, "xyz", 3, 4096) == 3 && plat_file_write_at(file, "a", 1, 0) == 1,
          "it is written at a place");
    CHECK(plat_file_sync_data(file) == 0 && plat_file_read_at(file, back, 3, 4096) == 3 &&
              strcmp(back, "xyz") == 0,
          "and read there");
    CHECK(plat_file_read_at(file, back, 3, 8192) == 0, "nothing comes from behind its end");
    plat_handle_close(file);
    CHECK(plat_folder_is_empty(folder) == 1, "it is gone with its handle");
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
    check_names(inner);
    snprintf(below, sizeof below, "%s/deep/file", inner);
    plat_handle_close(plat_file_open(below, PLAT_FILE_WRITE));
    CHECK(plat_folder_clear(inner) == 0 && plat_folder_is_empty(inner) == 1, "a folder is cleared");
    CHECK(size_of("outside/kept") == 0, "and no other");
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
    if (!CHECK(plat_folder_make_private(NULL, "tvp-contract-", folder, sizeof folder) == 0,
               "a folder to work in"))
        return contract_done();
    check_files();
    check_places();
    check_lock(argv[0]);
    check_clear();
    CHECK(plat_path_absolute(folder, absolute, sizeof absolute) == 0 && strchr(absolute, '/') != NULL,
          "a path is made absolute");
    CHECK(plat_path_absolute(folder, absolute, 3) == -PLAT_EINVAL, "a path that does not fit is an error");
    plat_utc_now(time);
    CHECK(strlen(time) == 16 && time[8] == 'T' && time[15] == 'Z', "the time of day is told");
    CHECK(plat_folder_remove(folder) == 0, "nothing is left behind");
    return contract_done();
}
