#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp export` into other tools' formats: every figure against the run folder's, then read by the tools themselves where
# they are installed (Debian: libbenchmark-tools with python3-scipy, hyperfine, prometheus, python3-prometheus-client).
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
here=$(dirname "$0")
formats="bencher gbench github-action hyperfine openmetrics pyperf"
missing=''

# A consumer that cannot be had here is named at the end.
absent() { # WHAT
    echo "# not checked by $1"
    missing="$missing${missing:+, }$1"
}

# The first python that has a module: the system's own has Debian's modules, which another one in PATH has not.
python_with() { # MODULE
    local python
    for python in python3 /usr/bin/python3; do
        command -v "$python" >/dev/null && "$python" -c "import $1" 2>/dev/null && echo "$python" && return 0
    done
    return 1
}

machine='{"machine":"a \"quoted\" \\ name\nof two lines","cpu":{"model":"M\t1","allowed":2}}'
python3 "$here/lib/fakerun.py" --machine "$machine" "$SCRATCH/fake" || fail "fakerun.py"
run_ok real --workload cpu_hash,data_touch --model thread,fork --workers 2 --data 16M --trials 7 --time 2ms --seed 5

for name in fake real; do
    for format in $formats; do
        "$TVP" export "$SCRATCH/$name" --format "$format" --output "$SCRATCH/$name.$format" 2>"$SCRATCH/e" ||
            fail "export $name --format $format: $(cat "$SCRATCH/e")"
        [ ! -s "$SCRATCH/e" ] || fail "export $name --format $format says $(cat "$SCRATCH/e")"
    done
    "$TVP" export "$SCRATCH/$name" --format github-action --better higher --output "$SCRATCH/$name.bigger" || fail "bigger"
    "$TVP" export "$SCRATCH/$name" --format openmetrics --metric all --timestamps --output "$SCRATCH/$name.all" || fail "all"
    python3 "$here/lib/export_check.py" "$SCRATCH/$name" || fail "$name: an export does not tell what the run folder tells"
    ok "$name: every figure is the run folder's"
done

# ---- metrics that no code here knows ----

cp -r "$SCRATCH/fake" "$SCRATCH/novel"
python3 - "$SCRATCH/novel" <<'P' || fail "no run with new metrics"
import json, sys
run = sys.argv[1]
head, *rest = open(run + "/plan.jsonl").read().splitlines()
head = json.loads(head)
head["metrics"] += [{"name": n, "unit": u, "better": b, "scope": s, "exact": False, "probe": "novel", "brief": "new"} for n, u, b, s in
                    (("novel_p99_ns", "ns", "lower", "worker"), ("widgets", "widgets", "higher", "trial"))]
open(run + "/plan.jsonl", "w").write("\n".join([json.dumps(head), *rest]) + "\n")
records = [json.loads(line) for line in open(run + "/trials.jsonl")]
for r in records:
    if r["status"] == "ok" and r["kind"] == "time":
        r["metrics"]["widgets"] = r["block"] + 0.5
        r["worker_metrics"]["novel_p99_ns"] = [1000 + r["block"] + w for w in range(r["workers"])]
open(run + "/trials.jsonl", "w").write("".join(json.dumps(r) + "\n" for r in records))
P
for format in csv json openmetrics; do
    all=()
    [ "$format" = openmetrics ] && all=(--metric all)
    "$TVP" export "$SCRATCH/novel" --format "$format" "${all[@]}" --output "$SCRATCH/novel.$format" || fail "new metrics: $format"
done
for format in bencher github-action gbench hyperfine pyperf; do
    "$TVP" export "$SCRATCH/novel" --format "$format" --metric novel_p99_ns --output "$SCRATCH/novel.$format" || fail "new metrics: $format"
    grep -q novel_p99_ns "$SCRATCH/novel.$format" || fail "new metrics: $format"
done
python3 - "$SCRATCH/novel" <<'P' || fail "new metrics are not told"
import csv, json, sys
rows = [r for r in csv.DictReader(open(sys.argv[1] + ".csv")) if r["metric"] in ("novel_p99_ns", "widgets")]
assert {(r["metric"], r["unit"]) for r in rows} == {("novel_p99_ns", "ns"), ("widgets", "widgets")} and all(r["value"] for r in rows)
assert any("widgets" in t["metrics"] for t in json.load(open(sys.argv[1] + ".json"))["trials"])
text = open(sys.argv[1] + ".openmetrics").read()
for line in ("# TYPE tvp_novel_p99_seconds gauge", "# UNIT tvp_novel_p99_seconds seconds", "# TYPE tvp_widgets gauge", "# TYPE tvp_widgets_low gauge"):
    assert line + "\n" in text, line
