#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What containers and old kernels take away: filtered system calls, no /dev/shm, a read-only root, no root, fewer CPUs, less memory.
# Each run measures all the same, or says in one line why not; what was done without stands in its records.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
lib=$(dirname "$0")/lib
common=(--workload 'noop,counter' --model all --trials 2 --time 2ms --quiet)

# ok_run NAME COMMAND...: a run of it ends well, and all records are ok.
ok_run() {
    local name=$1 code=0
    shift
    "$@" >"$SCRATCH/$name.log" 2>&1 || code=$?
    [ "$code" -eq 0 ] || fail "$name: exit $code: $(tail -n 3 "$SCRATCH/$name.log")"
    grep -q '"status":"ok"' "$SCRATCH/$name/trials.jsonl" && ! grep -qE '"status":"(failed|crashed|invalid|timeout)"' "$SCRATCH/$name/trials.jsonl" ||
        fail "$name: $(grep -v '"status":"ok"' "$SCRATCH/$name/trials.jsonl" | head -n 1 | cut -c 1-300)"
    "$TVP" export "$SCRATCH/$name" >"$SCRATCH/$name.csv" || fail "$name: export"
}

# ---- kernels without something: forced by a variable, which the run tells ----
for without in smaps_rollup memfd,pidfd,close_range memfd,shm_open; do
    name=without-${without//,/-}
    ok_run "$name" env TVP_WITHOUT=$without "$TVP" run --workload data_touch --data 32M --write 10 --workers 2 --sharing copy,shm --model fork,spawn \
        --trials 2 --quiet --out "$SCRATCH/$name"
    grep -q "\"without\": *\"$without\"" "$SCRATCH/$name/machine.json" || fail "$name: machine.json does not tell"
    within "$(values "$name" memory_factor model=fork sharing=copy | median)" 2.8 3.1 || fail "$name: fork/copy $(values "$name" memory_factor model=fork sharing=copy)"
    within "$(values "$name" memory_factor model=spawn sharing=shm | median)" 0.95 1.15 || fail "$name: spawn/shm"
    ok "without $without: the same memory"
done
"$TVP" compare "$SCRATCH/without-smaps_rollup" "$SCRATCH/without-memfd-shm_open" >"$SCRATCH/out" 2>&1 || fail "compare: $(tail -n 1 "$SCRATCH/out")"
! grep -qE 'REGRESSED|IMPROVED' "$SCRATCH/out" || fail "what is done otherwise is called a change"
ok "a run without something is told apart"

# ---- filtered system calls ----
if ${CC:-cc} -O1 -D_GNU_SOURCE "$lib/forbid.c" -o "$SCRATCH/forbid" 2>"$SCRATCH/err" && "$SCRATCH/forbid" 1 999999 "$(type -P true)"; then
    number() { printf '#include <sys/syscall.h>\nSYS_%s\n' "$1" | ${CC:-cc} -E -P -xc - | tail -n 1 | tr -d '()'; }
    forbid() { # ERROR CALLS COMMAND...
        local error=$1 calls=$2 list='' call
        shift 2
        for call in $calls; do list+=$(number "$call"),; done
        "$SCRATCH/forbid" "$error" "$list" "$@"
    }
    ok_run unbound forbid 1 sched_setaffinity "$TVP" run "${common[@]}" --out "$SCRATCH/unbound"
    grep -q '"placement":"none"' "$SCRATCH/unbound/plan.jsonl" && ! grep -q '"placement":"compact"' "$SCRATCH/unbound/plan.jsonl" ||
        fail "workers that cannot be bound have a placement"
    code=0
    forbid 1 sched_setaffinity "$TVP" run "${common[@]}" --placement compact,none --out "$SCRATCH/asked" >"$SCRATCH/log" 2>&1 || code=$?
    [ "$code" -eq 4 ] || fail "a placement asked for that cannot be: exit $code: $(cat "$SCRATCH/log")"
    grep -q '"reason":"binding to a CPU is forbidden here (sched_setaffinity): --placement none"' "$SCRATCH/asked/trials.jsonl" || fail "the reason is not recorded"
    ok "binding is forbidden: none is bound, and a placement asked for is unsupported with the reason"
    ok_run filtered forbid 38 'memfd_create pidfd_open close_range' "$TVP" run "${common[@]}" --out "$SCRATCH/filtered"
    ok_run unperfed forbid 1 'perf_event_open' "$TVP" run "${common[@]}" --out "$SCRATCH/unperfed"
    forbid 1 perf_event_open "$TVP" doctor >"$SCRATCH/log" 2>&1 || fail "doctor without perf: $(tail -n 1 "$SCRATCH/log")"
    ok "calls that a filter refuses are done without"
else
    echo "# no filter of system calls can be set here: $(cat "$SCRATCH/err")"
fi

# ---- another user ----
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    theirs=$(mktemp -d /tmp/tvp-theirs.XXXXXX)
    chmod 777 "$theirs"
    trap 'rm -rf "$theirs"' EXIT
    if setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$TVP"; then
        ln -s "$theirs/nobody" "$SCRATCH/nobody"
        ok_run nobody env TMPDIR="$theirs" setpriv --reuid=65534 --regid=65534 --clear-groups "$TVP" run "${common[@]}" --out "$theirs/nobody"
        ok "not root"
    else
        echo "# another user cannot reach the build folder"
    fi
    rm -rf "$theirs"
fi

# ---- fewer CPUs ----
if command -v taskset >/dev/null && [ "$(nproc)" -gt 1 ]; then
    first=$(taskset -cp $$ | sed 's/.*: \([0-9]*\).*/\1/')
    ok_run narrow taskset -c "$first" "$TVP" run "${common[@]}" --workers 2 --out "$SCRATCH/narrow"
    grep '"type":"cell"' "$SCRATCH/narrow/plan.jsonl" | grep -vq "\"cpus\":\[$first,$first\]" && fail "workers outside of what is allowed"
    ok "an outer set of CPUs is kept"
fi

# ---- mounts: no /dev/shm, a read-only root ----
if unshare -m true 2>/dev/null; then
    # shellcheck disable=SC2016 # for the shell inside
    ok_run shmless unshare -m sh -c 'mount -t tmpfs -o ro none /dev/shm && exec env TVP_WITHOUT=memfd "$@"' sh "$TVP" run "${common[@]}" --out "$SCRATCH/shmless"
    ok "no /dev/shm"
    mkdir "$SCRATCH/room"
    # shellcheck disable=SC2016
    unshare -m sh -c 'mount -t tmpfs none "$1" && mount -o remount,ro,bind / / 2>/dev/null || mount -o remount,ro / || exit 77
        shift; TMPDIR=$1 "$2" run --workload noop,io_file --model thread,fork,spawn --trials 2 --time 2ms --quiet --out "$1/run" && cp -r "$1/run" "$1/kept" && grep -c "\"status\":\"ok\"" "$1/run/trials.jsonl"
        "$2" run --workload noop --trials 1 --quiet; echo "exit $?"' sh "$SCRATCH/room" "$SCRATCH/room" "$TVP" >"$SCRATCH/log" 2>&1
    code=$?
    if [ $code -eq 77 ]; then
        echo "# the root cannot be made read-only here"
    else
        grep -qx 12 "$SCRATCH/log" || fail "a read-only root: $(tail -n 4 "$SCRATCH/log")"
        grep -qi 'read-only' "$SCRATCH/log" && grep -qx 'exit 1' "$SCRATCH/log" || fail "results/ on a read-only root: $(tail -n 3 "$SCRATCH/log")"
        ok "a read-only root: --out elsewhere runs, and without it one line says why not"
    fi
else
    echo "# no mount namespace of one's own here"
fi

# ---- a cgroup's limit ----
group=/sys/fs/cgroup/memory/tvp-test-$$
if [ -w /sys/fs/cgroup/memory ] && mkdir "$group" 2>/dev/null; then
    trap 'rmdir "$group" 2>/dev/null' EXIT
    echo $((96 << 20)) >"$group/memory.limit_in_bytes"
    code=0
    (echo $BASHPID >"$group/cgroup.procs" && exec "$TVP" run --workload data_touch --data 256M --trials 1 --quiet --out "$SCRATCH/limited") >"$SCRATCH/log" 2>&1 || code=$?
    [ "$code" -eq 2 ] && [ "$(wc -l <"$SCRATCH/log")" -eq 1 ] && grep -qE 'MiB' "$SCRATCH/log" || fail "more data than the cgroup has: exit $code: $(cat "$SCRATCH/log")"
    ok "more than a cgroup has left is refused with the figure: $(cat "$SCRATCH/log")"
fi
