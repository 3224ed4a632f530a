#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --exec: the examples of docs/exec.md, resumed, planned, compared; what is wrong with a command is one line; nothing of it outlives its trial.
set -u
. "$(dirname "$0")/lib/common.sh"

root=$(cd "$(dirname "$0")/../.." && pwd)
case $(uname -s) in MINGW* | MSYS* | CYGWIN*) skip "commands are not for this system" ;; esac
[ -z "${TVP_EXEC_WRAPPER:-}" ] || skip "a wrapper would start the commands too"
cd "$SCRATCH" || exit 1
for language in sh python; do # the block of that language, by the file's name in its second line
    awk -v fence="\`\`\`$language" '$0 == fence { on = 1; next } /^```/ { on = 0 } on' "$root/docs/exec.md" >block
    name=$(sed -n '2s/^# //p' block)
    [ -n "$name" ] || fail "docs/exec.md has no example in $language"
    mv block "$name" && chmod +x "$name"
done
fresh=$(models | tr ' ' '\n' | grep -E '^(spawn|fork_exec|vfork_exec)$' | paste -sd ,)

# ---- the examples ----------------------------------------------------------------------------------------------------------

run every --exec ./sum.sh --model all --workers 1,2 --ops 500 --trials 2
[ "$code" -eq 0 ] || fail "the example in sh: exit $code: $(cat every.log)"
"$TVP" export every --format csv >every.csv
python3 - every "$fresh" <<'PY' || fail "records of the example in sh"
import json, sys
fresh = sys.argv[2].split(",")
for line in open(sys.argv[1] + "/trials.jsonl"):
    trial = json.loads(line)
    ours = trial["model"] in fresh
    assert trial["status"] == ("ok" if ours else "unsupported"), trial
    assert trial["params"]["exec"] == "./sum.sh", trial
    if not ours:
        assert trial["reason"].startswith(("a command is a p", "a sanitizer does not know")), trial
        continue
    each, nulls = trial["worker_metrics"], trial["nulls"]
    assert all(ops == 500 for ops in each["ops"]) and all(ns > 0 for ns in each["work_ns"]), trial
    assert all(ns is None for ns in each["enter_cold_ns"]) and "first instruction" in nulls["enter_cold_ns"], trial
    assert all(0 < call <= ready for call, ready in zip(each["call_cold_ns"], each["ready_cold_ns"])), trial
    assert all(ns > 0 for ns in each["exit_cold_ns"]), trial
    assert nulls["cpu_user_ns"] == "a command is not measured from inside", trial
    assert trial["metrics"]["ops_per_s"] > 0, trial
PY
ok "the example in sh, under $fresh; other models are unsupported"
run_ok python --exec 'python3 "hash.py"' --workload command --model spawn --workers 2 --ops 50 --trials 1 --kinds time,memory
python3 - python <<'PY' || fail "records of the example in Python"
import json, sys
trials = {trial["kind"]: trial for trial in map(json.loads, open(sys.argv[1] + "/trials.jsonl"))}
assert trials["time"]["params"]["exec"] == "python3+%22hash.py%22", trials["time"]["params"]
assert trials["time"]["worker_metrics"]["ops"] == [50, 50]
memory = trials["memory"]["metrics"]
if memory.get("family_pss_bytes"):  # two interpreters of at least 2 MiB each
    assert memory["family_pss_bytes"] > memory["parent_pss_bytes"] + 4 * 2**20, memory
PY
ok "the example in Python; the family's memory has the commands"

# ---- the same command again, and no other ------------------------------------------------------------------------------------

