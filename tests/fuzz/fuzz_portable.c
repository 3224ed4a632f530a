/* SPDX-License-Identifier: MIT */
/* A portable baseline, against a small run. */
#include "../../harness/cli/portable.h"
#include "fuzz.h"

static const char plan[] =
    "{\"type\":\"plan\",\"schema\":1,\"tvp\":\"0.1.0\",\"run\":\"x\",\"seed\":1,\"command\":[\"run\"],"
    "\"suite\":\"s\","
    "\"label\":\"x\",\"blocks\":{\"time\":1,\"memory\":0},\"timeout_ns\":1,\"budget_ns\":null,\"image_hash\":"
    "\"0\","
    "\"probes\":[\"clock\"],\"metrics\":[{\"name\":\"ops\",\"unit\":\"count\",\"better\":\"neither\","
    "\"scope\":\"worker\",\"exact\":false,\"probe\":\"clock\",\"brief\":\"-\"}]}\n"
    "{\"type\":\"cell\",\"cell\":0,\"workload\":\"noop\",\"version\":1,\"model\":\"fork\",\"sharing\":"
    "\"shm\","
    "\"workers\":1,\"placement\":\"none\",\"cpus\":null,\"oversubscribed\":false,\"params\":{\"data\":0},"
    "\"ops\":5,"
    "\"batch\":1,\"kinds\":[\"time\"],\"named\":false,\"unsupported\":null}\n"
    "{\"type\":\"trial\",\"trial\":0,\"block\":0,\"kind\":\"time\",\"cell\":0,\"seed\":1}\n"
    "{\"type\":\"end\",\"trials\":1}\n";
static const char machine[] =
    "{\"schema\":1,\"machine\":\"x\",\"os\":{\"name\":\"Linux\",\"arch\":\"x86_64\"}}\n";
static const char trials[] =
    "{\"schema\":1,\"trial\":0,\"session\":0,\"block\":0,\"kind\":\"time\",\"cell\":0,\"status\":\"ok\","
    "\"reason\":null,"
    "\"workload\":\"noop\",\"version\":1,\"model\":\"fork\",\"sharing\":\"shm\",\"workers\":1,\"placement\":"
    "\"none\","
    "\"params\":{\"data\":0},\"metrics\":{},\"worker_metrics\":{\"ops\":[5]},\"nulls\":{}}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int made;
    if (!made++) {
        fuzz_file("run/plan.jsonl", plan, sizeof plan - 1);
        fuzz_file("run/machine.json", machine, sizeof machine - 1);
        fuzz_file("run/trials.jsonl", trials, sizeof trials - 1);
    }
    FUZZ_COMMAND(compare, "--all", fuzz_file("base.json", data, size), fuzz_path("run"));
    return 0;
}
