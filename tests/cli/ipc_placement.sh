#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Where two partners run matters more than whether they are threads or processes: on one CPU their round trips agree, on two
# they take several times as long under each model.
set -u
. "$(dirname "$0")/lib/common.sh"
[ "$(nproc)" -ge 2 ] || skip "needs two CPUs"

# The median of ns an op, in the calm batches of a trial; of so many ops that it does not matter where in one a batch ends.
op_ns() { # NAME PLACEMENT MODEL
    values "$1" op_p10_ns "placement=$2" "model=$3" | median
}

for attempt in 1 2 3 4 5; do
    for transport in pipe futex; do
        name=$transport-$attempt
        run_ok "$name" --workload ipc_pingpong --param transport=$transport --workers 2 --placement same-cpu,compact \
            --model thread,fork,spawn --trials 7 --ops 3000 --batch 50 --quiet
        thread=$(op_ns "$name" same-cpu thread) told=''
        good=1
        for model in fork spawn; do
            here=$(op_ns "$name" same-cpu $model)
            within "$(ratio "$here" "$thread")" 0.85 1.15 || good=0
            told+=" $model/thread $(ratio "$here" "$thread")"
        done
        for model in thread fork spawn; do
            moved=$(ratio "$(op_ns "$name" compact $model)" "$(op_ns "$name" same-cpu $model)")
            within "$moved" 1.3 1000 || good=0
            told+=" $model compact/same-cpu $moved"
        done
        [ "$good" -eq 1 ] || break
        ok "$transport:$told"
    done
    [ "$good" -eq 0 ] || exit 0
    echo "# attempt $attempt: $transport:$told"
done
fail "placement does not matter more than the model:$told"
