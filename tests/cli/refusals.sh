#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Bad input gets one clear line on stderr that says what is wrong, and the documented exit code.
set -u
. "$(dirname "$0")/lib/common.sh"

refused "an unknown option" 2 'did you mean --workload' "$TVP" run --wrkload noop
refused "an unknown command" 2 'did you mean' "$TVP" shwo
refused "an unknown workload" 2 'did you mean cpu_hash' "$TVP" run --workload cpu_hsh
refused "an unknown model" 2 'model' "$TVP" run --workload noop --model threed
refused "a bad size" 2 '12Q' "$TVP" run --workload noop --data 12Q
refused "a size past any number" 2 'data' "$TVP" run --workload noop --data 99999999999999999999G
refused "no workers" 2 'workers' "$TVP" run --workload noop --workers 0
refused "too many workers" 2 '256' "$TVP" run --workload noop --workers 100000
refused "a parameter that the workload has not" 2 'dely' "$TVP" run --workload io_request --param io_request.dely=1ms
refused "time and ops together" 2 'ops' "$TVP" run --workload noop --time 1s --ops 10
refused "more data than the memory allowed" 2 '(GiB|MiB|TiB)' "$TVP" run --workload data_touch --data 900G --out "$SCRATCH/no"
refused "no such suite" 2 'qick' "$TVP" run qick
printf '%s\n' '# a suite' '--workload noop' '--modle thread' >"$SCRATCH/bad.suite"
refused "a bad suite file" 2 'bad.suite:3: .*did you mean --model' "$TVP" run "$SCRATCH/bad.suite"
: >"$SCRATCH/file"
refused "a run folder that cannot be made" 1 "$SCRATCH/file/run: a part of the path is no folder" "$TVP" run --workload noop --trials 1 --out "$SCRATCH/file/run"
refused "a run folder with too long a name" 1 'the name is too long' "$TVP" run --workload noop --trials 1 --out "$SCRATCH/$(printf 'x%.0s' $(seq 300))"
ln -s loop "$SCRATCH/loop"
refused "a run folder behind a loop of links" 1 'too many links' "$TVP" run --workload noop --trials 1 --out "$SCRATCH/loop/run"
mkdir "$SCRATCH/full" && touch "$SCRATCH/full/something"
refused "a run folder that is not empty" 2 "$SCRATCH/full" "$TVP" run --workload noop --trials 1 --out "$SCRATCH/full"
refused "no such run" 2 'nowhere' "$TVP" show "$SCRATCH/nowhere"

run_ok good --workload noop --model thread --sharing shm --workers 1 --trials 2 --ops 1000
cp -r "$SCRATCH/good" "$SCRATCH/newer"
sed -i 's/"schema":1/"schema":99/' "$SCRATCH/newer/plan.jsonl"
refused "a run folder of a newer schema" 2 '99' "$TVP" show "$SCRATCH/newer"
refused "resuming a newer schema" 2 '99' "$TVP" run --resume "$SCRATCH/newer"

cp -r "$SCRATCH/good" "$SCRATCH/schemaless"
sed -i 's/"schema"/"skeema"/' "$SCRATCH/schemaless/machine.json"
refused "a machine that says no schema" 2 '/schemaless/machine\.json:1: no schema number' "$TVP" show "$SCRATCH/schemaless"
printf 'a\033[31mb\n' >"$SCRATCH/controls.csv"
refused "what would colour the terminal" 2 'no column named v\?\[31m$' "$TVP" detect --column "$(printf 'v\033[31m')" "$SCRATCH/controls.csv"
printf '%s\n' "--workload $(printf 'noop\302\233')" >"$SCRATCH/controls.suite"
refused "what would do so in UTF-8" 2 'controls.suite:1: .*noop\?\?' "$TVP" run "$SCRATCH/controls.suite"

refused "a label that would" 2 'label: a\?\[31mb: letters, digits' "$TVP" run --workload noop --label "$(printf 'a\033[31mb')"