P
ok "metrics that no code here knows go the same way"

# ---- the formats' own tools ----

if python=$(python_with scipy) && [ -e /usr/share/benchmark/compare.py ]; then
    for name in fake real; do
        PYTHONDONTWRITEBYTECODE=1 "$python" /usr/share/benchmark/compare.py --no-color benchmarks \
            "$SCRATCH/$name.gbench" "$SCRATCH/$name.gbench" >"$SCRATCH/compared" 2>&1 ||
            fail "compare.py: $(tail -n 3 "$SCRATCH/compared")"
        grep -q '^cpu_hash/thread/shm/w2/compact[^ ]*/op_ns_pvalue .*Repetitions: 7 vs 7' "$SCRATCH/compared" ||
            fail "compare.py does not see seven repetitions of cpu_hash: $(head -n 5 "$SCRATCH/compared")"
        grep -q '^OVERALL_GEOMEAN' "$SCRATCH/compared" || fail "compare.py computes no geometric mean"
        grep -qE 'nan|Warning' "$SCRATCH/compared" && fail "compare.py: $(grep -E 'nan|Warning' "$SCRATCH/compared" | head -n 3)"
    done
    ok "gbench: compare.py compares it, with its U test"
else
    absent "compare.py of google-benchmark (libbenchmark-tools, python3-scipy)"
fi

if command -v hyperfine >/dev/null; then
    hyperfine --shell=none --style none --runs 2 -L word a,b --export-json "$SCRATCH/own.json" 'true {word}' >/dev/null 2>&1 ||
        fail "hyperfine itself fails"
    python3 - "$SCRATCH/own.json" "$SCRATCH/fake.hyperfine" "$SCRATCH/real.hyperfine" <<'P' || fail "hyperfine: not what it writes"
import json, sys
own, *ours = [json.load(open(path)) for path in sys.argv[1:]]
shape = lambda value: (float if isinstance(value, (int, float)) else
                       [shape(v) for v in value[:1]] if isinstance(value, list) else type(value))
wanted = {key: shape(value) for key, value in own["results"][0].items()}
for document in ours:
    assert document.keys() == own.keys(), document.keys()
    for result in document["results"]:
        for key, kind in wanted.items():
            assert shape(result[key]) == kind, (key, result[key], kind)
        assert all(isinstance(v, str) for v in result["parameters"].values()), result["parameters"]
P
    ok "hyperfine: all that hyperfine itself writes, of the same types"
else
    absent "hyperfine (hyperfine)"
fi

if command -v promtool >/dev/null; then
    for file in fake.openmetrics real.openmetrics fake.all real.all novel.openmetrics; do
        promtool check metrics <"$SCRATCH/$file" >"$SCRATCH/said" 2>&1 || fail "promtool check metrics, $file: $(head -n 3 "$SCRATCH/said")"
        [ ! -s "$SCRATCH/said" ] || fail "promtool check metrics, $file: $(head -n 3 "$SCRATCH/said")"
    done
    for name in fake real; do
        samples=$(grep -vc '^#' "$SCRATCH/$name.all")
        promtool tsdb create-blocks-from openmetrics "$SCRATCH/$name.all" "$SCRATCH/$name.tsdb" >"$SCRATCH/said" 2>&1 ||
            fail "promtool create-blocks-from openmetrics: $(tail -n 3 "$SCRATCH/said")"
        awk -v samples="$samples" 'END { exit !($6 == samples) }' "$SCRATCH/said" ||
            fail "$samples samples were written, but stored were: $(cat "$SCRATCH/said")"
    done
    ok "openmetrics: promtool lints it without a word and stores every sample"
else
    absent "promtool (prometheus)"
fi

