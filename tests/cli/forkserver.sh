#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `forkserver`: a start costs the same in a large parent as in a small one, where fork's grows; and whichever of trial, server
# and worker is killed, all are gone soon after, and the record says so.
set -u
. "$(dirname "$0")/lib/common.sh"

case " $(models) " in *" forkserver "*) ;; *) skip "this system has no fork" ;; esac

# ---- what belongs to it ----------------------------------------------------------------------------------------------------

run_ok memory --workload data_touch --data 16M --write 10 --model fork,forkserver --sharing copy,shm --workers 3 --time 1ms --trials 2 --kinds memory
for sharing in copy:4 shm:1; do
    factor=$(values memory memory_factor model=forkserver sharing=${sharing%:*} | median)
    within "$factor" "$(awk "BEGIN { print ${sharing#*:} * .98 }")" "$(awk "BEGIN { print ${sharing#*:} * 1.05 }")" ||
        fail "memory factor with ${sharing%:*}: $factor"
done
extra=$(awk "BEGIN { print $(values memory family_uss_bytes model=forkserver sharing=shm | median) - $(values memory family_uss_bytes model=fork sharing=shm | median) }")
within "$extra" 4096 4194304 || fail "the server adds $extra bytes to the family"
ok "the data are as often in memory as under fork; the server counts, with $extra bytes of its own"

# ---- a start in a large parent ---------------------------------------------------------------------------------------------

for attempt in 1 2 3 4 5; do
    run_ok "heap$attempt" --workload noop --model fork,forkserver --heap 0,256M --starts 20 --placement same-cpu --time 1ms --trials 5
    for model in fork forkserver; do
        small=$(values "heap$attempt" enter_ns model=$model heap=0 | median)
        large=$(values "heap$attempt" enter_ns model=$model heap=268435456 | median)
        [ $model = fork ] && fork=$(ratio "$large" "$small") || server=$(ratio "$large" "$small")
    done
    said="enter_ns with 256M of heap is $server times that without, fork's $fork times"
    if within "$server" 0.6 1.5 && within "$fork" 5 100000; then break; fi
    echo "attempt $attempt: $said"
    [ $attempt -lt 5 ] || fail "$said"
done
ok "$said"

# ---- who dies with whom ------------------------------------------------------------------------------------------------------

children() { # PID
    local list=()
    read -ra list 2>/dev/null <"/proc/$1/task/$1/children"
    echo "${list[@]}"
}

# The trial, its server and its two workers, once they work. The trial's other children come and go.
find_family() {
    local waited
    for waited in {1..300}; do
        for trial in $(children "$controller"); do
            for server in $(children "$trial"); do
                read -ra workers <<<"$(children "$server")"
                [ "${#workers[@]}" -ne 2 ] || return 0
            done
        done
        sleep 0.05
    done
    fail "no server with two workers after ${waited} looks: $(cat "$SCRATCH/$1.log")"
}

for victim in worker server trial controller; do
    "$TVP" run --out "$SCRATCH/$victim" --workload cpu_hash --ops 100000000000 --batch 10000 --model forkserver --workers 2 \
        --trials 1 --timeout 60s --quiet >"$SCRATCH/$victim.log" 2>&1 </dev/null &
    controller=$!
    find_family $victim
    sleep 0.2
    declare -A pid=([worker]=${workers[1]} [server]=$server [trial]=$trial [controller]=$controller)
    begun=$(date +%s)
    kill -9 "${pid[$victim]}"
    code=0
    wait "$controller" || code=$?
    for waited in {1..50}; do
        left=
        for process in "${workers[@]}" "$server" "$trial"; do
            ! kill -0 "$process" 2>/dev/null || left="$left $process"
        done
        [ -n "$left" ] || break
        sleep 0.1
    done
    [ -z "$left" ] || fail "$victim killed: left after $waited looks:$left"
    within $(($(date +%s) - begun)) 0 30 || fail "$victim killed: the run went on until its time limit"
    if [ $victim = controller ]; then
        ok "controller killed: nothing is left"
        continue
    fi
    [ "$code" -eq 4 ] || fail "$victim killed: exit code $code"
    reason=$(grep -o '"reason":"[^"]*"' "$SCRATCH/$victim/trials.jsonl" | cut -d'"' -f4)
    case "$victim: $reason" in
    "worker: worker 1: killed by SIGKILL at run" | "server: the fork server has ended"* | "trial: killed by SIGKILL"*) ;;
    *) fail "$victim killed: the record says '$reason'" ;;
    esac
    ok "$victim killed: $reason; nothing is left"
done
