#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --lifetime and --task: the work is cut into tasks and verified; workers that live for one task are started as often as there are
# tasks; what cannot be is told; faults are told as ever; nothing is left behind.
set -u
. "$(dirname "$0")/lib/common.sh"

run every --workload all --model all --lifetime all --task 200us --workers 3 --time 2ms --trials 1 --data 1M --kinds time
[ "$code" -eq 0 ] || [ "$code" -eq 4 ] || fail "every workload and model: exit $code"
said=$(python3 - "$SCRATCH/every" <<'PY'
import collections, json, sys
folder = sys.argv[1]
count = collections.Counter()
for line in open(f"{folder}/trials.jsonl"):
    record = json.loads(line)
    lifetime = record["params"]["lifetime"]
    count[lifetime, record["status"]] += 1
    if record["status"] not in ("ok", "unsupported"):
        sys.exit(f"{record['workload']}, {record['model']}, {lifetime}: {record['status']}: {record['reason']}")
    if record["status"] == "unsupported":
        continue
    tasks, rest = divmod(record["ops"], record["batch"])
    if rest or record["params"]["task"] != 200000:
        sys.exit(f"{record['workload']}: {record['ops']} ops in batches of {record['batch']}")
    samples = json.load(open(f"{folder}/samples/{record['trial']}.json"))
    if any(len(batches) != tasks for batches in samples["batch_ns"]):
        sys.exit(f"{record['workload']}, {record['model']}, {lifetime}: not a batch for each of {tasks} tasks")
    if lifetime == "task" and len(samples["starts"]) != tasks:
        sys.exit(f"{record['workload']}, {record['model']}: {len(samples['starts'])} starts for {tasks} tasks")
for lifetime in "trial", "pool", "task":
    if not count[lifetime, "ok"]:
        sys.exit(f"nothing ran under {lifetime}")
print(", ".join(f"{lifetime}: {count[lifetime, 'ok']}" for lifetime in ("trial", "pool", "task")), "cells ok")
PY
) || fail "$said"
ok "$said; each task is a batch, and under task a start"

