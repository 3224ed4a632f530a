#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The memory factor of every way to hand 256 MiB to four workers is what it must be, within 2 %.
set -u
. "$(dirname "$0")/lib/common.sh"

need=3000
have=$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
[ "$have" -ge $need ] || skip "needs $need MiB of memory, $have are available"

common=(--workload data_touch --data 256M --workers 4 --kinds memory --trials 1 --time 20ms)
run_ok touch "${common[@]}" --model thread,fork --sharing inherit --write 0,10,100
run_ok shared "${common[@]}" --model fork,spawn,thread --sharing shm --write 10
run_ok copied "${common[@]}" --model spawn,fork,thread --sharing copy --write 0

expect() { # run metric expected filter...
    local run=$1 expected=$2 value
    shift 2
    value=$(values "$run" memory_factor "$@")
    within "$value" "$(awk "BEGIN { print $expected * .98 }")" "$(awk "BEGIN { print $expected * 1.02 }")" ||
        fail "memory_factor of $* is '$value', not $expected"
    ok "memory_factor of $*: $value"
}

expect touch 1.00 model=thread write=0
expect touch 1.00 model=thread write=10
expect touch 1.00 model=fork write=0
expect touch 1.40 model=fork write=10
expect touch 5.00 model=fork write=100
expect shared 1.00 model=fork
expect shared 1.00 model=spawn
expect shared 1.00 model=thread
expect copied 5.00 model=spawn
expect copied 5.00 model=fork
expect copied 5.00 model=thread

for run in touch shared copied; do
    paste -d' ' <(values $run family_pss_bytes) <(values $run family_cgroup_bytes) >"$SCRATCH/both"
    if [ "$(values $run family_cgroup_bytes | wc -l)" -eq 0 ]; then
        ok "no cgroup can be made here: $run is not held against it"
        continue
    fi
    while read -r pss cgroup; do
        within "$(ratio "$pss" "$cgroup")" .98 1.02 || fail "$run: PSS $pss, cgroup $cgroup"
    done <"$SCRATCH/both"
    ok "$run: family PSS agrees with the cgroup's figure"
done
