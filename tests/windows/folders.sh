#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A run folder of one system is read on the other without loss, also when its line ends were changed on the way; runs under an
# emulator are kept apart from native ones.
set -u
. tests/windows/lib/common.sh

common=(--workload 'noop,counter' --model 'thread,spawn' --time 5ms --trials 3 --seed 11)
run_ok windows "${common[@]}" --label one-name
"$NATIVE" run --out "$SCRATCH/linux" "${common[@]}" --label one-name >"$SCRATCH/log" 2>&1 || fail "the run here ended with $?"

cp -r "$SCRATCH/windows" "$SCRATCH/crlf"
find "$SCRATCH/crlf" -type f -exec sed -i 's/$/\r/' {} +
for name in windows crlf linux; do
    for tool in csv json; do
        "$NATIVE" export "$SCRATCH/$name" --format $tool >"$SCRATCH/$name.native.$tool" || fail "$name cannot be exported here"
        "$TVP" export "$SCRATCH/$name" --format $tool >"$SCRATCH/$name.windows.$tool" || fail "$name cannot be exported on Windows"
    done
    cmp "$SCRATCH/$name.native.csv" "$SCRATCH/$name.windows.csv" || fail "the two systems export $name differently"
    "$PYTHON" tests/windows/lib/alike.py "$SCRATCH/$name.native.json" "$SCRATCH/$name.windows.json" 2>"$SCRATCH/why" ||
        fail "the two systems export $name differently: $(cat "$SCRATCH/why")"
    "$NATIVE" show "$SCRATCH/$name" >"$SCRATCH/$name.native" || fail "$name cannot be shown here"
    "$TVP" show "$SCRATCH/$name" >"$SCRATCH/$name.shown" || fail "$name cannot be shown on Windows"
    cmp "$SCRATCH/$name.native" "$SCRATCH/$name.shown" || fail "the two systems show $name differently: $(diff "$SCRATCH/$name.native" "$SCRATCH/$name.shown")"
    ok "$name: shown and exported alike by both ($(wc -l <"$SCRATCH/$name.native.csv") rows)"
done
diff <(sed 's/^crlf,/windows,/' "$SCRATCH/crlf.native.csv") "$SCRATCH/windows.native.csv" || fail "other line ends lose something"
ok "nothing is lost when line ends change"

# 64-bit numbers survive: the largest seed stands in plan and records.
run_ok wide --workload noop --model thread --time 1ms --trials 1 --seed 9007199254740991
grep -q '9007199254740991' "$SCRATCH/wide/plan.jsonl" || fail "a large seed does not stand in the plan"
"$NATIVE" show "$SCRATCH/wide" | grep -q -- 'seed 9007199254740991' || fail "a large seed is not read here"
ok "64-bit numbers arrive"

for tvp in "$NATIVE" "$TVP"; do
    code=0
    "$tvp" compare "$SCRATCH/linux" "$SCRATCH/windows" >"$SCRATCH/compared" 2>&1 || code=$?
    [ $code -eq 0 ] || [ $code -eq 5 ] || fail "compare ended with $code: $(tail -n 3 "$SCRATCH/compared")"
    grep -qE 'REGRESSED|IMPROVED|EQUIVALENT' "$SCRATCH/compared" && fail "native and emulated runs are judged against each other"
done
ok "no verdict between native and emulated: $(grep -oE 'other [a-zA-Z]+ \([^)]*\)' "$SCRATCH/compared" | head -n 1)"
