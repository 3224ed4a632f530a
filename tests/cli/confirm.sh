#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp history check --confirm`: what is suspected fails nothing until `tvp ab` has measured the two images again; what it says,
# and what is missing for it, decides the exit code.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
lib=$(cd "$(dirname "$0")/lib" && pwd)
image=$(dirname "$TVP")/tvp-trial
cd "$SCRATCH" || exit 1

history() { # EXIT ARGUMENTS...: its words in out and err
    local wanted=$1 code=0
    shift
    "$TVP" history "$@" >out 2>err </dev/null || code=$?
    [ "$code" -eq "$wanted" ] || fail "history $*: exit $code, not $wanted: $(cat err out)"
    case $* in
    *--json* | *--confirm*) ;;
    check*) unwrap out ;;
    esac
}

# A real run of this machine, and a made-up history of it in which the last two of 16 are 30 % slower, by another image.
run_ok base --workload noop --model spawn --starts 5 --time 1ms --trials 4 --quiet --label confirm
own=$(sed -n '1s/.*"image_hash":"\([0-9a-f]*\)".*/\1/p' base/plan.jsonl)
mkdir slow
# A lean image whose fresh workers start through a shell that waits.
printf '#!/bin/sh\nsleep 0.03\nexec %s "$@"\n' "$image" >slow/tvp-trial
chmod +x slow/tvp-trial
runs() { # FOLDER COUNT FROM: from run FROM on slower, and of the image in $2
    python3 "$lib/fakehistory.py" base "$1" "$2" --noise 0.005 --slow "$3:1.3" || fail "fakehistory.py"
    for run in "$1"/*; do
        [ "$((10#${run##*/}))" -lt "$3" ] || sed -i "1s/$own/$4/" "$run/plan.jsonl"
    done
}
runs few 16 14 00000000000000aa
history 0 add --db h.db few/*
history 0 check --db h.db --metric enter_ns
grep -qE '^\? +noop/spawn/shm/w1/compact/starts=5 enter_ns, point 1[34] of 16, .*: code: .*worse' out || fail "not suspected: $(cat out)"
grep -q '^1 suspected (?).*--confirm' out || fail "not said: $(cat out)"
history 0 check --db h.db --metric enter_ns --json
grep -q '"failing":false.*"suspect":{"index":1[34],' out || fail "JSON: $(cat out)"
ok "a change at the last two points is suspected, and fails nothing"

history 5 check --db h.db --metric enter_ns --confirm
grep -q "^undecided: noop/spawn.*: no lean image $own is kept in images" out || fail "no image: $(cat out)"
history 0 add --db h.db --keep-image few/0003
cmp -s "$image" "images/$own/tvp-trial" || fail "the image is not kept"
history 2 add --db h.db --keep-image few/0015
grep -q "was measured with image 00000000000000aa, this tvp's is $own" err || fail "another image is kept: $(cat err)"
history 5 check --db h.db --metric enter_ns --confirm
grep -q '^undecided: .*: no lean image 00000000000000aa is kept' out || fail "no second image: $(cat out)"
history 5 check --db h.db --metric exit_ns --confirm
grep -qF "exit_ns: \`tvp ab\` measures" out || fail "a metric that ab does not judge: $(cat out)"
ok "without the images it stays undecided, exit 5"

history 3 check --db h.db --metric enter_ns --confirm --b slow/tvp-trial
grep -qE '^confirmed: noop/spawn/shm/w1/compact/starts=5 enter_ns: (\+|x)' out || fail "not confirmed: $(cat out)"
again=$(sed -n 's/^confirmed.* in //p' out)
grep -q '"ab":{"a":{' "$again/plan.jsonl" && grep -q '"starts":5' "$again/plan.jsonl" || fail "not that cell: $again"
cp -r slow later
echo >>later/tvp-trial
history 3 check --db h.db --metric enter_ns --confirm --b later/tvp-trial --budget 20s --json
grep -q '"metric":"enter_ns","confirmation":"confirmed","failing":false,"ratio":[1-9]' out || fail "JSON: $(cat out)"
ok "a slower image is confirmed by measuring, exit 3"

code=0
"$TVP" history check --db h.db --metric enter_ns --confirm --a slow/tvp-trial --b "$image" >out 2>err || code=$?
[ "$code" -eq 0 ] && grep -q '^rejected: .*: -' out || fail "a faster image: exit $code: $(cat out err)"
cp -r few same
for run in same/001[45]; do sed -i "1s/00000000000000aa/$own/" "$run/plan.jsonl"; done
history 0 add --db s.db same/*
history 0 check --db s.db --metric enter_ns --confirm
grep -q "^rejected: .*: image $own was measured before and after" out || fail "the same image: $(cat out)"
ok "what is not slower, or has no other code, is rejected, exit 0"

# What the detector is sure of fails unless it is rejected.
runs many 30 20 "$own"
history 0 add --db m.db many/*
history 3 check --db m.db --metric enter_ns
history 0 check --db m.db --metric enter_ns --confirm
runs other 30 20 00000000000000aa
history 0 add --db n.db other/*
history 3 check --db n.db --metric enter_ns --confirm
grep -q '^undecided' out || fail "no image, and not undecided: $(cat out)"
ok "a sure change fails unless it is rejected"

sed 's/"model":"AMD[^"]*"/"model":"x"/; s/"allowed": *[0-9]*/"allowed": 999/' few/0000/machine.json >one && for run in few/*; do
    sed 's/"allowed": *[0-9]*/"allowed": 999/' "$run/machine.json" >one && mv one "$run/machine.json"
done
history 0 add --db o.db few/*
history 5 check --db o.db --metric enter_ns --confirm --a "$image" --b slow/tvp-trial
grep -q '^undecided: .*another class of machines' out || fail "another machine: $(cat out)"
history 2 check --db o.db --budget 3s
grep -q 'are for --confirm' err || fail "$(cat err)"
history 2 check --db o.db --confirm=1
python3 -c 'print("load"); [print(100 + i % 3) for i in range(20)]; print(200); print(201)' >load.csv
history 0 import --db i.db load.csv --better lower
history 5 check --db i.db --confirm
grep -q '^undecided: load value: it was imported' out || fail "an imported series: $(cat out)"
ok "what cannot be measured here says why"