# The plan's head and machine.json each say which lean image the run began with.
cp -r "$SCRATCH/good" "$SCRATCH/other"
sed -i '1s/"image_hash":"[0-9a-f]*"/"image_hash":"0123456789abcdef"/' "$SCRATCH/other/plan.jsonl"
sed -i '$d' "$SCRATCH/other/trials.jsonl"
refused "resuming the plan of another lean image" 2 'another lean image: 0123456789abcdef then' "$TVP" run --resume "$SCRATCH/other"
"$TVP" run --resume "$SCRATCH/other" --force --quiet >"$SCRATCH/out" 2>&1 || fail "--force does not resume it: $(cat "$SCRATCH/out")"
grep -q 'resumed although the plan was made with another lean image' "$SCRATCH/out" || fail "--force does not say so"

# Thresholds of what does not exist would be kept by nobody.
refused "thresholds that are not there" 2 'nope: [Nn]o such file' "$TVP" compare --thresholds "$SCRATCH/nope" "$SCRATCH/good" "$SCRATCH/good"
printf '%s\n' 'default 1%' 'op_nz 2%' >"$SCRATCH/bad.txt"
refused "a threshold of no metric" 2 'bad.txt:2: there is no metric op_nz \(did you mean op_ns\?\)' "$TVP" compare --thresholds "$SCRATCH/bad.txt" "$SCRATCH/good" "$SCRATCH/good"

# An image that is none leaves nothing, least of all a folder that nobody can read.
refused "no lean image for ab" 2 'is no lean image of tvp$' "$TVP" ab --b "$(type -P true)" --workload noop --out "$SCRATCH/none"
[ ! -e "$SCRATCH/none" ] || fail "a folder without a plan is left"
refused "no lean image as the reference" 2 'is no lean image of tvp$' "$TVP" run --reference "$(type -P true)" --workload noop --out "$SCRATCH/none"
[ ! -e "$SCRATCH/none" ] || fail "a folder without a plan is left by run"
ok "nothing is left of what could not begin"

# Records that are there twice, lines after the plan's end, torn ends.
cp -r "$SCRATCH/good" "$SCRATCH/twice"
head -n 1 "$SCRATCH/twice/trials.jsonl" >"$SCRATCH/line"
cat "$SCRATCH/line" >>"$SCRATCH/twice/trials.jsonl"
for command in show export "compare $SCRATCH/good"; do
    # shellcheck disable=SC2086 # words of a command
    refused "$command: a trial with two records" 2 '/twice/trials\.jsonl:3: the trial has a record already' "$TVP" $command "$SCRATCH/twice"
done
cp -r "$SCRATCH/good" "$SCRATCH/longer"
tail -n 1 "$SCRATCH/good/plan.jsonl" >>"$SCRATCH/longer/plan.jsonl"
number=$(wc -l <"$SCRATCH/longer/plan.jsonl")
refused "a plan that goes on after its end" 2 "/longer/plan\\.jsonl:$number: there is something after the plan's end" "$TVP" show "$SCRATCH/longer"
refused "resuming it" 2 "plan\\.jsonl:$number: there is something after the plan's end" "$TVP" run --resume "$SCRATCH/longer"
cp -r "$SCRATCH/good" "$SCRATCH/shorter"
truncate -s -5 "$SCRATCH/shorter/plan.jsonl"
refused "a plan that is torn" 2 "/shorter/plan\\.jsonl:$((number - 1)): the line is torn" "$TVP" show "$SCRATCH/shorter"
cp -r "$SCRATCH/good" "$SCRATCH/torn"
truncate -s -5 "$SCRATCH/torn/trials.jsonl"
for command in "export --format csv" "export --format gbench" "compare $SCRATCH/good" "history add --db $SCRATCH/torn.db"; do
    # shellcheck disable=SC2086 # words of a command
    "$TVP" $command "$SCRATCH/torn" >"$SCRATCH/out" 2>"$SCRATCH/err" || fail "$command of a torn run: $(cat "$SCRATCH/err")"
    grep -qE '/torn/trials\.jsonl:2: the last record is torn, and passed over$' "$SCRATCH/err" || fail "$command does not say that the last record is torn: $(cat "$SCRATCH/err")"