head -n 3 every/trials.jsonl >first && cp first every/trials.jsonl
refused "resumed without its command" 2 'add --exec with its command: ./sum.sh' "$TVP" run --resume every
refused "resumed with another one" 2 'for another command: ./sum.sh' "$TVP" run --resume every --exec 'sh ./sum.sh'
"$TVP" run --resume every --exec ./sum.sh --quiet >out 2>err || fail "resumed: exit $?: $(cat err)"
refused "planned without it" 2 'add --exec' "$TVP" run --plan every/plan.jsonl --out planned
run planned --plan every/plan.jsonl --exec ./sum.sh
[ "$code" -eq 0 ] || fail "--plan: exit $code: $(cat planned.log)"
"$TVP" compare every planned >out 2>&1 || [ $? -eq 3 ] || fail "compare: $(cat out)"
ok "resumed, planned, compared"

long="sh -c '. ./sum.sh' one,two;three=four 'a long argument, and \"another\" one' $(printf 'x%.0s' $(seq 150))"
long=${long/;/\\;}
run_ok long --exec "$long" --model spawn --ops 5 --trials 1
"$TVP" show long >shown || fail "show of a long command"
! awk 'length > 80' shown | grep . || fail "tvp show is wider than 80 columns"
[ "$(values long ops worker=0)" = 5 ] || fail "the export of a long command: $(head -n 3 long.csv)"
sed -n '/^START-UP/,/^THROUGHPUT/p' shown >startup
grep -qE '^spawn/shm +cold +[0-9.]+ [num]?s ~[^-]* - +[0-9.]+ [num]?s ' startup || fail "no start-up of a command: $(cat shown)"
grep -qx 'enter -: a command does not stamp its first instruction' startup || fail "show does not say why: $(cat startup)"
ok "a long command with separators in it: shown, with what its start costs, and exported"

run unsaid --exec ./sum.sh --model spawn --trials 1
[ "$code" -eq 4 ] && [ "$(grep -c '^tvp: command, spawn, shm, 1 worker: unsupported: a command is told its ops before it starts: add --ops N$' unsaid.log)" -eq 1 ] ||
    fail "without --ops: exit $code: $(cat unsaid.log)"
ok "why nothing could be played is said"