# A place is taken by one worker after the other: what a workload counts is a life's, not the place's.
lives=thread
case " $(models | tr '\n' ' ') " in *" spawn "*) lives=thread,spawn ;; esac
run lives --workload all --model $lives --lifetime task --ops 6 --batch 2 --workers 2 --trials 1 --data 1M --kinds time
[ "$code" -eq 0 ] || [ "$code" -eq 4 ] || fail "several lives a place: $(grep -o '"reason":"[^"]*"' "$SCRATCH/lives/trials.jsonl" | sort | uniq -c)"
grep '"status":"ok"' "$SCRATCH/lives/trials.jsonl" | grep -q '"workload":"io_request"' || fail "several lives a place: no io_request"
ok "three lives a place, for every workload that can be of tasks"

# The same work under every lifetime, and more of it a second without new workers: processes for tasks of 50 us cannot keep up.
run_ok cost --workload cpu_hash --model fork --lifetime all --task 50us --workers 1 --time 20ms --trials 5
[ "$(values cost ops workers=1 | sort -u | wc -l)" -eq 1 ] || fail "the lifetimes do different work"
for attempt in 1 2 3; do
    run_ok "cost$attempt" --workload cpu_hash --model fork --lifetime trial,task --task 50us --workers 1 --time 20ms --trials 5
    alone=$(values "cost$attempt" ops_per_s lifetime=trial | median)
    task=$(values "cost$attempt" ops_per_s lifetime=task | median)
    within "$(ratio "$task" "$alone")" 0.001 0.7 && break
    [ $attempt -lt 3 ] || fail "a process for each task of 50 us: $(ratio "$task" "$alone") of the throughput"
done
ok "a process for each task of 50 us: $(ratio "$task" "$alone") of the throughput"

"$TVP" show "$SCRATCH/cost" >"$SCRATCH/shown" || fail "tvp show"
grep -q '^TASKS' "$SCRATCH/shown" && grep -q '^fork/shm .*task ' "$SCRATCH/shown" || fail "tvp show has no table of tasks"
! awk 'length > 80' "$SCRATCH/shown" | grep -q . || fail "tvp show is wider than 80 columns"
for start in cold warm p99; do
    sed -n '/^START-UP/,/^THROUGHPUT/p' "$SCRATCH/shown" | grep -A 3 -e '^-- .*lifetime task' | grep -qE "(^|  )$start  " || fail "no $start starts for tasks: $(cat "$SCRATCH/shown")"
done
sed -n '/^START-UP/,/^THROUGHPUT/p' "$SCRATCH/shown" | grep -q -e '^-- .*lifetime trial' || fail "no starts of the lifetime trial"
ok "tvp show tells what a task costs, and its starts"

run usual --workload noop --model thread --lifetime pool --workers 1 --time 3ms --trials 1
grep -q '"task":1000000' "$SCRATCH/usual/trials.jsonl" || fail "without --task a task is not of 1 ms"
run_ok memory --workload noop --model thread --lifetime pool --task 1ms --data 16M --time 3ms --trials 1
refused "no such lifetime" 2 'lifetime' "$TVP" run --workload noop --lifetime forever
refused "a task of nothing" 2 '1us|1000|least|must be' "$TVP" run --workload noop --task 1ns
not_here() { # NAME PATTERN OPTION...: the run is complete, its one cell is unsupported for that reason
    local name=$1 pattern=$2
    shift 2
    run "$name" "$@" --trials 1
    [ "$code" -eq 4 ] && grep -q "\"reason\":\"[^\"]*$pattern" "$SCRATCH/$name/trials.jsonl" || fail "$name: exit $code, $(cat "$SCRATCH/$name/trials.jsonl")"
    ok "$name: $pattern"
}
not_here pairs 'work with each other' --workload ipc_pingpong --model thread --workers 2 --lifetime pool
not_here still 'never hold still' --workload noop --model thread --lifetime task --kinds memory
not_here traces 'state behind' --workload data_touch --data 1M --model thread --lifetime task

# A task is of whole ops, as many as come nearest; where that misses its length by much, it is told.
run_ok nearest --workload io_mix --param length=20ms,cpu=0 --model thread --lifetime pool --task 39ms,3ms,20ms --time 200ms --trials 1
[ "$(grep '"task":39000000' "$SCRATCH/nearest/trials.jsonl" | grep -c '"batch":2')" -eq 1 ] || fail "39 ms of ops of 20 ms: $(grep -o '"batch":[0-9]*' "$SCRATCH/nearest/trials.jsonl")"
[ "$(grep -c '^tvp: io_mix with --workers 1: --task 3ms becomes 2[^ ]* ms: 1 of its ops$' "$SCRATCH/nearest.log")" -eq 1 ] &&
    ! grep -qE -e '--task (39ms|20ms) becomes' "$SCRATCH/nearest.log" || fail "missed lengths: $(cat "$SCRATCH/nearest.log")"
"$TVP" show "$SCRATCH/nearest" >"$SCRATCH/shown" || fail "tvp show nearest"
[ "$(grep -c '"type":"pilot".*"task_ns":[0-9.]*' "$SCRATCH/nearest/plan.jsonl")" -eq 3 ] || fail "the plan does not tell how long tasks are"
grep -A 1 -e '^-- .*task 3.00 ms' "$SCRATCH/shown" | grep -qE '^   of whole ops a task is 2[0-9.]+ ms$' || fail "show does not tell how long a task is: $(cat "$SCRATCH/shown")"
ok "a task is of the nearest number of ops, and told where that is far"

# How many ops are asked for is what is done, in tasks that fit; a batch says how long a task is.
run_ok asked --workload cpu_hash --model thread --lifetime pool --task 1ms --ops 99000 --trials 1
said=$(python3 -c 'import json,sys; r=json.loads(open(sys.argv[1]).readline()); print(r["ops"] > 98000 and r["ops"] % r["batch"] == 0, r["ops"], r["batch"])' "$SCRATCH/asked/trials.jsonl")
[[ $said = True* ]] || fail "--ops 99000: $said"
grep 'becomes' "$SCRATCH/asked.log" | grep -v ': tasks are of [0-9]* ops each$' | grep -v -e '--task' && fail "--ops 99000: $(cat "$SCRATCH/asked.log")"
said=$("$TVP" run --dry-run --workload noop --lifetime trial,pool --task 1ms --ops 8 --batch 3 2>&1 >"$SCRATCH/dry")
[ "$said" = "tvp: --task: left out: a task is a batch, and --batch says how many ops that is" ] || fail "--task with --batch: '$said'"
said=$("$TVP" run --dry-run --workload noop --lifetime trial,pool --ops 8 --batch 3 2>&1 >"$SCRATCH/dry")
[ -z "$said" ] || fail "--batch without --task: $said"
ok "--ops is what is done, --batch is how long a task is"

# What a worker that lives for one task has no room for is told, once a run; where there is none, nothing is.
for asked in "--starts 5" "--burst 2" "--scratch 4M" "--kinds time,memory"; do
    option=${asked% *} value=${asked#* } what=${asked% *}
    [ "$option" != --kinds ] || what='trials of memory'
    said=$("$TVP" run --dry-run --workload noop --model thread,fork --workers 2,3 --lifetime trial,task "$option" "$value" 2>&1 >"$SCRATCH/dry")
    [ "$(wc -l <<<"$said")" -eq 1 ] && grep -q -e "^tvp: $what: left out for --lifetime task: " <<<"$said" || fail "$asked: '$said'"
    said=$("$TVP" run --dry-run --workload noop --lifetime trial,pool --workers 2 "$option" "$value" 2>&1 >"$SCRATCH/dry")
    [ -z "$said" ] || fail "$asked without --lifetime task: $said"
done
ok "what workers for one task cannot have is told"

# A worker of `hybrid` takes the others of its process along.
faulty=$(models | tr ' ' '\n' | grep -xE 'fork|forkserver|hybrid' | paste -sd ,)
for lifetime in pool task; do
    for kind in crash:crashed exit:failed wrong:failed; do
        run "fault-$lifetime-${kind%:*}" --workload fault --model "$faulty" --lifetime $lifetime --task 50us --workers 2 --trials 1 --ops 1000 \
            --batch 100 --timeout 20s --param "fault.kind=${kind%:*},fault.at=run,fault.worker=1"
        [ "$(python3 -c 'import json,sys; print(*sorted({json.loads(l)["status"] for l in open(sys.argv[1])}))' "$SCRATCH/fault-$lifetime-${kind%:*}/trials.jsonl")" = "${kind#*:}" ] ||
            fail "$kind under $lifetime: $(cat "$SCRATCH/fault-$lifetime-${kind%:*}/trials.jsonl")"
    done
done
ok "faults are told under pool and task"
