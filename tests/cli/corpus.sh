#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every reader against the inputs of tests/fuzz/corpus: what broke one once, and what a fuzzer found interesting. Each target
# aborts on a crash, on an undocumented exit code, and on an error that is not one clear line with file and position.
set -u
. "$(dirname "$0")/lib/common.sh"
corpus=$(cd "$(dirname "$0")/../fuzz/corpus" && pwd) || exit 1
BUILD=${BUILD:-build}

count=0
for target in "$(dirname "$0")"/../fuzz/fuzz_*.c; do
    name=$(basename "$target" .c) name=${name#fuzz_}
    program=$BUILD/tests/fuzz/$name
    [ -x "$program" ] || fail "$program is not built"
    [ -n "$(ls "$corpus/$name" 2>/dev/null)" ] || fail "there are no inputs in tests/fuzz/corpus/$name"
    TMPDIR=$SCRATCH "$program" "$corpus/$name" >"$SCRATCH/played" 2>"$SCRATCH/err" </dev/null ||
        fail "$name: $(tail -n 1 "$SCRATCH/played"): $(head -n 20 "$SCRATCH/err")"
    [ "$(wc -l <"$SCRATCH/played")" -eq "$(find "$corpus/$name" -type f | wc -l)" ] || fail "$name: not every input was played"
    [ -z "$(ls -d "$SCRATCH"/tvp-fuzz.* 2>/dev/null)" ] || fail "$name: its folder is left"
    count=$((count + $(wc -l <"$SCRATCH/played")))
    ok "$name: $(wc -l <"$SCRATCH/played") inputs"
done
for folder in "$corpus"/*; do
    [ -e "$(dirname "$0")/../fuzz/fuzz_${folder##*/}.c" ] || echo "$folder"
done >"$SCRATCH/orphans"
[ ! -s "$SCRATCH/orphans" ] || fail "inputs without a target: $(cat "$SCRATCH/orphans")"

# The look at what is said is worth what it sees.
printf '\0{"values":[1,' >"$SCRATCH/input"
TMPDIR=$SCRATCH "$BUILD/tests/fuzz/detect" "$SCRATCH/input" >/dev/null || fail "a torn series is not refused as it should be"
ok "$count inputs in all"