# shellcheck disable=SC2016 # for sh, not for us
sed 's/^n=0 sum=0$/n=0; while [ $n -lt $((2 * TVP_EXEC_OPS)) ]; do n=$((n + 1)); done; n=0 sum=0/' sum.sh >slow.sh
"$TVP" ab --exec ./sum.sh --b-exec 'sh slow.sh' --model spawn --ops 20000 --out ab --quiet >out 2>&1
code=$?
[ "$code" -eq 3 ] && grep -q '1 REGRESSED' out || fail "twice the work in b: exit $code: $(cat out)"
[ "$(grep -o '"exec":"[^"]*"' ab/trials.jsonl | sort -u | wc -l)" -eq 2 ] || fail "the arms' commands"
grep -qx 'A  *./sum.sh, by tvp-trial ([0-9a-f]*)' out && grep -qx 'B  *sh slow.sh, by tvp-trial ([0-9a-f]*)' out || fail "the arms are not told apart: $(head -n 3 out)"
refused "b without a" 2 'other arm has no command' "$TVP" ab --b-exec ./sum.sh --model spawn --workload noop
ok "ab finds a slower command"

# ---- splitting ----------------------------------------------------------------------------------------------------------------

cat >words.sh <<'EOF'
#!/bin/sh
printf '[%s]' "$@" >&2
exit 9
EOF
chmod +x words.sh
split() { # COMMAND WORDS: as sh has them, but nothing expanded
    run words --exec "$1" --model spawn --ops 1 --trials 1
    grep -qF "$2" words/trials.jsonl || fail "$1 is not $2: $(grep -o '"reason":"[^"]*"' words/trials.jsonl)"
    rm -rf words
}
split './words.sh a  "b c" '\''d "e'\'' f\ g' '[a][b c][d \"e][f g]'
# shellcheck disable=SC2016
split './words.sh "" $HOME * "\$x" "\y" z"1 2"'\''3 4'\''' '[][$HOME][*][$x][\\y][z1 23 4]'
ok "words are split as sh does, and nothing is expanded"
refused "a quote without its end" 2 'a quote without its end' "$TVP" run --exec "sh 'x" --ops 1
refused "an operator" 2 'no shell is started' "$TVP" run --exec 'sh x | cat' --ops 1
refused "nothing" 2 'no program in it' "$TVP" run --exec ' ' --ops 1

# ---- what is wrong with it ------------------------------------------------------------------------------------------------------

refused "no such name" 2 'no folder of PATH' "$TVP" run --exec no-such-program --ops 1
refused "no such file" 2 'no such file' "$TVP" run --exec ./no-such-program --ops 1
echo 'no program' >text && chmod +x text
refused "a folder" 2 'a folder' "$TVP" run --exec "$SCRATCH" --ops 1
refused "beside a suite" 2 'cannot go with a suite' "$TVP" run quick --exec ./sum.sh
refused "beside another workload" 2 'none of --workload' "$TVP" run --workload noop --exec ./sum.sh --ops 1
refused "under a wrapper" 2 'exclude each other' "$TVP" run --exec ./sum.sh --exec-wrapper env --ops 1

becomes() { # WHAT STATUS PATTERN COMMAND: with two workers
    run bad --exec "$4" --model spawn --workers 2 --ops 10 --trials 1 --timeout 2s
    [ "$code" -eq 4 ] && grep -q "\"status\":\"$2\"" bad/trials.jsonl && grep -qE "\"reason\":\"[^\"]*$3" bad/trials.jsonl ||
        fail "$1: exit $code, $(grep -o '"status":.*"workload"' bad/trials.jsonl), not $2 /$3/"
    ok "$1: $(grep -o '"reason":"[^"]*"' bad/trials.jsonl)"
    rm -rf bad
}
first='echo ready >&3; read -r x <&3'
becomes "no program of this machine" failed 'cannot be started|exit code 127' ./text
becomes "exits at once" failed 'worker 0: left by itself at call, with exit code 3: why' "sh -c 'echo why >&2; exit 3'"
becomes "writes nonsense" failed "worker 0: said 'hello', not 'ready'" "sh -c 'echo hello >&3; sleep 60'"
becomes "writes without end" failed "worker 0: said 'yyyy" "sh -c 'yes yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy >&3'"
becomes "says done too early" failed 'when there was nothing to say' "sh -c 'echo ready >&3; echo done 10 >&3; sleep 60'"
becomes "closes the descriptor" failed "closed its descriptor without 'done OPS'" "sh -c '$first; exec 3>&-; sleep 60'"
becomes "another count" failed 'did 9 ops, not 10' "sh -c '$first; echo done 9 >&3; read -r x <&3'"
becomes "no count" failed "said 'done', not 'done OPS'" "sh -c '$first; echo done >&3; read -r x <&3'"
becomes "done twice" failed "when there was nothing to say|said more after" "sh -c '$first; echo done 10 >&3; echo done 10 >&3; read -r x <&3; sleep 1'"
becomes "dies mid-work" crashed 'killed by SIGKILL at run' "sh -c '$first; kill -9 \$\$'"
becomes "leaves mid-work" failed 'left by itself at run, with exit code 0' "sh -c '$first; exit 0'"
becomes "a bad exit code" failed 'ended with exit code 5 after its work' "sh -c '$first; echo done 10 >&3; read -r x <&3; exit 5'"
becomes "the same without waiting" failed 'ended with exit code 5 after its work' "sh -c '$first; echo done 10 >&3; exit 5'"
becomes "hangs before ready" timeout 'worker 0 at call, worker 1 at nowhere' "sleep 60"
becomes "hangs at work" timeout 'workers 0 to 1 at run' "sh -c '$first; sleep 60'"
becomes "does not leave" timeout 'worker 0 at leave' "sh -c '$first; echo done 10 >&3; sleep 60'"

run_ok nowait --exec "sh -c '$first; echo done 10 >&3'" --model spawn --workers 2 --ops 10 --trials 2
grep -q '"exit_cold_ns":"the command did not wait' nowait/trials.jsonl || fail "exit_ns of a command that does not wait: $(cat nowait/trials.jsonl)"
ok "a command need not wait to be told to leave"
for option in '--time 5ms' '--ops 5 --batch 5' '--ops 5 --starts 3' '--ops 5 --lifetime task' '--ops 5 --data 1M' '--ops 5 --burst 2 --workers 2' '--ops 5 --scratch 1M'; do
    # shellcheck disable=SC2086 # several words
    run vain --exec ./sum.sh --model spawn --trials 1 $option
    [ "$code" -eq 4 ] && grep -q '"reason":"a command' vain/trials.jsonl || fail "$option: exit $code: $(cat vain.log)"
    rm -rf vain
done
ok "options that do not apply to a command are told"

# ---- bound, and gone with its trial ---------------------------------------------------------------------------------------------

if command -v taskset >/dev/null && "$TVP" list placements --json | python3 -c 'import json, sys; sys.exit(any(p["name"] == "compact" and p["unsupported"] for p in json.load(sys.stdin)["placements"]))'; then
    run bound --exec "sh -c 'taskset -cp \$\$ | grep -qE \": [0-9]+\$\" || exit 7; . ./sum.sh'" --model "$fresh" --ops 10 --trials 1
    [ "$code" -eq 0 ] || fail "a command is not bound when it begins: $(cat bound.log) $(cat bound/trials.jsonl)"
    ok "a command is bound when it begins"
    # shellcheck disable=SC2016 # for the other sh
    if taskset -c 0,1 sh -c '[ "$(nproc)" -eq 2 ]' 2>/dev/null; then
        run loose --exec "sh -c 'taskset -cp 0,1 \$\$ >/dev/null; . ./sum.sh'" --model spawn --ops 10 --trials 1
        grep -q '"status":"invalid".*lost its pin' loose/trials.jsonl || fail "a pin that did not hold: $(cat loose.log)"
        ok "a pin that did not hold makes the trial invalid"
    fi
fi

cat >stay.sh <<'EOF'
#!/bin/sh
trap '' HUP INT TERM
echo $$ >>"$1"
sleep 300 &
echo $! >>"$1"
echo ready >&3
read -r x <&3
wait
EOF
chmod +x stay.sh
gone() { # WHAT FILE: none of the processes is there any more, a zombie apart
    local pid state tries
    for tries in $(seq 50); do
        state=
        while read -r pid; do
            state+=$(ps -o stat= -p "$pid" | grep -v '^Z')
        done <"$2"
        [ -n "$state" ] || return 0
        sleep 0.1
    done
    fail "$1: after $tries looks some of $(paste -sd ' ' "$2") are there"
}
for victim in tvp trial command; do
    : >"pids.$victim"
    "$TVP" run --exec "./stay.sh pids.$victim" --model spawn --workers 2 --ops 5 --trials 1 --out "stay.$victim" --quiet >out 2>&1 </dev/null &
    tvp=$!
    for _ in $(seq 100); do
        [ "$(wc -l <"pids.$victim")" -lt 4 ] || break
        sleep 0.1
    done
    [ "$(wc -l <"pids.$victim")" -eq 4 ] || fail "commands did not start: $(cat out)"
    case $victim in
    tvp) kill -9 "$tvp" ;;
    trial) kill -9 "$(ps -o ppid= -p "$(head -n 1 "pids.$victim")" | tr -d ' ')" ;;
    command) kill -9 "$(head -n 1 "pids.$victim")" ;;
    esac
    wait "$tvp" 2>/dev/null
    gone "kill -9 of the $victim" "pids.$victim"
    ok "kill -9 of the $victim: no command and no child of it is left"
done
grep -q '"status":"crashed"' stay.command/trials.jsonl || fail "a killed command: $(cat stay.command/trials.jsonl)"
