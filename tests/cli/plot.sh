#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp plot`: each figure is drawn from a run that has its data, says what is missing where it has not, takes any text of a run
# literally, and leaves nothing behind.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
fake() { python3 "$(dirname "$0")/lib/fakerun.py" "$@" || fail "fakerun.py $*"; }
TVP_DATADIR=$(cd "$(dirname "$0")/../.." && pwd)
TMPDIR=$SCRATCH/tmp
export TVP_DATADIR TMPDIR
mkdir "$TMPDIR"

# Without gnuplot: one clear line, and everything else works.
fake "$SCRATCH/small"
mkdir "$SCRATCH/empty"
code=0
PATH=$SCRATCH/empty "$TVP" plot "$SCRATCH/small" >"$SCRATCH/out" 2>&1 || code=$?
[ "$code" -eq 1 ] || fail "without gnuplot: exit $code"
line="tvp: gnuplot is not installed: the figures were not drawn; install gnuplot-nox, then: tvp plot $SCRATCH/small"
[ "$(cat "$SCRATCH/out")" = "$line" ] || fail "without gnuplot: $(cat "$SCRATCH/out")"
[ ! -e "$SCRATCH/small/figures" ] || fail "without gnuplot: a folder is left"
PATH=$SCRATCH/empty "$TVP" show "$SCRATCH/small" >/dev/null || fail "show needs gnuplot"
ok "without gnuplot: one clear line"
command -v gnuplot >/dev/null || skip "gnuplot is not installed"

# Text that means something to gnuplot, to a shell or to XML, in the machine's name, the run's and the path.
name="'it's \$(touch $SCRATCH/planted) \`touch $SCRATCH/planted\` @x_y^z {b} <b>&"
run="$SCRATCH/a 'run' \$(touch planted) %d \"x\""
fake --noisy --machine "$(N="$name" python3 -c 'import json, os; print(json.dumps({"machine": os.environ["N"] + "\n\\n%s\u00e9"}))')" "$run"
mkdir "$run/tmp"
# What `tvp selftest` leaves, its text as hostile.
N="$name" python3 - >"$run/selftest.json" <<'P'
import json, os
series = [{"series": i, "cell": os.environ["N"] + " %d \n\ttab", "metric": "op_p10_ns"} for i in (1, 2)]
power = [{"series": s["series"], "shift": x / 100, "rate": x / 5, "low": 0, "high": 1, "expected": x / 4} for s in series for x in range(5)]
resolution = [{"series": s["series"], "minutes": m, "sees": 0.02 / m, "interval": 0.01 / m} for s in series for m in (0.1, 1, 10)]
print(json.dumps({"runs": 3, "level": 0.01, "a'b": 1, "note": "x", "series": series, "power": power, "resolution": resolution, "looks": [8]}))
P
LC_ALL=C "$TVP" plot "$run" >"$SCRATCH/out" 2>"$SCRATCH/err" || fail "plot: $(cat "$SCRATCH/err")"
[ ! -s "$SCRATCH/err" ] || fail "plot speaks on stderr: $(head "$SCRATCH/err")"
figures=$(find "$TVP_DATADIR/plots" -name '*.gp' ! -name common.gp -exec grep -L '^# of: ' {} + | sed 's|.*/||; s|\.gp$||' | sort)
[ "$(wc -w <<<"$figures")" -ge 5 ] || fail "fewer than five figures"
for figure in $figures; do
    [ -s "$run/figures/$figure.svg" ] && [ -s "$run/figures/$figure.png" ] || fail "$figure was not drawn"
    grep -qxF "$run/figures/$figure.png" "$SCRATCH/out" || fail "$figure is not told"
    [ "$(od -An -tx1 -j16 -N8 "$run/figures/$figure.png" | tr -d ' ')" = 000004b000000320 ] || fail "$figure is not 1200x800"
    python3 - "$run/figures/$figure.svg" "$name" <<'P' || fail "$figure.svg lacks its caption"
import sys
import xml.etree.ElementTree as tree
text = "".join(tree.parse(sys.argv[1]).getroot().itertext())
assert sys.argv[2][:40] in text, text[-900:]
assert "Linux 6.1.0-18-amd64" in text and "2026-01-31" in text and "n = " in text, text[-900:]
P
done
[ ! -e planted ] && [ ! -e "$SCRATCH/planted" ] || fail "text of a run was executed"
[ -z "$(ls -A "$run/tmp")" ] && [ -z "$(ls -A "$TMPDIR")" ] || fail "temporary files are left"
ok "$(wc -w <<<"$figures") figures, in SVG and PNG, with text taken literally; nothing left behind"

