#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Trials that CPython plays: every model and workload works or says why not, stamps and memory are what they must be, and
# nothing of them is left.
set -u
. tests/cli/lib/common.sh
. tests/cli/lib/lane.sh

"$TVP" list models --json >"$SCRATCH/models" || fail "tvp list models"
python3 - "$SCRATCH/models" <<'P' || absent "no Python lane on this system"
import json, sys
models = {m["name"]: m for m in json.load(open(sys.argv[1]))["models"]}
sys.exit(bool(models["py_fork"]["unsupported"]))
P

all=$("$TVP" list models --json | python3 -c 'import json,sys; print(*(m["name"] for m in json.load(sys.stdin)["models"] if m["name"].startswith("py_")), sep=",")')
run all --workload py_noop,py_request,py_sqlite --model "$all" --workers 2 --ops 4 --batch 2 --trials 1 --timeout 60s
run data --workload py_array,py_list --model "$all" --sharing inherit,copy,shm,load,seed,server --data 1M --kinds time --workers 2 --ops 2 --batch 1 --trials 1 --timeout 60s
cat "$SCRATCH/all/trials.jsonl" "$SCRATCH/data/trials.jsonl" | python3 -c '
import json, os, sys
count = 0
for line in sys.stdin:
    record = json.loads(line)
    where = "%s under %s/%s: %s (%s)" % tuple(record[k] for k in ("workload", "model", "sharing", "status", "reason"))
    if record["status"] not in ("ok", "unsupported"):
        sys.exit(where)
    if record["status"] == "unsupported" and "this Python has no" in record["reason"] and os.environ.get("TVP_NEEDS_PYTHON"):
        sys.exit(where)
    if record["status"] == "ok":
        count += 1
        for fact in "implementation", "version", "build", "gil", "default_start_method", "start_method":
            if record["runtime"].get(fact, "unknown") in ("", "unknown"):
                sys.exit("no %s in the record of %s" % (fact, where))
        imports = record["runtime"].get("imports_in_call")
        if imports != (None if record["runtime"]["start_method"] == "none" else "0"):
            sys.exit("%s modules are imported within the call of %s" % (imports, where))
print("ok - %d trials of Python are ok, the others say why not" % count)
sys.exit(count < 60)
' || fail "see above"

# A workload of Python under a model that cannot play it, named both: a cell that cannot be, with its reason.
for cell in "py_noop fork" "noop py_fork"; do
    run "stranded-${cell% *}" --workload "${cell% *}" --model "${cell#* }" --trials 1
    [ "$code" -eq 4 ] && grep -q '"status":"unsupported","reason":"[^"]* of its own runtime' "$SCRATCH/stranded-${cell% *}/trials.jsonl" &&
        grep -q "^tvp: ${cell/ /, }, shm, 1 worker: unsupported: .* of its own runtime" "$SCRATCH/stranded-${cell% *}.log" ||
        fail "$cell: exit $code, $(cat "$SCRATCH/stranded-${cell% *}.log")"
done
run_ok pairs --workload noop,py_noop --model fork,py_fork --ops 1000 --batch 1000 --trials 1
[ "$(wc -l <"$SCRATCH/pairs/trials.jsonl")" -eq 2 ] || fail "pairs of two runtimes are cells: $(wc -l <"$SCRATCH/pairs/trials.jsonl")"
ok "what no model of the request can play is told"

