#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A short run of every model and workload with a tvp that was built with ThreadSanitizer, whose reports land on the trials'
# stderr. Plug-ins stay out: their libraries were built without it. Passes when no trial reports anything. TVP: the program; STILL: how to start it without random addresses.
set -u

out=$(mktemp -d)/run
trap 'rm -rf "${out%/run}"' EXIT
workloads=$("$TVP" list workloads | awk '/^  [a-z]/ { print $1 }' | grep -vxE 'fault|cpu_deflate|io_sqlite' | paste -sd ,)
[[ -n $workloads ]] || { echo "tvp list workloads names none" && exit 1; }

# shellcheck disable=SC2086 # STILL is a command with its options
${STILL:-} "$TVP" run --workload "$workloads" --model thread,fork,spawn --sharing inherit,copy,shm --workers 2 --data 1M --write 10 \
    --trials 1 --time 5ms --starts 2 --timeout 120s --out "$out" >"$out.log" 2>&1
code=$?
reports=$(cat "$out"/stderr/* "$out.log" 2>/dev/null | grep -c 'WARNING: ThreadSanitizer\|FATAL: ThreadSanitizer')
records=$(grep -c '"status":"ok"' "$out/trials.jsonl" 2>/dev/null)
echo "thread sanitizer: ${records:-0} trials are ok, $reports reports, exit code $code"
# 4: a cell that was named is unsupported, as thread sharing by fork's means is not possible.
if ((code != 0 && code != 4)) || ((reports > 0)) || ((${records:-0} < 10)) ||
    grep -qE '"status":"(failed|crashed|timeout|invalid)"' "$out/trials.jsonl"; then
    grep -E '"status":"(failed|crashed|timeout|invalid)"' "$out/trials.jsonl" | cut -c 1-300 | head -n 10
    cat "$out"/stderr/* "$out.log" 2>/dev/null | head -n 60
    exit 1
fi
