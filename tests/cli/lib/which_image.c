/* SPDX-License-Identifier: MIT */
/* Preloaded: adds the program's path and when its file was written to the file $WHICH_IMAGE. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

__attribute__((constructor)) static void tell(void)
{
    char path[4096], line[4400];
    struct stat file;
    const char *to = getenv("WHICH_IMAGE");
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (!to || length < 0 || stat("/proc/self/exe", &file) != 0)
        return;
    path[length] = '\0';
    int size = snprintf(line, sizeof line, "%s %lld.%09ld\n", path, (long long)file.st_mtim.tv_sec, file.st_mtim.tv_nsec);
    int fd = open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd >= 0 && write(fd, line, (size_t)size) != size)
        _exit(1);
    close(fd);
}
