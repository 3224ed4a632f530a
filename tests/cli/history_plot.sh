#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp history plot`: the figures say what changed, when, why and between which commits; text is taken literally; nothing is left
# behind.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
lib=$(cd "$(dirname "$0")/lib" && pwd)
TVP_DATADIR=$(cd "$(dirname "$0")/../.." && pwd)
TMPDIR=$SCRATCH/tmp
export TVP_DATADIR TMPDIR
mkdir "$TMPDIR" "$SCRATCH/db"
cd "$SCRATCH" || exit 1
python3 "$lib/fakerun.py" base || fail "fakerun.py"
runs() { python3 "$lib/fakehistory.py" base "$@" || fail "fakehistory.py $*"; }
plot() { # EXIT ARGUMENTS...: its words in out and err
    local wanted=$1 code=0
    shift
    "$TVP" history plot "$@" >out 2>err </dev/null || code=$?
    [ "$code" -eq "$wanted" ] || fail "history plot $*: exit $code, not $wanted: $(cat err out)"
}
runs code 40 --slow 25:1.08:noop --kernel 34:6.9.1
"$TVP" history add --db db/h.db code/* >log || fail "history add: $(cat log)"
mkdir empty
code=0
PATH=$SCRATCH/empty "$TVP" history plot --db db/h.db >out 2>err || code=$?
[ "$code" -eq 1 ] && [ "$(cat err)" = "tvp: gnuplot is not installed: nothing was drawn; install gnuplot-nox" ] || fail "without gnuplot: $code, $(cat err)"
[ ! -e db/figures ] || fail "without gnuplot: a folder is left"
command -v gnuplot >/dev/null || skip "gnuplot is not installed"

says() { # FILE WORDS...: what an SVG shows
    python3 - "$@" <<'P' || fail "$1 does not say: ${*:2}"
import sys
import xml.etree.ElementTree as tree
text = "".join(tree.parse(sys.argv[1]).getroot().itertext())
missing = [words for words in sys.argv[2:] if words not in text]
if missing:
    sys.exit(f"missing {missing} in ...{text[-1500:]}")
P
}
plot 0 --db db/h.db --metric enter_ns
[ ! -s err ] || fail "it speaks on stderr: $(cat err)"
[ "$(wc -l <out)" -eq 6 ] || fail "not three series as SVG and PNG: $(cat out)"
file=db/figures/noop-fork-shm-w1-same-cpu-starts-50-enter_ns
[ "$(od -An -tx1 -j16 -N8 $file.png | tr -d ' ')" = 000004b000000320 ] || fail "the PNG is not 1200x800"
says $file.svg 'noop/fork/shm/w1/same-cpu/starts=50: enter_ns in us, lower is better' 'commit 000000000018 -> 000000000019: code: ' \
    'of the ratio, worse' 'Linux, Example CPU 2.0 GHz, 2 CPUs, virtual machine' '40 points, 2026-01-01 to 2026-02-09' '2026-01-26' \
    'Judged by the ratio to cpu_hash/thread/shm/w1/compact/ops_per_s of the same run' 'h.db, tvp'
plot 0 --db db/h.db --metric enter_ns --cell noop/fork --last 10 --out elsewhere --format svg
[ "$(ls elsewhere)" = noop-fork-shm-w1-same-cpu-starts-50-enter_ns.svg ] || fail "--out, --format: $(ls elsewhere)"
says elsewhere/*.svg '10 points, 2026-01-31 to 2026-02-09' 'no change point'
plot 0 --db db/h.db --out all --format png
grep -q '^[0-9]* series without a change point are not drawn: --metric or --cell draws them$' out || fail "what is not drawn is not said: $(tail -n 2 out)"
[ "$(find all -type f | wc -l)" -eq "$(grep -c 'png$' out)" ] || fail "not one file a series"
if [ -n "$(find all -name '*data_touch*')" ]; then fail "what did not change is drawn: $(ls all)"; fi
[ -z "$(ls -A "$TMPDIR")" ] || fail "temporary files are left"
ok "the figures of a history, and what they say"

# An environment, a suspicion, a pinned image, several classes of machines.
runs machine 40 --slow 25:1.2
"$TVP" history add --db env.db machine/* >log
plot 0 --db env.db --cell noop/fork --metric enter_ns --out env
says env/*.svg 'environment (the reference cpu_hash/thread/shm/w1/compact/ops_per_s moved too): '
runs few 16 --noise 0.002 --slow 14:1.3:noop --pin 00000000000000aa
"$TVP" history add --db few.db few/* >log
plot 0 --db few.db --metric enter_ns --out few.fig
says few.fig/noop-spawn*.svg 'commit 00000000000d -> 00000000000e: suspected, code: ' 'Judged by the ratio to the pinned image 00000000000000aa'
sed -i 's/Example CPU/Other CPU/' few/*/machine.json
"$TVP" history add --db few.db few/* >log
plot 0 --db few.db --metric enter_ns --cell noop/spawn --out two --format svg
[ "$(ls two)" = "$(printf 'noop-spawn-shm-w1-same-cpu-starts-50-enter_ns-2.svg\nnoop-spawn-shm-w1-same-cpu-starts-50-enter_ns.svg')" ] ||
    fail "two classes of machines: $(ls two)"
ok "causes, suspicions, references, classes"

# Text that means something to gnuplot, to a shell or to XML; a name with slashes and dots; no time, few points.
python3 - <<'P'
import json
name = "../it's $(touch planted) `touch planted` @x_y^z {b} <b>& %s \\n"
values = [100.0 + i % 3 for i in range(20)] + [120.0 + i % 3 for i in range(20)]
json.dump({"id": name, "values": values, "unit": "'; system('touch planted') #", "better": "lower", "commits": ["'`touch planted`'"] * 40}, open("odd.json", "w"))
json.dump({"id": "one", "values": [5]}, open("one.json", "w"))
json.dump({"id": "flat", "values": [0] * 12}, open("flat.json", "w"))
P
"$TVP" history import --db odd.db odd.json one.json flat.json >log || fail "import: $(cat log)"
plot 0 --db odd.db --metric value --out odd
[ ! -s err ] && [ "$(find odd -type f | wc -l)" -eq 6 ] || fail "odd names: $(cat err out)"
[ ! -e planted ] || fail "text of a series was executed"
[ -z "$(find . -name '*it*s*planted*' ! -path './odd/*')" ] || fail "drawn outside of the folder"
says odd/*planted*.svg "it's \$(touch planted)" '@x_y^z {b} <b>& %s' "'; system('touc" 'on both sides: code' 'point 20'
says odd/one*.svg 'Fewer than 8 points are not judged'
says odd/flat*.svg 'no change point'
ok "names are taken literally"

# Labels of ticks differ, however near the points are: by day, minute, second, else by place.
for step in 86400 3600 7 0; do
    python3 - "$step" <<'P' >near.csv
import datetime, sys
print("time,load")
for i in range(12):
    at = datetime.datetime(2026, 3, 1, 8) + datetime.timedelta(seconds=i * int(sys.argv[1]))
    print(f"{at:%Y-%m-%dT%H:%M:%SZ},{100 + i % 3}")
P
    rm -rf near.db* near
    "$TVP" history import --db near.db near.csv >log || fail "import: $(cat log)"
    plot 0 --db near.db --metric value --out near --format svg
    case $step in
    86400) says near/*.svg 2026-03-02 2026-03-12 ;;
    3600) says near/*.svg '03-01 08:00' '03-01 19:00' ;;
    7) says near/*.svg 08:00:07 08:01:17 ;;
    0) ! grep -q '>08:00:00<' near/*.svg || fail "the same label again and again" ;;
    esac
done
ok "labels of ticks differ"

refused() { # EXIT WORDS ARGUMENTS...
    local wanted=$1 words=$2
    shift 2
    plot "$wanted" "$@"
    [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$words" err || fail "history plot $*: $(cat err)"
}
refused 2 'no series that was asked for' --db db/h.db --metric nothing
refused 2 'there is no history' --db none.db
refused 2 'svg, png or both, not pdf' --db db/h.db --format pdf
refused 2 'did you mean --metric?' --db db/h.db --metrik x
refused 2 'takes options only' --db db/h.db run
refused 1 'cannot make the folder' --db db/h.db --out no/where
"$TVP" list figures >out && grep -q 'history' out || fail "list figures"
ok "refusals"