done
ok "what is torn is told, with its line"
sed -i 's/"status":"ok"/"status":"failed"/' "$SCRATCH/torn/trials.jsonl"
refused "a run without figures, for google-benchmark" 2 '/torn: ' "$TVP" export --format gbench "$SCRATCH/torn"
refused "an image that is not there, for --confirm" 2 '^tvp: history check: --a .*nope: no such file' "$TVP" history check --db "$SCRATCH/torn.db" --confirm --a "$SCRATCH/nope"

# Help fits a terminal, and lists what the command takes.
for command in $("$TVP" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    "$TVP" "$command" --help >"$SCRATCH/help" || fail "$command --help"
    awk 'length > 80 { print; bad = 1 } END { exit bad }' "$SCRATCH/help" || fail "$command --help is wider than 80 columns"
done
for option in --resume --plan --reference --target --force; do
    "$TVP" ab --help | grep -q -- "^  $option " && fail "ab --help lists $option, which it refuses"
    "$TVP" run --help | grep -q -- "^  $option " || fail "run --help lacks $option"
done
ok "each command's help fits 80 columns and lists what it takes"

# Texts are of what is here: every way of sharing, a suite's whole brief, the bounds of the workload that was asked for.
"$TVP" run --help >"$SCRATCH/help"
for name in $("$TVP" list sharing --json | python3 -c 'import json, sys; print(*(s["name"] for s in json.load(sys.stdin)["sharing"]))'); do
    grep -A 1 -e '^  --sharing ' "$SCRATCH/help" | grep -qw "$name" || fail "run --help does not tell --sharing $name"
done
"$TVP" list suites --json >"$SCRATCH/suites"
python3 - "$SCRATCH/suites" bench/suites <<'P' || fail "tvp list suites"
import json, os, sys
briefs = {s["name"]: s["brief"] for s in json.load(open(sys.argv[1]))["suites"]}
for file in os.listdir(sys.argv[2]):
    first = open(os.path.join(sys.argv[2], file)).readline().lstrip("# ").rstrip("\n")
    if briefs[file.removesuffix(".suite")] != first:
        sys.exit(f"{file}: {briefs[file.removesuffix('.suite')]!r} is not {first!r}")
P
refused "bounds of the workload asked for" 2 '^tvp: --param: bytes=0: must be 8 to 16M$' "$TVP" run --param bytes=0 --workload ipc_pingpong --workers 2
refused "no number at all" 2 '^tvp: --param: bytes=many' "$TVP" run --workload ipc_pingpong --param bytes=many --workers 2
ok "help, lists and refusals tell what is here"

mkdir "$SCRATCH/bin"
refused "no gnuplot" 1 "gnuplot" env PATH="$SCRATCH/bin" "$TVP" plot "$SCRATCH/good"
env PATH="$SCRATCH/bin" "$TVP" show "$SCRATCH/good" >"$SCRATCH/out" || fail "show needs gnuplot"
ok "without gnuplot everything else works"

if [ "$(id -u)" -ne 0 ]; then
    (ulimit -u 5 2>/dev/null && refused "more workers than processes allowed" 2 'process' "$TVP" run --workload noop --model fork --workers 200) || exit 1
elif command -v setpriv >/dev/null; then
    chmod 711 "$SCRATCH" && mkdir -m 777 "$SCRATCH/nobody"
    refused "more workers than processes allowed" 2 'process' setpriv --reuid=65534 --regid=65534 --clear-groups \
        bash -c 'ulimit -u 20; exec "$@"' _ "$TVP" run --workload noop --model fork --sharing shm --workers 200 --out "$SCRATCH/nobody/run"
fi
refused "a share written by a workload that writes nothing" 2 'write nothing' "$TVP" run --workload noop --data 1M --write 10
refused "huge pages of nothing" 2 'add --data' "$TVP" run --workload noop --pages thp

run unsupported --workload noop --workers 2 --placement same-core --trials 1 --ops 5
if grep -q '"status":"unsupported"' "$SCRATCH/unsupported/trials.jsonl"; then
    [ "$code" -eq 4 ] || fail "a placement named on the command line is unsupported, and the exit is $code"
    ok "a placement named on the command line that is unsupported: exit 4"
fi
