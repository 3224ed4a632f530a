#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Threads and fresh images, with data inherited, copied and shared: every workload is well under each that can be.
set -u
. tests/windows/lib/common.sh

work=(--workload 'cpu_hash,counter,io_request,io_file,noop' --model 'thread,spawn' --time 10ms --trials 1 --timeout 60s)
run_ok plain "${work[@]}" --sharing shm --workers 1,2
holds plain ok
run_ok data --workload 'data_touch,cpu_stream,cpu_hash' --data 20M --model thread --sharing inherit,copy,shm --workers 2 --time 10ms \
    --trials 1 --kinds time,memory --write 0,10 --starts 3
holds data ok
run_ok fresh --workload 'data_touch,cpu_stream,cpu_hash' --data 20M --model spawn --sharing copy,shm --workers 2 --time 10ms --trials 1 \
    --kinds time,memory --write 0,10 --starts 3
holds fresh ok
for name in plain data fresh; do
    "$PYTHON" tests/windows/lib/metrics.py "$SCRATCH/$name/trials.jsonl" >"$SCRATCH/metrics" || fail "$name: $(cat "$SCRATCH/metrics")"
    ok "$name: $(cat "$SCRATCH/metrics")"
done

# Sleepers whose words share a place to sleep in are each woken.
run_ok wake --workload lock_wake --model 'thread,spawn' --workers 3,4 --time 50ms --trials 2 --timeout 30s
holds wake ok

# Partners talk through handles that are inherited, and through memory that is shared.
for transport in pipe tcp futex spin; do
    run_ok "$transport" --workload 'ipc_pingpong,ipc_transfer' --param "transport=$transport" --model 'thread,spawn' --workers 2,4 \
        --ops 200 --batch 20 --trials 1 --starts 2 --timeout 60s
    holds "$transport" ok
done
for transport in socketpair eventfd process_vm_readv; do
    run "$transport" --workload ipc_transfer --param "transport=$transport" --model thread --workers 2 --ops 200 --trials 1
    [ "$code" -eq 4 ] || fail "$transport: exit $code, not 4"
    holds "$transport" unsupported
done

# What the family holds is what it must be: two copies and the parent's, or one for all.
expect() { # run low high filter...
    local run=$1 low=$2 high=$3 value
    shift 3
    value=$(values "$run" ws_factor "$@" | median)
    within "$value" "$low" "$high" || fail "ws_factor of $run, $* is '$value', not $low to $high"
    ok "ws_factor of $run, $*: $value"
}
expect data .95 1.4 sharing=inherit workload=data_touch
expect data .95 1.4 sharing=shm workload=data_touch
expect data 2.1 3.1 sharing=copy workload=data_touch
expect fresh .95 1.5 sharing=shm workload=data_touch
expect fresh 2.1 3.2 sharing=copy workload=data_touch
expect_nothing_left
ok "no process is left"
