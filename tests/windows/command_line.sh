#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Arguments and paths as Windows has them: backslashes, drives, letters beyond ASCII, no line ends but \n on output; what this
# build leaves out is listed and refused with its reason.
set -u
. tests/windows/lib/common.sh

mkdir "$SCRATCH/größe"
drive="Z:${SCRATCH//\//\\}"
"$TVP" run --workload noop --model thread --time 1ms --trials 1 --label 'dev.1' --out "$drive\\größe\\über uns" >"$SCRATCH/said" 2>&1 ||
    fail "a path with backslashes: $(cat "$SCRATCH/said")"
[ -e "$SCRATCH/größe/über uns/trials.jsonl" ] || fail "the run folder is not where it was asked for: $(find "$SCRATCH" -name 'plan.jsonl')"
"$TVP" show "$drive\\größe\\über uns\\" >"$SCRATCH/shown" || fail "it is not shown"
"$NATIVE" show "$SCRATCH/größe/über uns" | cmp - "$SCRATCH/shown" || fail "it is not shown as here"
ok "backslashes, a drive, blanks and umlauts in a path"

"$TVP" run --out "$drive\\größe\\über uns" --workload noop >"$SCRATCH/said" 2>&1
code=$?
[ $code -eq 2 ] && grep -q 'is not empty' "$SCRATCH/said" || fail "a folder that is not empty: $code, $(cat "$SCRATCH/said")"
ok "a folder that is not empty is refused"

printf '# Written on Windows\r\nall: --trials 1\r\n\r\n--workload noop --model thread --time 1ms\r\n' >"$SCRATCH/mine.suite"
"$TVP" run "$drive\\mine.suite" --out "$drive\\suite" >"$SCRATCH/said" 2>&1 || fail "a suite with Windows' line ends: $(cat "$SCRATCH/said")"
"$NATIVE" run "$SCRATCH/mine.suite" --dry-run >"$SCRATCH/said" 2>&1 || fail "the same suite here: $(cat "$SCRATCH/said")"
ok "a suite with Windows' line ends"

code=0
"$TVP" run --exec 'cmd /c exit' --model spawn --ops 1 >"$SCRATCH/said" 2>&1 || code=$?
[ $code -eq 2 ] && grep -q 'inherit no descriptors by number' "$SCRATCH/said" || fail "--exec: $code, $(cat "$SCRATCH/said")"
ok "--exec is refused with its reason"

code=0
"$TVP" history add x >"$SCRATCH/said" 2>&1 || code=$?
[ $code -eq 1 ] && grep -q 'needs SQLite' "$SCRATCH/said" || fail "history: $code, $(cat "$SCRATCH/said")"
"$TVP" list >"$SCRATCH/list" || fail "tvp list ended with $?"
grep -q 'Windows has no fork' "$SCRATCH/list" || fail "tvp list does not say why there is no fork"
grep -q 'needs SQLite' "$SCRATCH/list" || fail "tvp list does not say that the database is left out"
ok "what is left out is listed and refused with its reason"

"$TVP" doctor >"$SCRATCH/doctor" 2>&1
code=$?
[ $code -le 5 ] && [ -s "$SCRATCH/doctor" ] || fail "doctor ended with $code"
ok "doctor ends with $code"
