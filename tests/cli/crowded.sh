#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Workers that take turns on one CPU get no more done together than one alone; where turns were too few to tell, there is no figure.
# (Beside another load eight workers do get a larger share of the CPU than one: up to twice as much with one busy neighbour. Rates
# that were added up wrongly came out 3 to 8 times too high.)
set -u
. "$(dirname "$0")/lib/common.sh"

run_ok crowd --workload cpu_hash,counter --workers 1,8 --placement same-cpu --model thread,fork --sharing shm --trials 5 --time 60ms
for workload in cpu_hash counter; do
    for model in thread fork; do
        one=$(values crowd ops_per_s workload=$workload model=$model workers=1 | median)
        many=$(values crowd ops_per_s workload=$workload model=$model workers=8 | median)
        [ -n "$many" ] || fail "$workload, $model: 8 workers have no figure at all"
        times=$(ratio "$many" "$one")
        within "$times" 0.5 2.2 || fail "$workload, $model: 8 workers on one CPU did $times times the work of one"
        ok "$workload, $model: 8 workers on one CPU did $times times the work of one"
    done
done

run_ok short --workload counter --workers 8 --placement same-cpu --model fork --sharing shm --trials 3 --ops 100000
[ -z "$(values short ops_per_s)" ] || fail "a rate from workers that never overlapped: $(values short ops_per_s | tr '\n' ' ')"
grep -q 'workers hardly ran at the same time: needs more --time"' "$SCRATCH/short/trials.jsonl" || fail "no reason why there is no rate"
"$TVP" show "$SCRATCH/short" >"$SCRATCH/shown" || fail "show"
grep -A 9 '^THROUGHPUT' "$SCRATCH/shown" | grep -qE '^fork/shm +8\* +- +[0-9.]+ [nu]s .* - +- +3$' || fail "no row without a rate: $(cat "$SCRATCH/shown")"
grep -qx 'ops/s -: workers hardly ran at the same time: needs more --time' "$SCRATCH/shown" || fail "show does not say why: $(cat "$SCRATCH/shown")"
ok "workers that never overlapped have no common rate, and a reason"
