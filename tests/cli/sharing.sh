#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --sharing load, seed and server: each worker has its own data, or asks the process that has them; verified, in memory and in
# ops, and told when the owner dies.
set -u
. "$(dirname "$0")/lib/common.sh"

common=(--workload 'data_touch,cpu_stream' --data 16M --write 25 --model all --sharing 'load,seed,server' --workers 2)
run_ok every "${common[@]}" --time 5ms --trials 2 --starts 2
ok "every model reads, makes and asks for its data"
for model in $(models); do
    [ "$model" != hybrid ] || continue # two threads of one process
    for sharing in load seed; do
        factor=$(values every memory_factor workload=data_touch "model=$model" "sharing=$sharing" | median)
        within "$factor" 1.95 2.1 || fail "$model, $sharing: 2 workers with data of their own, $factor times one"
    done
    factor=$(values every memory_factor workload=data_touch "model=$model" sharing=server | median)
    within "$factor" 0.99 1.12 || fail "$model, server: the owner's data, $factor times"
done
ok "2 workers have the data twice where they load or make them, once where they ask"

# What is asked for crosses a socket twice: no machine is so odd that this is as fast as memory.
memory=$(values every op_p10_ns workload=data_touch model=thread sharing=seed | median)
asked=$(values every op_p10_ns workload=data_touch model=thread sharing=server | median)
within "$(ratio "$asked" "$memory")" 10 1000000 || fail "a word asked for takes $asked ns, in memory $memory"
ok "a word that is asked for costs $(ratio "$asked" "$memory") times one in memory"

run later --workload data_touch --data 16M --model thread --sharing shm,server --workers 2 --time 5ms --trials 1
shm=$(python3 -c 'import json,sys; print([json.loads(l)["ops"] for l in open(sys.argv[1]) if json.loads(l)["sharing"]=="shm"][0])' "$SCRATCH/later/trials.jsonl")
[ "$shm" -ge 8192 ] || fail "the dear ops of server decide how many shm does: $shm"
ok "ops under server are piloted by themselves"

# ---- the owner dies, or stalls ---------------------------------------------------------------------------------------------------

lose_owner() { # NAME SIGNAL TIMEOUT: a run whose owner gets that signal; what became of its trial in $reason
    "$TVP" run --out "$SCRATCH/$1" --workload data_touch --data 16M --model fork --sharing server --workers 2 --ops 40000000 --batch 4096 \
        --trials 1 --timeout "$3" --kinds time --quiet >"$SCRATCH/log" 2>&1 </dev/null &
    local run=$! owner=
    for _ in $(seq 200); do
        for folder in /proc/[0-9]*; do
            mapfile -d '' -t words <"$folder/cmdline" 2>/dev/null || continue
            [ "${words[1]:-}" = owner ] || continue
            trial=$(awk '{ print $4 }' "$folder/stat" 2>/dev/null)
            [ "$(awk '{ print $4 }' "/proc/$trial/stat" 2>/dev/null)" = "$run" ] && owner=${folder#/proc/}
        done
        [ -z "$owner" ] || break
        sleep 0.05
    done
    [ -n "$owner" ] || fail "the owner is not seen: $(cat "$SCRATCH/log")"
    sleep 0.3
    kill "-$2" "$owner"
    wait $run
    [ $? -eq 4 ] || fail "$1 owner: exit code of the run"
    reason=$(python3 -c 'import json,sys; r=json.loads(open(sys.argv[1]).readline()); print(r["status"], r["reason"])' "$SCRATCH/$1/trials.jsonl")
}
if [ -d /proc/self ]; then
    lose_owner dead KILL 60s
    case $reason in "failed worker "*"owner of the data has stopped answering") ;; *) fail "a dead owner: '$reason'" ;; esac
    ok "a dead owner: $reason"
    lose_owner stalled STOP 12s
    case $reason in "timeout no end after 12 s; "*) ;; *) fail "a stalled owner: '$reason'" ;; esac
    ok "a stalled owner: $reason"
fi
