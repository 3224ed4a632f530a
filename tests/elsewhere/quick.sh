#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A build for another Linux measures: every model, every file valid, C library, processor and emulator recorded; and this system reads it.
set -u
. tests/elsewhere/lib/common.sh

common=(--workload 'noop,cpu_hash,counter,io_request' --model "$(models | tr ' ' ',')" --workers 2 --time 2ms --trials 2 --seed 11 --label elsewhere --quiet)
"$TVP" run "${common[@]}" --out "$SCRATCH/run" >"$SCRATCH/log" 2>&1 || fail "the run ended with $?: $(tail -n 3 "$SCRATCH/log")"
holds run ok
"$TVP" run --workload data_touch --data 32M --write 10 --workers 2 --model all --sharing all --trials 1 --seed 12 --label elsewhere --quiet \
    --out "$SCRATCH/memory" >"$SCRATCH/log" 2>&1 || fail "memory: $?: $(tail -n 3 "$SCRATCH/log")"
holds memory 'ok unsupported'
machine=$SCRATCH/run/machine.json
if [ -n "${WRAPPER:-}" ]; then
    grep -q '"arch": *"aarch64"' "$machine" && grep -q '"emulator": *"qemu-user"' "$machine" || fail "processor or emulator: $(grep -oE '"(arch|emulator)": *[^,]*' "$machine")"
    ok "64-bit Arm under qemu-user, and says so"
else
    grep -q '"emulator": *null' "$machine" || fail "an emulator: $(grep -o '"emulator": *[^,]*' "$machine")"
    ! readelf -lW "$BUILD/tvp-trial" | grep -q INTERP && grep -q '"linkage": *"static"' "$machine" || fail "not static"
    "$TVP" export "$SCRATCH/memory" >"$SCRATCH/memory.csv" || fail "export"
    within "$(values memory memory_factor model=fork sharing=copy | median)" 2.8 3.1 || fail "fork/copy: $(values memory memory_factor model=fork sharing=copy)"
    ok "static, without a loader"
fi
if [ -n "${LIBC:-}" ]; then
    grep -q "\"name\": *\"$LIBC\"" "$machine" || fail "not $LIBC: $(grep -o '"libc": *{[^}]*' "$machine")"
    ok "$LIBC is recorded"
fi

# Read here without loss, and put beside a run of this system; no verdicts.
for name in run memory; do
    "$TVP" export "$SCRATCH/$name" >"$SCRATCH/theirs.csv" && native export "$SCRATCH/$name" >"$SCRATCH/ours.csv" && cmp "$SCRATCH/theirs.csv" "$SCRATCH/ours.csv" ||
        fail "$name is exported differently here"
done
native run "${common[@]}" --out "$SCRATCH/native" >"$SCRATCH/log" 2>&1 || fail "the run here: $(tail -n 3 "$SCRATCH/log")"
native show --systems "$SCRATCH/native" "$SCRATCH/run" >"$SCRATCH/shown" || fail "show --systems"
grep -qE '^spawn/shm +[a-z ]+ .* x[0-9.]+$' "$SCRATCH/shown" || fail "no factors: $(cat "$SCRATCH/shown")"
native compare "$SCRATCH/native" "$SCRATCH/run" >"$SCRATCH/compared" || fail "compare ended with $?"
! grep -qE 'REGRESSED|IMPROVED|EQUIVALENT' "$SCRATCH/compared" && grep -q 'not comparable' "$SCRATCH/compared" || fail "verdicts between systems"
ok "read here without loss; factors, no verdicts"
expect_nothing_left
ok "nothing is left"