for figure in $figures; do
    head -n 1 "$TVP_DATADIR/plots/$figure.gp" | grep -q '^# brief: .' || fail "$figure.gp does not begin with its brief"
done
ok "each figure has its brief"

# What a run has no data for is passed over; by name it is an error.
"$TVP" plot "$SCRATCH/small" --out "$SCRATCH/here" --format png >"$SCRATCH/out" 2>&1 || fail "plot small: $(cat "$SCRATCH/out")"
grep -q '^memory_written: not drawn: the run has no memory_factor in trials of memory for 2 or more values of write$' \
    "$SCRATCH/out" || fail "what is missing is not told: $(cat "$SCRATCH/out")"
[ "$(ls "$SCRATCH/here")" = "$(printf 'startup.png\nthroughput.png')" ] || fail "--out, --format: $(ls "$SCRATCH/here")"
[ ! -e "$SCRATCH/small/figures" ] || fail "--out: a folder in the run as well"
rm -r "$SCRATCH/small/samples"
"$TVP" plot "$SCRATCH/small" --figure throughput,startup --out "$SCRATCH/there" >"$SCRATCH/out" 2>&1 && fail "samples are missing"
grep -q '^tvp: figure startup: .*samples' "$SCRATCH/out" || fail "missing samples are not told: $(cat "$SCRATCH/out")"
[ -s "$SCRATCH/there/throughput.svg" ] || fail "one figure that cannot be drawn stops the others"
ok "figures without data are passed over with a reason"

# A figure of one's own is one new file.
mkdir -p "$SCRATCH/own/plots"
cp "$TVP_DATADIR"/plots/common.gp "$SCRATCH/own/plots/"
cat >"$SCRATCH/own/plots/switches.gp" <<'G'
# brief: involuntary switches by workers
# metric: ctxsw_involuntary
# x: workers 2
# series: model
# where: workload = cpu_hash
print sprintf("series %d panels %d x %g..%g n %d", series_count, panel_count, x_least, x_most, n_least)
plot for [s = 1:series_count] data using (pick(s, 1, 'ctxsw_involuntary', 'x')):(pick(s, 1, 'ctxsw_involuntary', 'median')) with points
G
TVP_DATADIR=$SCRATCH/own "$TVP" plot "$run" --figure switches >"$SCRATCH/out" 2>&1 || fail "own figure: $(cat "$SCRATCH/out")"
grep -qx 'series 3 panels 1 x 1..4 n 10' "$SCRATCH/out" || fail "own figure's variables: $(cat "$SCRATCH/out")"
[ -s "$run/figures/switches.svg" ] || fail "own figure was not drawn"
echo 'plot nonsense(' >>"$SCRATCH/own/plots/switches.gp"
TVP_DATADIR=$SCRATCH/own "$TVP" plot "$run" >"$SCRATCH/out" 2>&1 && fail "a faulty figure passes"
grep -q '^tvp: figure switches: gnuplot failed' "$SCRATCH/out" || fail "a faulty figure: $(cat "$SCRATCH/out")"
[ ! -e "$run/figures/switches.svg" ] || fail "half a figure is left"
[ -z "$(ls -A "$run/tmp")" ] || fail "temporary files are left after a failure"
ok "a figure of one's own is one file"

# A point that has no figure is a gap: an empty line in the data, across which gnuplot draws none.
cp -r "$run" "$SCRATCH/gap"
cp -r "$run" "$SCRATCH/whole"
python3 - "$SCRATCH/gap/trials.jsonl" <<'P'
import json, sys
records = [json.loads(line) for line in open(sys.argv[1])]
for r in records:
    if (r["workload"], r["model"], r["workers"], r["status"]) == ("cpu_hash", "fork", 2, "ok"):
        r["metrics"]["ops_per_s"], r["nulls"]["ops_per_s"] = None, "workers hardly ran at the same time: needs more --time"
