#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a trial costs the controller beyond the trial itself, against an interleaved start of an empty program; and the
# controller's memory, which must not grow with the number of trials.
set -u
. "$(dirname "$0")/lib/common.sh"

bare=$SCRATCH/bare
${CC:-cc} -O2 -D_GNU_SOURCE -pthread "$(dirname "$0")/lib/bare.c" -o "$bare" || fail "the bare loop does not compile"
empty=$(dirname "$TVP")/tvp-empty
: >"$SCRATCH/ours"
: >"$SCRATCH/bare.ns"
for round in 1 2 3 4 5 6 7 8 9 10; do
    run_ok "r$round" --workload noop --model fork --sharing shm --workers 1 --trials 20 --ops 1000 --seed "$round"
    sed 's/.*"wall_ns":\([0-9]*\).*"call_to_joined_ns":\([0-9]*\).*/\1 \2/; t; s/.*"call_to_joined_ns":\([0-9]*\).*"wall_ns":\([0-9]*\).*/\2 \1/' \
        "$SCRATCH/r$round/trials.jsonl" | awk '{ print $1 - $2 }' >>"$SCRATCH/ours"
    for _ in 1 2 3; do "$bare" whole 8 0 "$empty" >>"$SCRATCH/bare.ns"; done
done
[ "$(wc -l <"$SCRATCH/ours")" -eq 200 ] || fail "not 200 trials"
times=$(ratio "$(median <"$SCRATCH/ours")" "$(median <"$SCRATCH/bare.ns")")
within "$times" 0.1 15 || fail "a trial costs the controller $times times an empty program's start"
ok "a trial costs the controller $times times an empty program's start"

peak() { # trials: the controller's peak resident KiB
    # shellcheck disable=SC2016
    bash -c '"$1" run --out "$2" --workload noop --model thread --sharing shm --workers 1 --trials "$3" --ops 100 >/dev/null 2>&1 </dev/null &
        pid=$!; high=0
        while kill -0 $pid 2>/dev/null; do
            now=$(awk "/VmHWM/ { print \$2 }" /proc/$pid/status 2>/dev/null); [ "${now:-0}" -gt "$high" ] && high=$now; sleep 0.02
        done; echo $high' _ "$TVP" "$SCRATCH/peak$1" "$1"
}
few=$(peak 50)
many=$(peak 1000)
[ "$few" -gt 0 ] && [ "$many" -gt 0 ] || fail "the controller's memory could not be read"
[ "$many" -lt $((few + 512)) ] || fail "1000 trials take $many KiB, 50 take $few"
ok "the controller's memory does not grow: $few KiB with 50 trials, $many with 1000"
