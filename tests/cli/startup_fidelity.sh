#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Start-up as tvp measures it, against a bare loop that does the same call and nothing else, interleaved on one CPU.
# The bare loop is bound before it begins: a process that moves has stale address translations elsewhere, and its first fork pays
# for their end.
# The limits here are wider than what is aimed at (0.95 to 1.05), so that a loaded machine makes no false alarm; the figures are
# printed. ROUNDS=40 and a quiet machine show more.
set -u
. "$(dirname "$0")/lib/common.sh"

bare=$SCRATCH/bare
# Bound eagerly, as the trial's parent is; the program that it spawns is linked as programs are.
${CC:-cc} -O2 -D_GNU_SOURCE -pthread -Wl,-z,now "$(dirname "$0")/lib/bare.c" -o "$bare" || fail "the bare loop does not compile"
${CC:-cc} -O2 -D_GNU_SOURCE -pthread "$(dirname "$0")/lib/bare.c" -o "$bare-child" || fail "the bare program does not compile"
rounds=${ROUNDS:-8}
common=(--workload noop --sharing shm --workers 1 --placement same-cpu --trials 3 --ops 1000 --batch 1000 --kinds time)

once() { # model starts metric limit-low limit-high; 0 when within
    local model=$1 starts=$2 metric=$3 round cpu
    : >"$SCRATCH/a"
    : >"$SCRATCH/b"
    for ((round = 0; round < rounds; round++)); do
        run_ok "$model-$starts-$round" "${common[@]}" --model "$model" --starts "$starts"
        values "$model-$starts-$round" "$metric" >>"$SCRATCH/a"
        cpu=$(grep -o '"cpu":[0-9]*' "$SCRATCH/$model-$starts-$round/trials.jsonl" | head -n 1 | cut -d: -f2)
        for _ in 1 2 3; do taskset -c "$cpu" "$bare" "$model" "$starts" "$cpu" "$bare-child" >>"$SCRATCH/b"; done
    done
    ours=$(median <"$SCRATCH/a") theirs=$(median <"$SCRATCH/b") times=$(ratio "$ours" "$theirs")
    rm -rf "$SCRATCH/$model-$starts-"*
    within "$times" "$4" "$5"
}

# A neighbour on the machine may spoil an attempt; what is wrong with us would spoil all of them.
held_against() {
    local attempt
    for attempt in 1 2 3; do
        if once "$@"; then
            ok "$1: $3 $ours ns, the bare loop $theirs: ratio $times"
            return
        fi
        echo "attempt $attempt: $1: $3 $ours ns, the bare loop $theirs: ratio $times"
    done
    fail "$1: $3 is not the bare loop's"
}

for model in thread fork spawn; do
    held_against $model 50 enter_ns 0.88 1.12
    held_against $model 1 enter_cold_ns 0.7 1.4
done
