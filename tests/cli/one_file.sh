#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A workload, a model and a figure are one new file each: added to a copy of the tree, they are built, listed and played, and
# nothing else in it has changed.
set -u
. "$(dirname "$0")/lib/common.sh"
for tool in make python3 "${CC:-cc}"; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done
case $(uname -s) in MINGW* | MSYS* | CYGWIN*) skip "the copy would be built for another system" ;; esac
[ -z "${TVP_EXEC_WRAPPER:-}" ] || skip "a wrapper would play what is built for this machine"

top=$(cd "$(dirname "$0")/../.." && pwd)
copy=$SCRATCH/copy
mkdir "$copy"
(cd "$top" && cp -R Makefile make harness bench plots "$copy") || fail "the tree cannot be copied"

cat >"$copy/bench/workloads/triangle.c" <<'C'
/* Adds up the numbers of its ops. */
#include <inttypes.h>

#include "../../harness/api/tvp.h"

struct state {
    uint64_t sum, done;
};

static int setup(struct tvp_worker *worker)
{
    *(struct state *)worker->scratch = (struct state){0, 0};
    return 0;
}

static void run(struct tvp_worker *worker, uint64_t ops)
{
    struct state *state = (void *)worker->scratch;

    for (; ops > 0; ops--)
        state->sum += ++state->done;
}

static int verify(struct tvp_worker *worker)
{
    const struct state *state = (void *)worker->scratch;
    const uint64_t n = worker->ops_total;

    return state->sum == n * (n + 1) / 2 ? 0 : tvp_fail(worker, "triangle: %" PRIu64 " ops make no %" PRIu64, n, state->sum);
}

const struct tvp_workload tvp_workload_triangle = {
    .name = "triangle",
    .brief = "adds up the numbers of its ops",
    .op = "an addition",
    .doc = "Verified: the sum.",
    .version = 1,
    .setup = setup,
    .run = run,
    .verify = verify,
};
C
cat >"$copy/bench/models/twice.c" <<'C'
/* A child of a child. */
#include "../../harness/api/tvp.h"

static int start(struct tvp_crew *crew, uint32_t i)
{
    struct plat_task inner;
    struct plat_exit how = {0, 0};
    const int child = plat_fork(&crew->task[i]);

    if (child != 1)
        return child;
    crew->trial->parent_pid = plat_pid(); /* with whom the worker is to die */
    const int grandchild = plat_fork(&inner);
    if (grandchild == 1) {
        const uint64_t enter_ns = plat_now_ns();
        plat_exit_now(tvp_worker_enter(crew->trial, crew->start, i, enter_ns));
    }
    if (grandchild < 0 || plat_process_join(&inner, &how) < 0)
        how.code = 1;
    plat_exit_now(how.code);
    return -PLAT_EINVAL;
}

static int join(struct tvp_crew *crew, uint32_t i, struct plat_exit *how)
{
    return plat_process_join(&crew->task[i], how);
}

const struct tvp_model tvp_model_twice = {
    .name = "twice",
    .brief = "children of children",
    .doc = "Each worker is a fork of a fork.",
    .provides = TVP_INHERITS | TVP_PROCESSES,
    .start = start,
    .join = join,
};
C
cat >"$copy/plots/work.gp" <<'G'
# brief: what the work took
# metric: work_ns
# x: workers 1
# series: model
# where: workload = triangle
print sprintf("series %d", series_count)
plot for [s = 1:series_count] data using (pick(s, 1, 'work_ns', 'x')):(pick(s, 1, 'work_ns', 'median')) with points
G

build() { # OPTION...
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$copy" -j2 BUILD=build CC="${CC:-cc}" CFLAGS=-O1 LDFLAGS= "$@" build/tvp build/tvp-trial </dev/null
}
build >"$SCRATCH/make.log" 2>&1 || fail "the copy does not build: $(tail -n 5 "$SCRATCH/make.log")"
! grep -E '(triangle|twice)\.c.*warning:' "$SCRATCH/make.log" || fail "the new files are not built without warnings"
differ() { diff -rq -x __pycache__ "$top/$1" "$copy/$1"; } # what Python compiles meanwhile is no difference
added=$(for folder in bench harness make plots; do differ $folder; done)
[ "$(grep -c . <<<"$added")" -eq 3 ] || fail "not three files make the difference: $added"
ok "three files more, and it builds"

# What is made from the folders depends on the headers too: it would describe the cases by another layout.
touch "$copy/harness/api/tvp.h"
for object in registry runtimes; do
    build -n 2>&1 | grep -q "/$object\.o" || fail "$object.o is not made anew for a changed header"
done
ok "a changed header is seen by the registries"

# Its own, all of it: this test's tvp has neither of them.
TVP=$copy/build/tvp
cd "$SCRATCH" || fail "no folder"
for what in workloads:triangle models:twice figures:work; do
    "$TVP" list "${what%:*}" --json | python3 -c '
import json, sys
what, name = sys.argv[1].split(":")
one = next(one for one in json.load(sys.stdin)[what] if one["name"] == name)
assert one["brief"] and not one.get("unsupported"), one' $what || fail "tvp list ${what%:*} has no ${what#*:}"
done
"$TVP" list triples --json | python3 -c '
import json, sys
triples = {w["name"]: {p["model"] for p in w["pairs"] if p["unsupported"] is None} for w in json.load(sys.stdin)["triples"]}
assert "thread" in triples["triangle"] and "twice" in triples["cpu_hash"] and "twice" in triples["triangle"], triples["triangle"]' ||
    fail "tvp list triples has no pair of the new ones"
ok "they are listed"

run_ok both --workload triangle --model all --workers 2 --ops 1000 --batch 100 --trials 1 --quiet
run_ok others --workload cpu_hash,data_touch,ipc_pingpong,lock_mutex --model twice --data 1M --workers 2 --ops 100 --batch 10 --trials 1 --kinds time --quiet
python3 - "$SCRATCH/both/trials.jsonl" "$SCRATCH/others/trials.jsonl" <<'P' || fail "what was played"
import json, sys
both, others = ([json.loads(line) for line in open(name)] for name in sys.argv[1:])
played = {r["model"] for r in both if r["status"] == "ok"}
assert {"thread", "fork", "spawn", "twice"} <= played and {r["status"] for r in both} <= {"ok", "unsupported"}, played
assert [r["status"] for r in others] == ["ok"] * 4, [(r["workload"], r["status"], r["reason"]) for r in others]
P
ok "the workload is played under every model, and the model with others' workloads"

if command -v gnuplot >/dev/null; then
    "$TVP" plot "$SCRATCH/both" --figure work >"$SCRATCH/out" 2>&1 || fail "the figure: $(cat "$SCRATCH/out")"
    [ -s "$SCRATCH/both/figures/work.svg" ] || fail "the figure was not drawn"
    ok "the figure is drawn"
fi