if python=$(python_with prometheus_client.openmetrics.parser); then
    "$python" - "$SCRATCH"/{fake,real}.{openmetrics,all} "$SCRATCH/novel.openmetrics" <<'P' || fail "openmetrics: prometheus_client cannot read it"
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as families
for path in sys.argv[1:]:
    text = open(path, newline="").read()
    read = list(families(text))
    assert sum(len(f.samples) for f in read) == sum(not line.startswith("#") for line in text.splitlines())
    info = [s for f in read for s in f.samples if s.name == "tvp_run_info"]
    assert len(info) == 1 and info[0].value == 1, info
    if "/fake." in path:
        assert info[0].labels["machine"] == 'a "quoted" \\ name\nof two lines', info
P
    ok "openmetrics: the strict parser of prometheus_client reads it"
else
    absent "prometheus_client (python3-prometheus-client)"
fi

if python=$(python_with pyperf); then
    for name in fake real; do
        "$python" -m pyperf show --quiet "$SCRATCH/$name.pyperf" >/dev/null || fail "pyperf show"
        "$python" -m pyperf compare_to "$SCRATCH/$name.pyperf" "$SCRATCH/$name.pyperf" >/dev/null || fail "pyperf compare_to"
    done
    ok "pyperf: show and compare_to"
else
    echo "# not checked by pyperf itself, which is no Debian package: only against its format"
fi

# ---- choosing ----

"$TVP" export "$SCRATCH/fake" --format hyperfine --metric 'enter_ns|enter_cold_ns' --output "$SCRATCH/one" || fail "alternatives"
python3 - "$SCRATCH/one" <<'P' || fail "A|B is not A, or B where a cell has no A"
import json, sys
names = [r["command"] for r in json.load(open(sys.argv[1]))["results"]]
assert "noop/thread/shm/w1/same-cpu/starts=50/enter_ns" in names and "cpu_hash/fork/shm/w4/compact/enter_cold_ns" in names
assert len(names) == 8, names
P
"$TVP" export "$SCRATCH/fake" --format pyperf --metric enter_cold_ns,ctxsw_involuntary --output "$SCRATCH/two" 2>"$SCRATCH/e" || fail "pyperf"
grep -q 'left out 8 of 16 series: pyperf holds no values of 0 or less' "$SCRATCH/e" || fail "silent about what is left out: $(cat "$SCRATCH/e")"
echo keep >"$SCRATCH/kept"
"$TVP" export "$SCRATCH/fake" --format gbench --metric nothing --output "$SCRATCH/kept" 2>/dev/null && fail "an unknown metric passes"
[ "$(cat "$SCRATCH/kept")" = keep ] || fail "a refused export has emptied the file"
ok "which metrics"

refused() { # WORDS ARGUMENTS...
    local words=$1 code=0
    shift
    "$TVP" export "$SCRATCH/fake" "$@" >"$SCRATCH/o" 2>"$SCRATCH/e" || code=$?
    [ "$code" -eq 2 ] || fail "export $*: exit $code, not 2"
    [ "$(wc -l <"$SCRATCH/e")" -eq 1 ] || fail "export $*: not one line: $(cat "$SCRATCH/e")"
    grep -qF -- "$words" "$SCRATCH/e" || fail "export $*: $(cat "$SCRATCH/e")"
    [ ! -s "$SCRATCH/o" ] || fail "export $*: writes all the same"
}
refused "did you mean gbench?" --format gbnch
refused "did you mean enter_ns?" --format gbench --metric enter_n
refused "gbench cannot hold ratio" --format gbench --metric memory_factor
refused "csv holds every metric" --metric enter_ns
refused "json holds every metric" --format json --better lower
refused "gbench takes no --timestamps" --format gbench --timestamps
refused "lower or higher, not up" --format bencher --better up
refused "add --better lower" --format github-action --metric op_ns,ops_per_s
refused "neither lower nor higher is better" --format github-action --metric work_ns
refused "pyperf holds no values of 0 or less" --format pyperf --metric ctxsw_involuntary
refused "only metrics where higher is better" --format hyperfine --better higher
python3 "$here/lib/fakerun.py" --machine '{"utc":null}' "$SCRATCH/undated" || fail "fakerun.py"
code=0
"$TVP" export "$SCRATCH/undated" --format openmetrics --timestamps >"$SCRATCH/o" 2>"$SCRATCH/e" || code=$?
[ "$code" -eq 2 ] && grep -q 'does not say when it began' "$SCRATCH/e" || fail "--timestamps of an undated run: $code, $(cat "$SCRATCH/e")"
ok "refusals"

[ -z "$missing" ] || skip "all else holds, but not checked by $missing"
