/* SPDX-License-Identifier: MIT */
/* A run folder in all that read one: the first byte chooses which; then plan.jsonl, machine.json,
 * trials.jsonl and the samples of trial 0, with lines of %% between. */
#include "../../harness/store/reader.h"
#include "fuzz.h"

static void samples(const char *path)
{
    struct reader reader;
    char error[READER_ERROR_MAX] = "";
    if (reader_open(&reader, path, error) != 0) {
        fuzz_error(error);
        return;
    }
    json_t *found = reader_samples(&reader, 0, error);
    if (!found)
        fuzz_error(error);
    json_decref(found);
    reader_close(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"csv",       "json",        "bencher", "gbench",  "github-action",
                                          "hyperfine", "openmetrics", "pyperf",  "portable"};
    struct fuzz_part part[5];
    if (size == 0)
        return 0;
    fuzz_cut(data + 1, size - 1, part, 5);
    fuzz_file("run/plan.jsonl", part[0].bytes, part[0].size);
    fuzz_file("run/machine.json", part[1].bytes, part[1].size);
    fuzz_file("run/trials.jsonl", part[2].bytes, part[2].size);
    fuzz_file("run/decisions.jsonl", part[3].bytes, part[3].size);
    fuzz_file("run/samples/0.json", part[4].bytes, part[4].size);
    const char *path = fuzz_path("run");
    const unsigned which = data[0] % 16;
    if (which < sizeof formats / sizeof *formats)
        FUZZ_COMMAND(export, "--format", formats[which], path);
    else if (which == 9)
        FUZZ_COMMAND(compare, "--all", path, path);
    else if (which == 10)
        FUZZ_COMMAND(compare, "--format", "junit", path);
    else if (which == 11)
        FUZZ_COMMAND(history, "add", "--db", fuzz_path("history.db"), path);
    else if (which == 12)
        samples(path);
    else
        FUZZ_COMMAND(show, path);
    return 0;
}
