/* SPDX-License-Identifier: MIT */
/* plan.jsonl as `tvp run --plan` and `--resume` read it; trials.jsonl and decisions.jsonl as a resumed run
 * scans them. */
#include <string.h>

#include "../../harness/store/plan_file.h"
#include "../../harness/store/run.h"
#include "fuzz.h"

/* The records, as if this run were to be resumed. */
static void scan(uint64_t trials)
{
    struct run run = {.folder = -1, .records = -1};
    char error[RUN_ERROR_MAX] = "", path[RUN_ERROR_MAX];
    memcpy(path, fuzz_path("run"), strlen(fuzz_path("run")) + 1);
    if (run_open(&run, path, error) != 0 || run_scan(&run, trials, error) != 0)
        fuzz_error(error);
    run_close(&run, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan_file file;
    struct planned planned;
    struct fuzz_part part[4];
    char error[PLAN_ERROR_MAX] = "";
    fuzz_cut(data, size, part, 4);
    fuzz_file("run/machine.json", part[1].bytes, part[1].size);
    fuzz_file("run/trials.jsonl", part[2].bytes, part[2].size);
    fuzz_file("run/decisions.jsonl", part[3].bytes, part[3].size);
    int more = 1;
    if (plan_file_open(&file, fuzz_file("run/plan.jsonl", part[0].bytes, part[0].size), error) != 0) {
        fuzz_error(error);
        return 0;
    }
    while ((more = plan_file_next(&file, &planned, error)) == 1)
        ;
    if (more < 0)
        fuzz_error(error);
    else
        scan(file.plan.trials);
    plan_file_close(&file);
    return 0;
}
