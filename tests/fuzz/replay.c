/* SPDX-License-Identifier: MIT */
/* Plays inputs without libFuzzer: each file given, and each file of each folder given. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static int play(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t size = 0;
    if (!file || fseek(file, 0, SEEK_END) != 0)
        return -1;
    const long length = ftell(file);
    rewind(file);
    if (length >= 0 && (bytes = malloc((size_t)length + 1)) != NULL)
        size = fread(bytes, 1, (size_t)length, file);
    fclose(file);
    if (!bytes)
        return -1;
    /* Exactly as large as it is, so that a step beyond its end is seen. */
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact)
        abort();
    memcpy(exact, bytes, size);
    free(bytes);
    printf("%s\n", path);
    fflush(stdout); /* the last one named is the one that crashed */
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

static int play_all(const char *path)
{
    char one[4096];
    DIR *all = opendir(path);
    int failed = 0;
    if (!all)
        return play(path);
    for (struct dirent *entry; (entry = readdir(all)) != NULL;) {
        snprintf(one, sizeof one, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.')
            failed |= play_all(one);
    }
    closedir(all);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;
    for (int i = 1; i < argc; i++)
        failed |= play_all(argv[i]);
    if (failed)
        fprintf(stderr, "usage: replay FILE|FOLDER...\n");
    return failed ? 2 : 0;
}
