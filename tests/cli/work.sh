#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Workloads of the CPU, of memory and of locks: verified under every model, alone, in pairs and crowded; a lock of each process'
# own does not guard what processes share, and that is seen.
set -u
. "$(dirname "$0")/lib/common.sh"

work=cpu_matmul,cpu_sort,cpu_interpreter,mem_chase,mem_faults,mem_churn,mem_false_sharing,lock_mutex,lock_rwlock,lock_wake,lock_queue
run every --workload "$work" --model all --workers 1,2,5 --time 5ms --trials 1 --param mem_chase.bytes=1M
[ "$code" -eq 0 ] || [ "$code" -eq 4 ] || fail "every workload: exit $code"
said=$(python3 - "$SCRATCH/every/trials.jsonl" <<'PY'
import collections, json, sys
count = collections.Counter()
for line in open(sys.argv[1]):
    record = json.loads(line)
    count[record["status"]] += 1
    if record["status"] not in ("ok", "unsupported"):
        sys.exit(f"{record['workload']}, {record['model']}, {record['workers']} workers: {record['status']}: {record['reason']}")
if not count["ok"]:
    sys.exit("nothing ran")
print(count["ok"], "cells ok,", count["unsupported"], "unsupported")
PY
) || fail "$said"
ok "$said"
run_ok params --workload cpu_matmul,mem_false_sharing,mem_chase,mem_churn,mem_faults,cpu_sort,lock_rwlock --model thread --workers 2 --time 5ms --trials 1 \
    --param order=33,layout=padded,bytes=4096,most=16,mem_faults.count=1,cpu_sort.count=2,writes=100
ok "parameters at their ends"
[ "$("$TVP" run --workload lock_rwlock --model thread --param writes=0 --workers 2 --time 5ms --trials 1 --out "$SCRATCH/readers" --quiet | head -n 1)" = "1 trials: 1 ok" ] ||
    fail "readers alone"

# On one CPU the next worker's turn is another context switch, whatever the model: an op without one would have handed
# the turn to itself.
run wake --workload lock_wake --model all --workers 2 --placement same-cpu --ops 2000 --batch 100 --trials 1
[ "$code" -eq 0 ] || [ "$code" -eq 4 ] || fail "lock_wake: exit $code"
said=$(python3 - "$SCRATCH/wake/trials.jsonl" <<'PY'
import json, sys
told = []
for line in open(sys.argv[1]):
    record = json.loads(line)
    if record["status"] != "ok":
        continue
    values = record["metrics"]
    switches = [values[name] for name in ("ctxsw_voluntary", "ctxsw_involuntary")]
    if None in switches:
        continue
    if sum(switches) < 0.9 * 4000:
        sys.exit(f"lock_wake under {record['model']}: {sum(switches)} context switches in 4000 ops on one CPU")
    told.append(record["model"])
print(*told)
PY
) || fail "$said"
[ -z "$said" ] || ok "lock_wake: a context switch for each op under $said"
run pool --workload lock_wake --model thread --lifetime pool --workers 2 --time 2ms --trials 1
grep -q 'its workers work with each other' "$SCRATCH/pool/trials.jsonl" || fail "workers that wait for each other in a pool"

status() { # MODEL: what becomes of increments under a lock of each process' own
    run "private-$1" --workload lock_mutex --model "$1" --workers 2 --ops 400000 --batch 1000 --trials 1 --param lock=private
    python3 -c 'import json,sys; print(json.loads(open(sys.argv[1]).readline())["status"])' "$SCRATCH/private-$1/trials.jsonl"
}
if [ "$(nproc)" -ge 2 ]; then
    [ "$(status thread)" = ok ] || fail "threads of one process have one private lock"
    for model in fork spawn forkserver; do
        case " $(models | tr '\n' ' ') " in *" $model "*) ;; *) continue ;; esac
        # The increments of two processes meet on two CPUs, unless the machine lets only one of them run.
        for _ in 1 2 3 4 5; do
            became=$(status "$model")
            [ "$became" = ok ] || break
        done
        [ "$became" = failed ] || fail "a private lock under $model: $became"
        grep -q 'the counter stands at' "$SCRATCH/private-$model/trials.jsonl" || fail "a private lock under $model does not say what is wrong"
    done
    ok "a lock of each process' own: ok under thread, failed under fork and spawn"
fi
