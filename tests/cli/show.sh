#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp show` on a run whose figures can be worked out by hand (lib/fakerun.py: block b is its base times 1 + b/100, so that the
# median of 7 blocks is 1.03 times the base and its 95 % interval, the whole range, reaches 2.9 % to each side).
set -u
. "$(dirname "$0")/lib/common.sh"
fake() { python3 "$(dirname "$0")/lib/fakerun.py" "$@" || fail "fakerun.py $*"; }
command -v python3 >/dev/null || skip "python3 is not installed"

fake "$SCRATCH/small"
fake --noisy "$SCRATCH/noisy"
fake --torn --machine "$(printf '{"machine":"b\\u001b[2J\\u00e9"}')" "$SCRATCH/torn"

# has FILE TEXT: a line that is this, runs of blanks counting as one
has() {
    tr -s ' ' <"$1" | grep -qxF -- "$(tr -s ' ' <<<"$2")" || fail "$1 lacks the line: $2"
}

"$TVP" show "$SCRATCH/small" >"$SCRATCH/out" 2>"$SCRATCH/err" || fail "show: $(cat "$SCRATCH/err")"
[ ! -s "$SCRATCH/err" ] || fail "show speaks on stderr: $(cat "$SCRATCH/err")"
has "$SCRATCH/out" "machine example, Example CPU 2.0 GHz, 2 CPUs, 8.00 GiB, virtual machine"
has "$SCRATCH/out" "system Debian GNU/Linux 12 (bookworm), Linux 6.1.0-18-amd64, glibc 2.36"
has "$SCRATCH/out" "trials 72 planned, 63 ok, 7 unsupported, 1 crashed, 1 timeout"
has "$SCRATCH/out" "blocks 7 of time, 3 of memory; seed 7"
has "$SCRATCH/out" "again tvp run quick --label 'an example' --seed 7"
ok "the head"

# thread: call 7, enter 9, ready 10, exit 8 us; a cold start is 1.7 times that
has "$SCRATCH/out" "thread/shm cold 12.3 us +-3% 15.8 us +-3% 17.5 us +-3% 14.0 us +-3% 7"
has "$SCRATCH/out" " warm 7.21 us +-3% 9.27 us +-3% 10.3 us +-3% 8.24 us +-3% 7"
has "$SCRATCH/out" " warm 288 us +-3% 391 us +-3% 398 us +-3% 92.7 us +-3% 7"
ok "start-up"

# 257 MiB at first; 2 workers, fork writes a tenth each: 51.2 MiB more; spawn copies 512 MiB
has "$SCRATCH/out" "fork/inherit 2 10 % 257 MiB 309 MiB 1.202 1.206 26.0 MiB 3"
has "$SCRATCH/out" "spawn/copy 2 10 % 257 MiB 770 MiB 2.995 2.995 256 MiB 3"
ok "memory"

# 1.2e8 ops/s a worker; fork does 0.99 of what threads do in each block, its drift not counting; the trial that timed
# out leaves 6 blocks of its cell: 0, 1, 3, 4, 5, 6
has "$SCRATCH/out" "thread/shm 2 247 M/s +-3% 8.09 ns +-3% 2.000 +-0.0% 1 7"
has "$SCRATCH/out" "fork/shm 2 246 M/s +-4% 8.13 ns +-4% 2.000 +-0.0% 0.990 +-0.0% 6"
has "$SCRATCH/out" "fork/shm 4* 246 M/s +-4% 16.3 ns +-4% 2.000 +-0.0% - 6"
ok "throughput, ratios from pairs within blocks, oversubscription"

has "$SCRATCH/out" "UNSUPPORTED here: 1 of 12 cells"
has "$SCRATCH/out" " a fresh image inherits nothing"
has "$SCRATCH/out" " cells: spawn/inherit (1)"
has "$SCRATCH/out" "NOT OK: 2 trials, left out of the figures"
grep -q 'crashed: cpu_hash, fork, shm, 4 workers' "$SCRATCH/out" || fail "the crash is not listed"
tr -s ' \n' ' ' <"$SCRATCH/out" | grep -q 'worker 1 at run: SIGSEGV \[trial 24\]' || fail "the crash has no reason"
ok "what could not be measured"

# Another placement as a factor over the first, of pairs within blocks, with the model's factor beside it.
! grep -q '^PLACEMENT' "$SCRATCH/out" || fail "a table of placements where there is one of each"
cp -r "$SCRATCH/noisy" "$SCRATCH/placed"
python3 - "$SCRATCH/placed/trials.jsonl" <<'P'
import json, sys
base = {"same-cpu": 1000, "compact": 3000}
tax = {"thread": 1, "fork": 0.9, "spawn": 0.8}
records = [json.loads(line) for line in open(sys.argv[1])]
for r in records:
    if r["workload"] == "ipc_pingpong" and r["status"] == "ok":
        r["metrics"]["ops_per_s"] = base[r["placement"]] * tax[r["model"]] * (1 + r["block"] / 10)
open(sys.argv[1], "w").writelines(json.dumps(r) + "\n" for r in records)
P
"$TVP" show "$SCRATCH/placed" --workload ipc_pingpong >"$SCRATCH/placed.out" || fail "show placed"
sed -n '/^PLACEMENT/,/^$/p' "$SCRATCH/placed.out" >"$SCRATCH/placement"
grep -qE '^fork/shm +2 same-cpu +1.30 k/s .* 1 +0.900 \+-0.0% +10$' "$SCRATCH/placement" || fail "the first placement: $(cat "$SCRATCH/placement")"
grep -qE '^ +2 compact +3.92 k/s .* 3.000 \+-0.0% +0.900 \+-0.0% +10$' "$SCRATCH/placement" || fail "the second: $(cat "$SCRATCH/placement")"
! awk 'length > 80' "$SCRATCH/placed.out" | grep . || fail "over 80 columns"
ok "placements, by pairs within blocks"

"$TVP" show "$SCRATCH/small" --metric memory_factor --model fork,spawn >"$SCRATCH/metric" || fail "--metric"
has "$SCRATCH/metric" "fork/inherit 2 1.202 (1.202 .. 1.202) 3"
! grep -q thread "$SCRATCH/metric" || fail "--model does not choose"
"$TVP" show "$SCRATCH/small" --metric=enter_ns --workers 1 >"$SCRATCH/metric" || fail "--metric="
has "$SCRATCH/metric" "fork/shm 1 62.8 us [61.0 us, 64.7 us] 7"
has "$SCRATCH/metric" "thread/shm 1 none: needs --starts 2 or more 0"
"$TVP" show --wide "$SCRATCH/small" >"$SCRATCH/wide" || fail "--wide"
grep -q '124 M/s \[120 M/s, 127 M/s\]' "$SCRATCH/wide" || fail "--wide has no intervals in full"
ok "one metric, chosen cells, intervals in full"

for run in small noisy torn; do
    "$TVP" show "$SCRATCH/$run" >"$SCRATCH/$run.out" || fail "show $run"
    awk 'length > 80 { print FILENAME ": " $0; bad = 1 } END { exit bad }' "$SCRATCH/$run.out" || fail "over 80 columns"
    ! LC_ALL=C grep -n '[^ -~]' "$SCRATCH/$run.out" || fail "not printable ASCII"
    ! grep -n ' $' "$SCRATCH/$run.out" || fail "blanks at the end of a line"
done
grep -q 'b\\x1b\[2J\\xc3\\xa9' "$SCRATCH/torn.out" || fail "a control character is not shown for what it is"
tr -s ' \n' ' ' <"$SCRATCH/torn.out" | grep -q '1 not run yet (tvp run --resume), the last record is torn' || fail "torn record"
ok "80 columns of printable ASCII, whatever the run holds"

"$TVP" show "$SCRATCH/small" "$SCRATCH/noisy" >"$SCRATCH/both" || fail "two runs"
[ "$(grep -c '^run ' "$SCRATCH/both")" -eq 2 ] || fail "two runs are not shown one after the other"
ok "two runs"

# refused EXIT WORDS ARGUMENTS...
refused() {
    local wanted=$1 words=$2 code=0
    shift 2
    "$TVP" show "$@" >"$SCRATCH/o" 2>"$SCRATCH/e" || code=$?
    [ "$code" -eq "$wanted" ] || fail "show $*: exit $code, not $wanted"
    [ "$(wc -l <"$SCRATCH/e")" -eq 1 ] || fail "show $*: not one line: $(cat "$SCRATCH/e")"
    grep -qF -- "$words" "$SCRATCH/e" || fail "show $*: $(cat "$SCRATCH/e")"
}
refused 2 "which run?"
refused 2 "did you mean --workload?" --wurkload x "$SCRATCH/small"
refused 2 "did you mean enter_ns?" --metric enter_nz "$SCRATCH/small"
refused 2 "no cell that was asked for" --model none "$SCRATCH/small"
refused 2 "--metric needs a value" "$SCRATCH/small" --metric
refused 2 "--wide takes no value" "$SCRATCH/small" --wide=yes
refused 2 "did you mean --wide?" --widw "$SCRATCH/small"
refused 2 "$SCRATCH/absent" "$SCRATCH/absent"
sed -i '3s/"kind":"[a-z]*"/"kind":"odd"/' "$SCRATCH/torn/trials.jsonl"
refused 2 "trials.jsonl:3:" "$SCRATCH/torn"
ok "refusals"
