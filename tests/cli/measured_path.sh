#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The measured path makes no system call and no allocation of the harness's own, under any model; and the probes that say so
# would see one.
set -u
. "$(dirname "$0")/lib/common.sh"

source=$(dirname "$0")/lib/count_allocations.c
counter=$SCRATCH/libcount.so
${CC:-cc} -shared -fPIC -O1 -D_GNU_SOURCE "$source" -o "$counter" || fail "the counting allocator does not compile"
case $("$TVP" list probes --json 2>/dev/null) in *syscalls*) ;; *) fail "there is no probe syscalls" ;; esac

export LD_PRELOAD=$counter
common=(--workers 2 --trials 3 --probe "syscalls,allocations" --kinds time)
run_ok noop --workload noop --model all --sharing shm "${common[@]}" --ops 2000000
# Handing over is gil's own: alone it has nobody to hand over to.
run_ok alone --workload noop --model gil --sharing shm --workers 1 --trials 3 --probe syscalls --kinds time --ops 2000000
run_ok planted --workload fault --model all --sharing shm "${common[@]}" --ops 4000 --batch 100 --param fault.kind=syscall,fault.at=run,fault.worker=0
run_ok allocating --workload fault --model all --sharing shm "${common[@]}" --ops 4000 --batch 100 --param fault.kind=allocate,fault.at=run,fault.worker=0
unset LD_PRELOAD

if [ "$(uname -m)" = x86_64 ] && [ -z "$(values noop syscalls)" ]; then
    skip "this kernel cannot trap system calls"
fi
for model in $(models); do
    for metric in syscalls allocations; do
        name=noop
        [ "$model $metric" != 'gil syscalls' ] || name=alone
        seen=$(values $name "$metric" "model=$model" | sort -u | tr '\n' ' ')
        [ "$seen" = "0 " ] || fail "$model: $metric of the harness on the measured path: '$seen'"
        ok "$model: no $metric on the measured path"
    done
    within "$(values planted syscalls "model=$model" | median)" 1 1000000 || fail "$model: a planted system call is not seen"
    within "$(values allocating allocations "model=$model" | median)" 1 1000000 || fail "$model: a planted allocation is not seen"
    ok "$model: planted ones are seen"
done

cost=$(values noop work_ns model=thread | median)
within "$(awk "BEGIN { print $cost / 2000000 }")" 0.01 1000 || fail "noop says that an op costs $cost / 2000000 ns"
ok "noop reports the harness's cost per op: $(awk "BEGIN { print $cost / 2000000 }") ns"
