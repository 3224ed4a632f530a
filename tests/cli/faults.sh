#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A worker that crashes, hangs, answers wrong, loses its pin or ends early spoils its own trial and no other.
set -u
. "$(dirname "$0")/lib/common.sh"

status_of() { # run workload: the statuses of its trials, sorted, unique
    grep "\"workload\":\"$2\"" "$SCRATCH/$1/trials.jsonl" | grep -o '"status":"[a-z]*"' | cut -d'"' -f4 | sort -u | tr '\n' ' '
}

expect() { # name kind at model status
    local name=$1-$3-$4
    run "$name" --workload noop,fault --model "$4" --sharing shm --workers 2 --trials 2 --ops 1000 --timeout 10s --param "fault.kind=$2,fault.at=$3,fault.worker=1"
    [ "$code" -eq 4 ] || fail "$2 at $3 under $4: exit $code, not 4: $(tail -n 2 "$SCRATCH/$name.log")"
    [ "$(status_of "$name" fault)" = "$5 " ] || fail "$2 at $3 under $4: '$(status_of "$name" fault)', not $5"
    [ "$(status_of "$name" noop)" = "ok " ] || fail "$2 at $3 under $4 spoiled others: '$(status_of "$name" noop)'"
    [ "$(wc -l <"$SCRATCH/$name/trials.jsonl")" -eq 4 ] || fail "$2 at $3 under $4: not every trial has its record"
    grep '"workload":"fault"' "$SCRATCH/$name/trials.jsonl" | grep -q '"reason":"' || fail "$2 at $3 under $4: no reason"
    ok "$2 at $3 under $4: $5"
}

for model in $(models); do
    for at in enter ready run leave; do
        expect crash crash $at "$model" crashed
        expect exit exit $at "$model" failed
    done
    expect wrong wrong run "$model" failed
    if [ "$(nproc)" -gt 1 ]; then
        for at in enter ready run leave; do
            expect unpin unpin $at "$model" invalid
        done
    fi
done

# A hang costs its time limit: one point and model each, with a short limit.
for pair in thread:run gil:run fork:ready spawn:enter fork:leave forkserver:leave; do
    model=${pair%:*} at=${pair#*:}
    run "hang-$model-$at" --workload noop,fault --model "$model" --sharing shm --workers 2 --trials 1 --ops 1000 --timeout 2s --param "fault.kind=hang,fault.at=$at,fault.worker=0"
    [ "$code" -eq 4 ] || fail "hang at $at under $model: exit $code, not 4"
    [ "$(status_of "hang-$model-$at" fault)" = "timeout " ] || fail "hang at $at under $model: '$(status_of "hang-$model-$at" fault)'"
    [ "$(status_of "hang-$model-$at" noop)" = "ok " ] || fail "hang at $at under $model spoiled others"
    ok "hang at $at under $model: timeout"
done

left=$(pgrep -f "tvp-trial.*trial" -P 1 || true)
[ -z "$left" ] || fail "left behind: $left"
ok "no process is left behind"
