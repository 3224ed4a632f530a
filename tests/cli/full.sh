#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A results folder that is full or cannot be written: one clear line, exit code 1, nothing measured lost, and --resume goes on
# when there is room again.
set -u
. "$(dirname "$0")/lib/common.sh"

DISK=$SCRATCH/disk
mkdir "$DISK"
trap 'mountpoint -q "$DISK" && umount "$DISK"; rm -rf "$SCRATCH"' EXIT
mounted=0
[ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=640k tmpfs "$DISK" 2>/dev/null && mounted=1

OPTIONS=(--workload noop --model 'thread,fork' --workers 2 --ops 100000 --trials 400 --seed 3 --quiet)

# Ends with 1 and one line that says that there is no space.
expect_full() { # WHAT
    [ "$code" -eq 1 ] || fail "$1 ended with $code: $(tail -n 3 "$SCRATCH/log")"
    grep -qi '^tvp: .*no space left' "$SCRATCH/log" || fail "$1 said: $(cat "$SCRATCH/log")"
    [ "$(grep -c '^tvp: ' "$SCRATCH/log")" -eq 1 ] || fail "$1 said more than one line: $(cat "$SCRATCH/log")"
}

records() { grep -c . "$1/trials.jsonl" 2>/dev/null; }

code=0
if [ $mounted -eq 1 ]; then
    "$TVP" run --out "$DISK/run" "${OPTIONS[@]}" >"$SCRATCH/log" 2>&1 </dev/null || code=$?
else
    (ulimit -f 512 && exec "$TVP" run --out "$DISK/run" "${OPTIONS[@]}") >"$SCRATCH/log" 2>&1 </dev/null || code=$?
fi
expect_full "a run on a full disk"
ok "a run on a full disk (tmpfs: $mounted) ends with one line: $(cat "$SCRATCH/log")"

have=$(records "$DISK/run")
[ "$have" -ge 20 ] || fail "only $have records were written before the disk was full"
[ -z "$(tail -c 1 "$DISK/run/trials.jsonl" | tr -d '\n')" ] || fail "the last record is torn"
cp "$DISK/run/trials.jsonl" "$SCRATCH/before"
ok "$have whole records are kept"

code=0
if [ $mounted -eq 1 ]; then
    "$TVP" run --resume "$DISK/run" --quiet >"$SCRATCH/log" 2>&1 </dev/null || code=$?
    expect_full "--resume on a disk that is still full"
    cmp -s "$SCRATCH/before" <(head -c "$(wc -c <"$SCRATCH/before")" "$DISK/run/trials.jsonl") || fail "earlier records were changed"
    ok "--resume on a disk that is still full says so and changes nothing"
    mount -o remount,size=64m "$DISK" || fail "the disk cannot be made larger"
fi
code=0
"$TVP" run --resume "$DISK/run" --quiet >"$SCRATCH/log" 2>&1 </dev/null || code=$?
[ "$code" -eq 0 ] || fail "--resume with room again ended with $code: $(tail -n 3 "$SCRATCH/log")"
[ "$(records "$DISK/run")" -eq 800 ] || fail "$(records "$DISK/run") of 800 records"
cmp -s "$SCRATCH/before" <(head -c "$(wc -c <"$SCRATCH/before")" "$DISK/run/trials.jsonl") || fail "earlier records were changed"
ok "--resume with room again completes the run"

if [ $mounted -eq 1 ]; then
    rm -rf "$DISK/run"
    mount -o remount,size=20k "$DISK" || fail "the disk cannot be made smaller"
    code=0
    "$TVP" run --out "$DISK/run" "${OPTIONS[@]}" >"$SCRATCH/log" 2>&1 </dev/null || code=$?
    expect_full "a plan that does not fit"
    ok "a plan that does not fit: $(cat "$SCRATCH/log")"
fi

# Where even root cannot make a folder, and where others may not.
code=0
"$TVP" run --out /proc/tvp-test/run "${OPTIONS[@]}" >"$SCRATCH/log" 2>&1 </dev/null || code=$?
[ "$code.$(wc -l <"$SCRATCH/log")" = 1.1 ] || fail "an unwritable folder: code $code, $(cat "$SCRATCH/log")"
grep -q '^tvp: cannot make the run folder' "$SCRATCH/log" || fail "an unwritable folder: $(cat "$SCRATCH/log")"
ok "an unwritable folder is refused in one line: $(cat "$SCRATCH/log")"
