#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# kill -9 of the controller leaves no process, and --resume completes the run, with a build for another Linux.
set -u
. tests/elsewhere/lib/common.sh

OPTIONS=(--workload 'noop,io_request' --model "$(models | tr ' ' ',')" --workers 2 --time 40ms --trials 6 --seed 7 --timeout 30s --quiet)
controller_of() { pgrep -f "$(realpath "$BUILD")/tvp run" | head -n 1; }
"$TVP" run "${OPTIONS[@]}" --out "$SCRATCH/run" >"$SCRATCH/log" 2>&1 </dev/null &
for _ in {1..200}; do
    [ -s "$SCRATCH/run/trials.jsonl" ] && break
    sleep 0.05
done
victim=$(controller_of)
[ -n "$victim" ] || fail "the run was over too soon: $(cat "$SCRATCH/log")"
kill -9 "$victim"
wait
expect_nothing_left
ok "kill -9 of the controller left no process"
"$TVP" run --resume "$SCRATCH/run" --quiet >"$SCRATCH/log" 2>&1 || fail "--resume ended with $?: $(tail -n 3 "$SCRATCH/log")"
holds run ok
planned=$(grep -c '"type":"trial"' "$SCRATCH/run/plan.jsonl")
[ "$planned" -eq "$(wc -l <"$SCRATCH/run/trials.jsonl")" ] || fail "$planned planned, $(wc -l <"$SCRATCH/run/trials.jsonl") recorded"
[ ! -e "$SCRATCH/run/tmp" ] || fail "tmp/ is left"
expect_nothing_left
ok "--resume completed it: $planned trials, one record each"