open(sys.argv[1], "w").writelines(json.dumps(r) + "\n" for r in records)
P
cat >"$SCRATCH/own/plots/rates.gp" <<'G'
# brief: rates
# metric: ops_per_s
# x: workers 2
# series: model
# panel: workload
# where: workload = cpu_hash
print sprintf("gaps %d panel %s", gaps, panel_name[1])
print system(sprintf("sed 's/\t.*//' '%s' | grep -c '^$'", data))
plot for [s = 1:series_count] data using (pick(s, 1, 'ops_per_s', 'x')):(pick(s, 1, 'ops_per_s', 'median')) with lines
G
rm "$SCRATCH/own/plots/switches.gp"
TVP_DATADIR=$SCRATCH/own "$TVP" plot "$SCRATCH/gap" --figure rates >"$SCRATCH/out" 2>&1 || fail "a gap: $(cat "$SCRATCH/out")"
head -n 2 "$SCRATCH/out" | tr '\n' ' ' | grep -qx 'gaps 1 panel cpu_hash 1 ' || fail "a gap: $(cat "$SCRATCH/out")"
TVP_DATADIR=$SCRATCH/own "$TVP" plot "$SCRATCH/whole" --figure rates >"$SCRATCH/out" 2>&1 || fail "no gap: $(cat "$SCRATCH/out")"
head -n 2 "$SCRATCH/out" | tr '\n' ' ' | grep -qx 'gaps 0 panel cpu_hash 0 ' || fail "no gap: $(cat "$SCRATCH/out")"
ok "a missing point is a gap; the only panel has a name"

# The words of a figure: the caption in whole, each value of an axis, one range for panels that are compared.
words() { # FIGURE
    python3 -c 'import sys, xml.etree.ElementTree as tree
print(*("".join(t.itertext()).strip() for t in tree.parse(sys.argv[1]).getroot().iter("{http://www.w3.org/2000/svg}text")), sep="\n")' "$run/figures/$1.svg"
}
words startup_factors >"$SCRATCH/words"
for value in 0 64M 256M 1G 1 4; do
    grep -qx "$value" "$SCRATCH/words" || fail "startup_factors does not name the value $value: $(cat "$SCRATCH/words")"
done
sed -i '/^caption_machine/i print caption_top' "$SCRATCH/own/plots/common.gp"
cat >"$SCRATCH/own/plots/rates.gp" <<'G'
# brief: rates
# metric: ops_per_s
# x: workers 2
# series: model
# where: workload = cpu_hash
plot for [s = 1:series_count] data using (pick(s, 1, 'ops_per_s', 'x')):(pick(s, 1, 'ops_per_s', 'median')) with lines
G
sed -i 's/^missing = /n_least = 1; common = "a, " . sprintf("%0100d", 7) . " and, task 1.00 ms"\n&/' "$SCRATCH/own/plots/common.gp"
TVP_DATADIR=$SCRATCH/own "$TVP" plot "$run" --figure rates --format svg >"$SCRATCH/out" 2>&1 || fail "a long caption: $(cat "$SCRATCH/out")"
[ "$(grep -c 'task 1.00 ms' "$SCRATCH/out")" -eq 1 ] || fail "a long caption is cut: $(cat "$SCRATCH/out")"
awk '/Medians/ { on = 1 } on && length > 160 { exit 1 }' "$SCRATCH/out" || fail "a long caption is not broken: $(cat "$SCRATCH/out")"
ok "every value of an axis has its name; a long caption is broken, not cut"

refused() { # EXIT WORDS ARGUMENTS...
    local wanted=$1 words=$2 code=0
    shift 2
    "$TVP" plot "$@" >"$SCRATCH/o" 2>"$SCRATCH/e" || code=$?
    [ "$code" -eq "$wanted" ] || fail "plot $*: exit $code, not $wanted"
    [ "$(wc -l <"$SCRATCH/e")" -eq 1 ] || fail "plot $*: not one line: $(cat "$SCRATCH/e")"
    grep -qF -- "$words" "$SCRATCH/e" || fail "plot $*: $(cat "$SCRATCH/e")"
}
refused 2 "which run?"
refused 2 "did you mean --figure?" "$SCRATCH/small" --figures x
refused 2 "did you mean startup?" "$SCRATCH/small" --figure startpu
refused 2 "svg, png or both, not pdf" "$SCRATCH/small" --format pdf
refused 2 "$SCRATCH/absent" "$SCRATCH/absent"
refused 1 "it is not of a run: a series of the history over time, with its change points (tvp history plot)" "$SCRATCH/small" --figure history
refused 1 "cannot make the folder" "$SCRATCH/small" --out "$SCRATCH/no/where"
ok "refusals"
