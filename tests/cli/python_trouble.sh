#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is said of workers of other languages that are killed, of interpreters of several, and of scripts that fail.
set -u
. tests/cli/lib/common.sh
. tests/cli/lib/lane.sh

"$TVP" list models --json | python3 -c 'import json,sys; sys.exit(bool([m for m in json.load(sys.stdin)["models"] if m["name"]=="py_fork"][0]["unsupported"]))' ||
    absent "no Python lane on this system"

# ---- a worker is killed --------------------------------------------------------------------------------------------------

# workers PROGRAM: the processes below it that are workers, the first one first.
workers() {
    local pid
    for pid in $(pgrep -P "$1"); do
        tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q resource_tracker || echo "$pid"
    done
}

kill_worker() { # WORKLOAD MODEL WHO...: it is told in these words
    local workload=$1 model=$2 pid trial program
    shift 2
    rm -rf "$SCRATCH/killed"
    "$TVP" run --out "$SCRATCH/killed" --workload "$workload" --model "$model" --workers 2 --placement none --ops 1000000000 --batch 100000 \
        --trials 1 --kinds time --timeout 60s --quiet >"$SCRATCH/killed.log" 2>&1 </dev/null &
    pid=$!
    for _ in $(seq 200); do
        trial=$(pgrep -P "$pid" -f 'tvp-trial trial' | head -n 1)
        [ -z "$trial" ] || program=$(pgrep -P "$(pgrep -P "$trial" -f 'tvp-trial keep' | head -n 1)" -f main | head -n 1)
        [ -z "${program:-}" ] || [ "$(workers "$program" | wc -l)" -lt 2 ] || break
        sleep .05
    done
    sleep 1 # both are at work
    kill -SEGV "$(workers "$program" | head -n 1)"
    wait "$pid"
    grep -qE "\"status\":\"crashed\",\"reason\":\"$*" "$SCRATCH/killed/trials.jsonl" ||
        fail "$model, a worker killed: $(grep -oE '"status":"[^"]*","reason":("[^"]*"|null)' "$SCRATCH/killed/trials.jsonl"), not $*"
    ok "$model: $(grep -o '"reason":"[^"]*"' "$SCRATCH/killed/trials.jsonl")"
}

kill_worker py_loop py_fork 'worker [01]: killed by SIGSEGV at run'
kill_worker py_loop py_spawn 'worker [01]: killed by SIGSEGV at run'
kill_worker py_loop py_process_pool 'worker [01]: killed by SIGSEGV at run'
! "$LANE_PYTHON" -c 'import joblib' 2>/dev/null || kill_worker py_loop py_loky 'a worker: killed by SIGSEGV'
! command -v node >/dev/null || kill_worker node_loop node_fork 'worker [01]: killed by SIGSEGV at run'

# ---- which interpreter it was ----------------------------------------------------------------------------------------------

printf '#!/bin/sh\necho "the runtime was wrong" >&2\nexit 3\n' >"$SCRATCH/bad" && chmod +x "$SCRATCH/bad"
run several --workload py_noop --model py_fork --python "good=$LANE_PYTHON,wrong=$SCRATCH/bad" --ops 1 --batch 1 --trials 1 --kinds time
[ "$code" -eq 4 ] || fail "an interpreter of two that fails: exit $code"
[ "$(grep -c '(py_noop, py_fork, .*, wrong): failed: ' "$SCRATCH/several.log")" -eq 1 ] || fail "it is not named: $(cat "$SCRATCH/several.log")"
grep -q "runtime's parent ended before its trial, with exit code 3: the runtime was wrong" "$SCRATCH/several/trials.jsonl" ||
    fail "its last line is not told: $(grep -o '"reason":"[^"]*"' "$SCRATCH/several/trials.jsonl")"
ok "of several interpreters the one that fails is named"

cat >"$SCRATCH/old" <<'E' && chmod +x "$SCRATCH/old"
#!/bin/sh
printf 'Unknown option: -I\nusage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h'"'"' for more information.\n' "$0" >&2
exit 2
E
run too_old --workload py_noop --model py_fork --python "$SCRATCH/old" --ops 1 --batch 1 --trials 1 --kinds time
grep -q '"status":"unsupported","reason":"the interpreter is too old for its options: Unknown option: -I"' "$SCRATCH/too_old/trials.jsonl" ||
    fail "an interpreter without -I: $(grep -o '"status":"[^"]*","reason":"[^"]*"' "$SCRATCH/too_old/trials.jsonl")"
refused "an interpreter without -I" 2 'old is no Python of 3.8 or later' "$TVP" claims --quiet --only pickle-limits --out "$SCRATCH/none" --python "$SCRATCH/old"

# ---- what a script that failed said last -----------------------------------------------------------------------------------

"$LANE_PYTHON" - bench/runtimes/python/scenarios <<'P' || fail "what a script said"
import sys
sys.path.insert(0, sys.argv[1])
import common
TRACE = "Traceback (most recent call last):\n  File \"x\", line 1, in <module>\n    start()\n"
WARN = "/usr/lib/python3.11/multiprocessing/resource_tracker.py:224: UserWarning: resource_tracker: 1 leaked\n  warnings.warn('resource_tracker: '\n"
for text, said in (
    (TRACE + "ModuleNotFoundError: No module named 'x'\n" + WARN, "ModuleNotFoundError: No module named 'x'"),
    (TRACE + "RuntimeError: \n        An attempt has been made\n        before it\n\n   more\n" + WARN, "RuntimeError: An attempt has been made before it"),
    (TRACE + "concurrent.futures.process.BrokenProcessPool: A process\n" + WARN, "concurrent.futures.process.BrokenProcessPool: A process"),
    (TRACE + "AttributeError: Can't get x\n" + TRACE + "KeyboardInterrupt\nProcess ForkServerPoolWorker-6:\n", "AttributeError: Can't get x"),
    (TRACE + "KeyboardInterrupt\n", "KeyboardInterrupt"),
    ("exit code 1 of the worker\n", "exit code 1 of the worker"),
):
    if common.last_error(text) != said:
        sys.exit("%r, not %r" % (common.last_error(text), said))
P
ok "the exception that came last is kept"

# A pool of a notebook's cell, which hangs, tells of what its workers ended with, not of the interrupt that ended it.
if "$LANE_PYTHON" -c 'import nbclient, ipykernel' 2>/dev/null; then
    for method in spawn forkserver; do
        TMPDIR=$SCRATCH "$LANE_PYTHON" -I bench/runtimes/python/scenarios/notebook.py --out-fd 3 --case cell/$method/pool 3>"$SCRATCH/cell-$method" >/dev/null 2>&1 </dev/null &
    done
    wait
    for method in spawn forkserver; do
        grep -q '"outcome": "hangs", "detail": "no end after 15 s; AttributeError: .*double' "$SCRATCH/cell-$method" || fail "a cell's pool under $method: $(cat "$SCRATCH/cell-$method")"
    done
    ok "a cell that hangs keeps its workers' error"
fi

# ---- what crosses into a forked child --------------------------------------------------------------------------------------

"$LANE_PYTHON" -I bench/runtimes/python/scenarios/inherit_all.py --out-fd 3 3>"$SCRATCH/inherit" >/dev/null 2>&1 </dev/null
"$LANE_PYTHON" - "$SCRATCH/inherit" <<'P' || fail "generators: $(cat "$SCRATCH/inherit")"
import importlib.util, json, sys
got = {record["case"]: record["outcome"] for record in map(json.loads, open(sys.argv[1])) if "case" in record}
numpy = importlib.util.find_spec("numpy") is not None
wanted = {"fork/generator": "crosses", "fork/random": "absent", "fork/numpy": "crosses"}
wanted.update({method + "/" + what: "absent" for method in ("spawn", "forkserver") for what in ("generator", "random", "numpy")})
wanted = {case: outcome if numpy or "numpy" not in case else "unsupported" for case, outcome in wanted.items()}
sys.exit({case: got.get(case) for case in wanted} != wanted)
P
ok "an own generator's state crosses into a forked child, the module's does not"
