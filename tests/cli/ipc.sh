#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Pairs of workers that talk: every transport under every model, after crews that only started; odd numbers and unknown
# transports are refused; a partner that is killed ends its trial at once.
set -u
. "$(dirname "$0")/lib/common.sh"

here=$(models | tr ' ' '|')
# The trials of models that this system has.
trials() { grep -E "\"model\":\"($here)\"" "$SCRATCH/$1/trials.jsonl"; }
# Their statuses, unique.
statuses() { trials "$1" | grep -o '"status":"[a-z]*"' | cut -d'"' -f4 | sort -u | tr '\n' ' '; }

for transport in pipe socketpair tcp eventfd futex spin process_vm_readv; do
    workloads=ipc_pingpong,ipc_transfer
    [ $transport != process_vm_readv ] || workloads=ipc_transfer
    run_ok "$transport" --workload $workloads --model all --param transport=$transport --workers 2,4 --starts 3 --ops 500 --trials 1 \
        --timeout 20s --quiet
    [ "$(statuses $transport)" = "ok " ] || fail "$transport: $(statuses $transport)"
    [ "$(values $transport ops worker=0 | sort -u)" = 500 ] || fail "$transport: not everybody did its ops"
    ok "$transport: under every model, 2 and 4 workers, in the third crew"
done

run_ok large --workload ipc_pingpong,ipc_transfer --param transport=pipe,bytes=16M --workers 2 --ops 3 --trials 1 --quiet
ok "16 MiB to and fro"

# The CPU is shared: who watches the ring lets the other one run.
run_ok shared --workload ipc_pingpong --param transport=spin --workers 2 --placement same-cpu --ops 2000 --trials 1 --quiet
ok "spinning on one CPU comes to an end"

run odd --workload ipc_pingpong,ipc_transfer --workers 3 --ops 10 --trials 1 --model thread --quiet
[ "$code.$(statuses odd)" = "4.unsupported " ] || fail "3 workers: exit $code, $(statuses odd)"
grep -q '"unsupported":"needs pairs of workers: an even number of --workers"' "$SCRATCH/odd/plan.jsonl" ||
    grep -q 'needs pairs of workers: an even number of --workers' "$SCRATCH/odd/trials.jsonl" || fail "3 workers: no reason"
ok "an odd number of workers is unsupported, with its reason"

refused "a transport that is none" 2 'transport' "$TVP" run --workload ipc_pingpong --param transport=pigeon --workers 2 --out "$SCRATCH/none"
refused "a message without room for a word" 2 'bytes' "$TVP" run --workload ipc_pingpong --param bytes=7 --workers 2 --out "$SCRATCH/none"

# A worker of ours, a fresh image, by its arguments.
worker_below() { # PID INDEX
    local child words children=()
    read -ra children 2>/dev/null <"/proc/$1/task/$1/children"
    for child in "${children[@]}"; do
        mapfile -d '' -t words <"/proc/$child/cmdline" 2>/dev/null
        [ "${words[1]:-}.${words[3]:-}" != "worker.$2" ] || echo "$child"
        worker_below "$child" "$2"
    done
}
for index in 0 1; do
    "$TVP" run --out "$SCRATCH/killed-$index" --workload ipc_pingpong --model spawn --workers 2 --ops 100000000 --batch 10000 \
        --trials 1 --timeout 60s --quiet >"$SCRATCH/killed.log" 2>&1 </dev/null &
    controller=$!
    begun=$SECONDS victim=
    while [ -z "$victim" ] && [ $((SECONDS - begun)) -lt 30 ]; do
        sleep 0.3
        victim=$(worker_below "$controller" $index)
    done
    [ -n "$victim" ] || fail "no worker $index is to be found: $(cat "$SCRATCH/killed.log")"
    kill -9 "$victim"
    wait "$controller"
    [ $((SECONDS - begun)) -lt 40 ] || fail "the partner of a killed worker was waited for"
    [ "$(statuses killed-$index)" = "crashed " ] || fail "worker $index killed: $(statuses killed-$index)"
    grep -q "worker $index: killed by SIGKILL" "$SCRATCH/killed-$index/trials.jsonl" || fail "worker $index killed: no reason"
    ok "a killed partner (worker $index) ends the trial: crashed"
done
