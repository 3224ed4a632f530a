#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A worker that crashes, hangs, answers wrong, loses its pin or ends early spoils its own trial and no other, and what is said of
# it names what Windows calls it.
set -u
. tests/windows/lib/common.sh

expect() { # kind at model status reason
    local name=$1-$2-$3 reason
    run "$name" --workload noop,fault --model "$3" --sharing shm --workers 2 --trials 1 --ops 1000 --timeout 6s \
        --param "fault.kind=$1,fault.at=$2,fault.worker=1"
    [ "$code" -eq 4 ] || fail "$1 at $2 under $3: exit $code, not 4: $(tail -n 2 "$SCRATCH/$name.log")"
    grep '"workload":"noop"' "$SCRATCH/$name/trials.jsonl" | grep -q '"status":"ok"' || fail "$1 at $2 under $3 spoiled another trial"
    reason=$(grep '"workload":"fault"' "$SCRATCH/$name/trials.jsonl" | grep "\"status\":\"$4\"" | grep -o '"reason":"[^"]*"')
    [[ $reason == *$5* ]] || fail "$1 at $2 under $3 is not $4: $5, but $(grep '"workload":"fault"' "$SCRATCH/$name/trials.jsonl" | cut -c 1-300)"
    ok "$1 at $2 under $3: $4: $reason"
}

for model in thread spawn; do
    expect crash run $model crashed EXCEPTION_ACCESS_VIOLATION
    expect crash ready $model crashed EXCEPTION_ACCESS_VIOLATION
    expect wrong run $model failed 'wrong answer'
    expect hang run $model timeout ' at run'
done
expect exit enter spawn failed 'exit code 7'
expect exit run thread failed 'exit code 7'
if [ "$(nproc)" -gt 1 ]; then
    expect unpin run spawn invalid 'CPU'
fi
holds crash-run-spawn "crashed ok"
holds hang-run-thread "ok timeout"
expect_nothing_left
ok "no process is left"
