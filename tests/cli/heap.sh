#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fork's time to first instruction grows with the parent's heap, thread's and spawn's do not; huge pages make it cheap again.
set -u
. "$(dirname "$0")/lib/common.sh"

have=$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
[ "$have" -ge 3000 ] || skip "needs 3000 MiB of memory, $have are available"

common=(--workload noop --workers 1 --placement same-cpu --starts 8 --trials 7 --ops 1000 --batch 1000 --kinds time)
enter() { values "$1" enter_ns "${@:2}" | median; }

# 0 when it is so; a neighbour on the machine may spoil an attempt, what is wrong with us would spoil all of them.
grows() {
    rm -rf "$SCRATCH/small"
    run_ok small "${common[@]}" --model thread,fork,spawn --sharing shm --heap 64M,256M,1G --pages 4k
    low=$(enter small model=fork heap=67108864)
    middle=$(enter small model=fork heap=268435456)
    high=$(enter small model=fork heap=1073741824)
    thread=$(ratio "$(enter small model=thread heap=1073741824)" "$(enter small model=thread heap=67108864)")
    spawn=$(ratio "$(enter small model=spawn heap=1073741824)" "$(enter small model=spawn heap=67108864)")
    said="fork $low, $middle, $high ns with 64M, 256M, 1G of heap; thread $thread, spawn $spawn times from 64M to 1G"
    # Linear: 16 times the heap, about 16 times the time. A constant part makes it less; what fork writes for each page (64
    # bytes of the kernel's, 16 MiB for 1G) fits into a small machine's caches or not, which makes a page up to 2.5 times as
    # dear. Flat would be 1 and quadratic 256, and 1 and 16 at each step.
    within "$(ratio "$high" "$low")" 7 40 && within "$(ratio "$middle" "$low")" 2.2 10 && within "$(ratio "$high" "$middle")" 2.2 10 &&
        within "$thread" 0.6 1.6 && within "$spawn" 0.6 1.6
}

for attempt in 1 2 3 4 5; do
    if grows; then
        ok "$said"
        break
    fi
    [ "$attempt" -lt 5 ] || fail "$said"
    echo "attempt $attempt: $said"
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
