#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `gil`: its threads take turns on the CPU, wait for others' answers side by side, hand over at the interval asked for, and
# are given as many turns each. `thread` runs them side by side. Ratios alone, of trials that were left alone.
set -u
. "$(dirname "$0")/lib/common.sh"

[ "$(nproc)" -ge 2 ] || skip "needs 2 CPUs"

# ---- what holds on a busy machine too -----------------------------------------------------------------------------------

run_ok every --workload counter,io_request,io_file,noop --param io_request.delay=1ms --model gil --workers 1,2,5 --starts 2 --time 20ms --trials 2
run_ok data --workload data_touch --data 2M --write 10 --model gil --sharing inherit,copy,shm --workers 2 --time 20ms --trials 1
ok "every workload is verified under gil"

# Batches of 1 ms, so that a hand-over comes soon after it is asked for: an interval that is 16 times shorter has more of them.
for switch in 2ms 32ms; do
    run_ok "$switch" --workload cpu_hash --model gil --workers 2 --time 200ms --trials 3 --kinds time --param "gil.switch=$switch"
    [ "$switch" = 32ms ] || grep -q '"gil.switch":2000000' "$SCRATCH/$switch/trials.jsonl" || fail "the record does not tell gil.switch"
done
short=$(values 2ms ctxsw_voluntary | median) long=$(values 32ms ctxsw_voluntary | median)
within "$(ratio "$short" "$long")" 3 100 || fail "hand-overs: $short with gil.switch=2ms, $long with 32ms"
ok "a shorter interval makes more hand-overs: $short with 2ms, $long with 32ms"

"$TVP" show "$SCRATCH/2ms" >"$SCRATCH/shown" || fail "tvp show"
grep -q 'gil.switch 2.00 ms' "$SCRATCH/shown" || fail "tvp show does not tell gil.switch"
! awk 'length > 80' "$SCRATCH/shown" | grep -q . || fail "tvp show is wider than 80 columns"
refused "a model's parameter without its model" 2 'did you mean gil.switch' "$TVP" run --workload noop --model gil --param switch=1ms
refused "a parameter of a model that does not run" 2 'no model of --model has it' "$TVP" run --workload noop --model thread --param gil.switch=1ms
run mixed --workload noop --model thread,gil --trials 2 --time 1ms --param gil.switch=1ms
[ "$code" -eq 0 ] || fail "thread and gil together: exit $code"
"$TVP" show "$SCRATCH/mixed" >"$SCRATCH/shown" || fail "tvp show"
grep -q '^gil/shm' "$SCRATCH/shown" && grep -q '^thread/shm' "$SCRATCH/shown" || fail "thread and gil are not in one table"
ok "gil.switch is recorded and shown, and keeps nothing from being compared"

# ---- speed-ups, over trials whose workers had their CPUs ----------------------------------------------------------------------

# The median ratio to one worker of the same model over blocks of which both trials lost at most 5 % to others, and how many.
cat >"$SCRATCH/speedup.py" <<'PY'
import csv, statistics, sys
from collections import defaultdict
path, model, workload, workers = sys.argv[1:5]
trials = defaultdict(dict)
for row in csv.DictReader(open(path)):
    if (row["model"], row["workload"]) != (model, workload) or not row["value"]:
        continue
    cell = trials[row["workers"], row["block"]]
    if row["metric"] == "work_ns":
        cell["work"] = cell.get("work", 0) + float(row["value"])
    elif row["metric"] in ("ops_per_s", "run_delay_ns") and not row["worker"]:
        cell[row["metric"]] = float(row["value"])
def quiet(cell):
    return "ops_per_s" in cell and cell.get("run_delay_ns", 0) < 0.05 * cell["work"]
ratios = [cell["ops_per_s"] / trials["1", block]["ops_per_s"] for (count, block), cell in trials.items()
          if count == workers and quiet(cell) and quiet(trials["1", block])]
print(len(ratios), f"{statistics.median(ratios):.4f}" if ratios else "-")
PY

speedup() { # NAME MODEL WORKLOAD WORKERS: sets $pairs and $speedup
    read -r pairs speedup <<<"$(python3 "$SCRATCH/speedup.py" "$SCRATCH/$1.csv" "$2" "$3" "$4")"
}

for attempt in 1 2 3; do
    run_ok "wait$attempt" --workload io_request --param io_request.delay=5ms --model gil --workers 1,8 --time 100ms --trials 20 --kinds time
    speedup "wait$attempt" gil io_request 8
    said="8 workers that wait for answers are $speedup times as fast as one ($pairs pairs)"
    ! { [ "$pairs" -ge 5 ] && within "$speedup" 6 9; } || break
    [ $attempt -lt 3 ] || fail "$said"
done
ok "$said"

enough=0
for attempt in 1 2 3; do
    run_ok "hash$attempt" --workload cpu_hash --model thread,gil --workers 1,2 --time 100ms --trials 20 --kinds time
    speedup "hash$attempt" thread cpu_hash 2
    threads=$speedup few=$pairs
    speedup "hash$attempt" gil cpu_hash 2
    said="2 workers on cpu_hash: gil $speedup ($pairs pairs), thread $threads ($few pairs) times one"
    [ "$pairs" -ge 5 ] && [ "$few" -ge 5 ] || continue
    enough=1
    share=$(ratio "$(values "hash$attempt" work_ns model=gil workers=2 worker=0 | median)" "$(values "hash$attempt" work_ns model=gil workers=2 worker=1 | median)")
    if within "$speedup" 0.85 1.1 && within "$threads" 1.8 2.2 && within "$share" 0.9 1.1; then
        ok "$said; work of one to the other's $share"
        exit 0
    fi
done
[ $enough -eq 0 ] || fail "$said; work of one to the other's $share"
skip "other processes had the CPUs in all attempts: $said"