# With one worker joblib starts nothing, so that there is nothing to measure.
run single --workload py_array --model py_loky,py_joblib_threading,py_joblib_multiprocessing --sharing load --data 1M --workers 1 --ops 1 --batch 1 --trials 1
[ "$(grep -c '"status":"unsupported","reason":"\(joblib with n_jobs=1 starts nothing\|this Python has no joblib\)' "$SCRATCH/single/trials.jsonl")" -eq 6 ] ||
    fail "joblib with one worker: $(grep -o '"status":"[^"]*","reason":[^,]*' "$SCRATCH/single/trials.jsonl")"
ok "joblib with one worker is unsupported"

# The system is part of what Python costs: its fork lies above the native one, in the same run.
run_ok enter --workload noop,py_noop --model fork,py_fork --ops 1000 --batch 1000 --trials 6
native=$(values enter enter_cold_ns model=fork | median) python=$(values enter enter_cold_ns model=py_fork | median)
awk -v a="$python" -v b="$native" 'BEGIN { exit !(a > b) }' || fail "enter_cold_ns of py_fork, $python, is not above fork's, $native"
ok "enter_cold_ns: Python's fork $python, the native one $native"

# What a fresh interpreter's start is made of: more modules take longer, and all of it lies within ready.
run_ok parts --workload py_noop --model py_spawn --param py_spawn.modules=none --ops 1000 --batch 1000 --trials 3
run_ok more --workload py_noop --model py_spawn --param py_spawn.modules=many --ops 1000 --batch 1000 --trials 3
run_ok inherited --workload py_noop --model py_fork --ops 1000 --batch 1000 --trials 1
for metric in runtime_main_ns runtime_cpu_ns runtime_modules; do
    none=$(values parts $metric | median) many=$(values more $metric | median)
    awk -v a="$none" -v b="$many" 'BEGIN { exit !(a > 0 && b > 1.5 * a) }' || fail "$metric: $none with no modules, $many with many"
    ok "$metric: $none with no modules, $many with many"
done
main=$(values more runtime_main_ns | median) unpickle=$(values more runtime_unpickle_ns | median) enter=$(values more enter_cold_ns | median)
awk -v a="$main" -v b="$unpickle" -v c="$enter" 'BEGIN { exit !(b > 0 && a + b < c) }' || fail "main $main and unpickle $unpickle are not within enter $enter"
[ -z "$(values inherited runtime_main_ns)" ] || fail "a forked worker tells of an import that it did not make"
ok "enter $enter contains the imports, $main, and unpickling, $unpickle"

# Shapes that are known from elsewhere.
run memory --workload py_array,py_list --model py_fork,py_spawn --sharing inherit,copy,shm --data 32M --workers 4 --kinds memory --ops 1 --trials 2
"$TVP" export "$SCRATCH/memory" --format csv >"$SCRATCH/memory.csv" || fail "tvp export memory" # some of them cannot be had
factor() { values memory memory_factor "$@" | median; }
within() { awk -v v="$1" -v low="$2" -v high="$3" 'BEGIN { exit !(v != "" && v >= low && v <= high) }'; }
expect() { # LOW HIGH FILTER...
    local low=$1 high=$2 value
    shift 2
    value=$(factor "$@")
    within "$value" "$low" "$high" || fail "memory_factor of $* is '$value', not $low to $high"
    ok "memory_factor of $*: $value"
}
expect 1 1.8 workload=py_array model=py_fork sharing=inherit
expect 2.5 5 workload=py_list model=py_fork sharing=inherit
expect 3.5 6 workload=py_array model=py_spawn sharing=copy
expect 1 2.4 workload=py_array model=py_spawn sharing=shm

# A worker that goes wrong, an interpreter that is none.
run bad --workload py_noop --model py_fork --python "$SCRATCH/none" --trials 1
[ "$code" -eq 2 ] || fail "an interpreter that is not there: exit $code, not 2"
run bad --workload noop --model fork --python "$LANE_PYTHON" --trials 1
{ [ "$code" -eq 2 ] && grep -q 'no workload asked for is one of Python' "$SCRATCH/bad.log"; } || fail "--python without Python's cells: $code"
cp /bin/true "$SCRATCH/true"
run bad --workload py_noop --model py_fork --python "$SCRATCH/true" --ops 1 --batch 1 --trials 1
{ [ "$code" -eq 4 ] && grep -q "runtime's parent ended before its trial" "$SCRATCH/bad/trials.jsonl"; } || fail "a program that is no interpreter: $code"
ok "interpreters that are none are told of"

names() { find /dev/shm -name 'sem.mp-*' -o -name 'sem.loky-*' -o -name '*tvp-lane*' 2>/dev/null | sort; }

# Whoever is killed, nothing stays.
names >"$SCRATCH/names"
for model in py_spawn py_forkserver py_loky py_dask; do
    for victim in tvp tvp-trial interpreter; do
        rm -rf "$SCRATCH/killed"
        "$TVP" run --out "$SCRATCH/killed" --workload py_loop --model "$model" --workers 2 --ops 1000000000 --batch 1000 --trials 1 --quiet >/dev/null 2>&1 &
        pid=$!
        for _ in $(seq 200); do
            [ "$(of_test | wc -w)" -ge 3 ] && break
            sleep .05
        done
        trial=$(pgrep -P "$pid" -f 'tvp-trial trial' | head -n 1)
        case $victim in
        tvp) kill -9 "$pid" ;;
        tvp-trial) kill -9 "$trial" ;;
        interpreter) kill -9 "$(pgrep -P "$trial" -f main.py | head -n 1)" ;;
        esac
        nothing_left "$model, $victim killed"
        kill -9 "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    ok "$model: nothing is left, whoever is killed"
done
run_ok sweep --workload py_noop --model py_fork --ops 1 --batch 1 --trials 1 # takes away what the killed ones left
"$TVP" claims --quiet --only script-guard --out "$SCRATCH/guard" >/dev/null 2>&1 || fail "the scenario of scripts"
left=$(names | comm -13 "$SCRATCH/names" -)
[ -z "$left" ] || fail "left in shared memory: $left"
ok "no name is left in shared memory"

command -v node >/dev/null || { ok "no node here" && exit 0; }
run_ok node --workload node_noop,node_loop,node_request --model node_worker,node_fork,node_cluster --workers 2 --starts 2 --time 10ms --trials 1 --timeout 60s
python3 - "$SCRATCH/node/trials.jsonl" <<'P' || fail "facts of Node.js"
import json, sys
for record in map(json.loads, open(sys.argv[1])):
    missing = [fact for fact in ("implementation", "version", "build", "start_method") if not record["runtime"].get(fact)]
    if record["status"] == "ok" and missing:
        sys.exit("%s: no %s" % (record["model"], missing))
P
ok "Node.js plays the same trials"
