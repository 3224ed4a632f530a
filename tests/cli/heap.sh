#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fork's time to first instruction grows with the parent's heap, thread's and spawn's do not; huge pages make it cheap again.
set -u
. "$(dirname "$0")/lib/common.sh"

have=$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
[ "$have" -ge 3000 ] || skip "needs 3000 MiB of memory, $have are available"

common=(--workload noop --workers 1 --placement same-cpu --starts 8 --trials 7 --ops 1000 --batch 1000 --kinds time)
run_ok small "${common[@]}" --model thread,fork,spawn --sharing shm --heap 64M,256M,1G --pages 4k
enter() { values "$1" enter_ns "${@:2}" | median; }

low=$(enter small model=fork heap=67108864)
middle=$(enter small model=fork heap=268435456)
high=$(enter small model=fork heap=1073741824)
# Linear: four times the heap, about four times the time (a constant part makes it a little less).
within "$(ratio "$middle" "$low")" 2.2 6.0 || fail "fork with 256M against 64M of heap: $middle against $low ns"
within "$(ratio "$high" "$middle")" 2.6 6.0 || fail "fork with 1G against 256M of heap: $high against $middle ns"
ok "fork grows with the heap: $low, $middle, $high ns"
for model in thread spawn; do
    flat=$(ratio "$(enter small model=$model heap=1073741824)" "$(enter small model=$model heap=67108864)")
    within "$flat" 0.6 1.6 || fail "$model with 1G against 64M of heap: $flat times"
    ok "$model stays flat: $flat times"
done

if ! grep -qE '\[(always|madvise)\]' /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null; then
    ok "no huge pages here: their part is not tried"
    exit 0
fi
run huge "${common[@]}" --model fork --sharing shm --heap 1G --pages thp
"$TVP" export "$SCRATCH/huge" --format csv >"$SCRATCH/huge.csv"
if [ -z "$(values huge enter_ns)" ]; then
    grep -q '"status":"invalid"' "$SCRATCH/huge/trials.jsonl" || fail "thp: neither figures nor invalid"
    ok "huge pages were not to be had: said as invalid, with the figure"
    exit 0
fi
gain=$(ratio "$high" "$(enter huge model=fork)")
within "$gain" 10 1000 || fail "fork with 1G of heap in huge pages is only $gain times cheaper"
ok "huge pages make fork with 1G of heap $gain times cheaper"
