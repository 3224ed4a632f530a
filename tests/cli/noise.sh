#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `tvp show` and the JSON export say of percentiles, noise and health, of records that are known (lib/inside.py), worked
# out by other means.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
LIB=$(dirname "$0")/lib

for sessions in '' --sessions; do
    run=$SCRATCH/run$sessions
    python3 "$LIB/fakerun.py" "$run" || fail "fakerun.py"
    # shellcheck disable=SC2086
    python3 "$LIB/inside.py" add "$run" $sessions || fail "inside.py add"
    "$TVP" export "$run" --format json >"$SCRATCH/export.json" || fail "export"
    python3 "$LIB/inside.py" check "$run" "$SCRATCH/export.json" || fail "the export is not what the records say"
    ok "components, resolution, courses and health in the JSON export${sessions:+, two sessions}"
done

# has FILE TEXT: a line that is this, runs of blanks counting as one
has() {
    tr -s ' ' <"$1" | grep -qxF -- "$(tr -s ' ' <<<"$2")" || fail "$1 lacks the line: $2"
}

"$TVP" show "$SCRATCH/run" >"$SCRATCH/out" || fail "show"
# 15 % of an even block's ops take 16 ns, 5 % of an odd one's: 10.7 % over the 7 blocks, so that the 90th percentile is there,
# though that of 3 trials is at 8 ns; of 2000 batches a trial 14 lie beyond the 99.9th of all
has "$SCRATCH/out" "thread/shm 2 100 8.02 ns 8.02 ns 16.0 ns 16.0 ns 16.0 ns 7"
has "$SCRATCH/out" "-- cpu_hash, compact, 1 start"
grep -q 'p99\.9 n$' "$SCRATCH/out" || fail "there is no column of the 99.9th percentile"
! grep -q 'p99\.99' "$SCRATCH/out" || fail "14 batches cannot tell the 99.99th percentile"
"$TVP" show --wide "$SCRATCH/run" >"$SCRATCH/wide" || fail "show --wide"
grep -qF '16.0 ns [8 ns, 16.1 ns]' "$SCRATCH/wide" || fail "the 90th percentile has no interval over trials"
ok "percentiles of ops, from histograms of trials that weigh the same"

# blocks 2 (run_delay), 3 (spin), 5 (migrations) of each cell; not run_delay where four workers share two CPUs
has "$SCRATCH/out" "thread/shm 2 3/7 6 1 - - op 2.0% 2.1% 3.2%! 70 7"
has "$SCRATCH/out" "fork/shm 4* 2/6 5 1 - - op 2.0% 2.3% 3.7%! 81 6"
tr -s ' \n' ' ' <"$SCRATCH/out" | grep -q ' health 22 of 54 trials of time were disturbed: run_delay 6, migrations 8, spin 8 ' ||
    fail "the head does not say what was disturbed: $(grep -A1 ^health "$SCRATCH/out")"
grep -q '^DISTURBED: 22 of 54 trials of time; none is left out of the figures' "$SCRATCH/out" || fail "what disturbed is not told"
grep -q 'rows are too noisy to see a difference of their threshold (1 %)' "$SCRATCH/out" || fail "blind rows are not told"
ok "noise: disturbed trials, courses, components, resolution"

"$TVP" show --healthy "$SCRATCH/run" >"$SCRATCH/healthy" || fail "show --healthy"
# 240 M/s times 1 + b / 100: the median of the blocks 0 to 6 against that of the healthy 0, 1, 4, 6
has "$SCRATCH/healthy" "thread/shm 2 ops/s 247 M/s +-3% 7 246 M/s ~4% 4"
ok "healthy trials beside all"

"$TVP" show "$SCRATCH/run--sessions" >"$SCRATCH/two" || fail "show of two sessions"
grep -q 'trials sess\. ' "$SCRATCH/two" || fail "there is no column of sessions"
for out in out two healthy; do
    awk 'length > 80 { print FILENAME ": " $0; bad = 1 } END { exit bad }' "$SCRATCH/$out" || fail "over 80 columns"
done
ok "80 columns, also with sessions"

# without one trial of two threads, block 5's ratio has but one side: 6 trials of fork, 5 pairs
cp -r "$SCRATCH/run" "$SCRATCH/lost"
python3 - "$SCRATCH/lost/trials.jsonl" <<'P' || fail "no trial to lose"
import json, sys
records = [json.loads(line) for line in open(sys.argv[1])]
[lost] = [r for r in records if r["kind"] == "time" and r["cell"] == 5 and r["block"] == 5]
lost.update(status="failed", reason="lost", metrics={}, worker_metrics={}, nulls={}, inside=None)
open(sys.argv[1], "w").write("".join(json.dumps(r) + "\n" for r in records))
P
"$TVP" show "$SCRATCH/lost" >"$SCRATCH/out" || fail "show of a run that lost a trial"
grep -q '^fork/shm  *2 .* 0\.990 ~0\.0%  *6/5$' "$SCRATCH/out" || fail "the pairs of a ratio are not counted: $(grep '^fork/shm *2' "$SCRATCH/out")"
ok "ratios tell their pairs where those are fewer than the trials"

# records without any of it, as older runs have them: no such tables, and no complaint
python3 "$LIB/fakerun.py" "$SCRATCH/old" || fail "fakerun.py"
sed -i 's/"ctxsw_involuntary":[0-9]*/"minor_faults":1/; s/"start_skew_ns":[0-9]*,//' "$SCRATCH/old/trials.jsonl"
"$TVP" show "$SCRATCH/old" >"$SCRATCH/out" 2>&1 || fail "show of an older run: $(cat "$SCRATCH/out")"
! grep -q '^OPS\|^health\|^DISTURBED' "$SCRATCH/out" || fail "an older run has what it cannot have"
"$TVP" export "$SCRATCH/old" --format json >"$SCRATCH/export.json" || fail "export of an older run"
ok "older runs"

sed -i 's/"op_ps":\[\[890,/"op_ps":[[99999,/' "$SCRATCH/run/trials.jsonl"
code=0
"$TVP" show "$SCRATCH/run" >"$SCRATCH/out" 2>"$SCRATCH/err" || code=$?
[ "$code" -eq 2 ] && grep -q 'trials.jsonl:[0-9]*: inside is not what' "$SCRATCH/err" || fail "a bucket that there is not: $code, $(cat "$SCRATCH/err")"
[ "$(wc -l <"$SCRATCH/err")" -eq 1 ] || fail "more than one line"
ok "what is inside is checked"
