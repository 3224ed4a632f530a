#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `hybrid` and `clone_vm`: what they share, what they are seen as, and that nothing of them is left behind.
set -u
. "$(dirname "$0")/lib/common.sh"

has() { # MODEL: it runs here
    case " $(models | tr '\n' ' ') " in *" $1 "*) return 0 ;; esac
    return 1
}

# ---- hybrid -------------------------------------------------------------------------------------------------------------

if has hybrid; then
    run_ok hybrid --workload data_touch,counter,io_request --data 16M --write 100 --model hybrid --sharing inherit --workers 4 --time 5ms \
        --trials 2 --param hybrid.threads=2
    # Two processes write all pages: theirs and the parent's make three.
    factor=$(values hybrid memory_factor workload=data_touch | median)
    within "$factor" 2.9 3.15 || fail "memory of 2 processes with 2 threads each, all pages written: $factor times the parent's"
    ok "2 processes with 2 threads each write all pages: memory $factor times the parent's"
    run_ok wide --workload data_touch --data 16M --write 100 --model hybrid,thread,fork --sharing inherit --workers 4 --time 5ms --trials 2 \
        --kinds memory --param hybrid.threads=4
    factor=$(values wide memory_factor model=hybrid | median)
    within "$factor" 1.95 2.1 || fail "one process with 4 threads: $factor"
    ok "one process with 4 threads: $factor; threads $(values wide memory_factor model=thread | median), fork $(values wide memory_factor model=fork | median)"
    run_ok odd --workload counter --model hybrid --workers 1,5 --starts 3 --time 2ms --trials 2 --param hybrid.threads=3
    ok "workers that do not fill the last process, and several crews"
    # A worker that ends its process: all of that are named, where they are, and nothing waits for it in vain.
    for lifetime in trial task; do
        for at in enter ready run; do
            for kind in crash:crashed:'killed by SIGSEGV at' exit:failed:'left by itself at'; do
                IFS=: read -r kind status text <<<"$kind"
                run "ends-$lifetime-$at-$kind" --workload fault --model hybrid --param "hybrid.threads=4,fault.kind=$kind,fault.at=$at,fault.worker=1" \
                    --workers 4 --lifetime $lifetime --task 100us --ops 50000 --batch 500 --trials 8 --timeout 20s
                said=$(python3 - "$SCRATCH/ends-$lifetime-$at-$kind/trials.jsonl" "$status" "one of workers 0 to 3, a process: $text " <<'END'
import json, sys
path, status, text = sys.argv[1:]
for record in map(json.loads, open(path)):
    if record["status"] != status or not record["reason"].startswith(text):
        print(record["status"], record["reason"])
END
                )
                [ -z "$said" ] || fail "$kind at $at under $lifetime: $said"
            done
        done
    done
    ok "hybrid: who may have ended a process is named, under trial and task"
    refused "no threads at all" 2 'threads=0: must be 1 to 256' "$TVP" run --workload noop --model hybrid --param hybrid.threads=0
fi

# ---- clone_vm -----------------------------------------------------------------------------------------------------------

if has clone_vm; then
    run_ok clone --workload data_touch,counter,io_request,io_small_files,cpu_stream --data 16M --write 100 --model clone_vm \
        --sharing inherit,copy,shm --workers 3 --starts 2 --time 5ms --trials 2
    factor=$(values clone memory_factor workload=data_touch sharing=inherit | median)
    within "$factor" 0.99 1.05 || fail "tasks in one address space multiply the data: $factor"
    ok "tasks in one address space: memory $factor times the parent's, with all pages written"
    factor=$(values clone memory_factor workload=data_touch sharing=copy | median)
    within "$factor" 3.9 4.1 || fail "3 copies and the parent's: $factor"
    ok "3 copies and the parent's: $factor"
    # Each worker says on which CPU it ran; a stale word of libc's would have them all on one.
    run_ok pinned --workload cpu_hash --model clone_vm --workers 2 --placement compact --time 2ms --trials 2 --kinds time
    [ "$(nproc)" -lt 2 ] || python3 - "$SCRATCH/pinned/trials.jsonl" <<'PY' || fail "workers do not tell the CPUs that they ran on"
import json, sys
for line in open(sys.argv[1]):
    pins = json.loads(line)["pins"]
    assert all(pin["cpu"] == pin["first"] == pin["last"] for pin in pins), pins
    assert len({pin["cpu"] for pin in pins}) == 2, pins
PY
    ok "they tell the CPUs that they ran on"
fi
