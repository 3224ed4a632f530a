#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The suite `quick` under Wine: every file valid, fork unsupported with its reason, the emulator recorded, and every metric a
# real value or null with the reason that this system has for it.
set -u
. tests/windows/lib/common.sh

run quick quick --label wine-test
[ "$code" -eq 0 ] || fail "tvp run quick ended with $code: $(tail -n 3 "$SCRATCH/quick.log")"
holds quick "ok unsupported"

grep -q '"emulator": "wine-' "$SCRATCH/quick/machine.json" || fail "the emulator is not recorded"
grep -q '"name": "Windows"' "$SCRATCH/quick/machine.json" || fail "the system is not recorded"
ok "$(grep -o '"emulator": "[^"]*"' "$SCRATCH/quick/machine.json")"

forks=$(grep -c '"model":"fork"' "$SCRATCH/quick/trials.jsonl")
reasons=$(grep '"model":"fork"' "$SCRATCH/quick/trials.jsonl" | grep -c '"status":"unsupported","reason":"Windows has no fork"')
[ "$forks" -gt 0 ] && [ "$forks" -eq "$reasons" ] || fail "$forks trials of fork, $reasons say that Windows has none"
ok "fork: $forks times 'Windows has no fork'"

"$PYTHON" tests/windows/lib/metrics.py "$SCRATCH/quick/trials.jsonl" >"$SCRATCH/metrics" || fail "$(cat "$SCRATCH/metrics")"
ok "$(cat "$SCRATCH/metrics")"

left=$(windows_processes)
[ -z "$left" ] || fail "processes are left: $left"
[ ! -e "$SCRATCH/quick/tmp" ] || fail "tmp/ is left"
ok "nothing is left"
