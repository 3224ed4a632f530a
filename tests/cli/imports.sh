#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp history import` and `tvp detect` of what other tools write: files that the tools wrote themselves where they are
# installed (Debian: libbenchmark-dev, hyperfine, python3-prometheus-client), else made as their documentation has them;
# and of every format that tvp exports, with the medians that `tvp history add` finds in the run folder.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"
lib=$(cd "$(dirname "$0")/lib" && pwd)
cd "$SCRATCH" || exit 1
missing=''

absent() { # WHAT
    echo "# not checked with files of $1"
    missing="$missing${missing:+, }$1"
}
import() { # FILE...: into i.db, anew
    rm -f i.db*
    "$TVP" history import --db i.db "$@" >out 2>err || fail "import $*: $(cat err)"
}
# check WHAT EXPRESSION [FILE]: over `series`, {(name, metric): (unit, better, [(value, time, commit)])}, of i.db, and
# `file`, the JSON in FILE.
check() {
    python3 - "$@" <<'P' || fail "$1"
import json, math, sqlite3, statistics, sys
from math import isclose
series = {}
for id, cell, metric, unit, better in sqlite3.connect("i.db").execute("select id, cell, metric, unit, better from series").fetchall():
    points = sqlite3.connect("i.db").execute("select value, time, commit_id from imported where series = ? order by ordinal", (id,))
    series[cell, metric] = (unit, better, points.fetchall())
def value(name, metric):
    return series[name, metric][2][-1][0]
file = json.load(open(sys.argv[3])) if len(sys.argv) > 3 else None
if not eval(sys.argv[2]):
    sys.exit(f"not so: {sys.argv[2]}\n{series}")
P
}

# ---- google-benchmark ----
cat >gb.cc <<'C'
#include <benchmark/benchmark.h>
#include <cmath>
static void spin(benchmark::State &state)
{
    for (auto _ : state)
        for (int i = 0; i < state.range(0); i++)
            benchmark::DoNotOptimize(i);
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetComplexityN(state.range(0));
    state.counters["odd"] = NAN;
}
BENCHMARK(spin)->Arg(10)->Arg(1000)->Unit(benchmark::kMicrosecond)->Complexity();
static void broken(benchmark::State &state)
{
    state.SkipWithError("it is broken");
    for (auto _ : state)
        continue;
}
BENCHMARK(broken);
BENCHMARK_MAIN();
C
if ${CXX:-c++} -O1 gb.cc -lbenchmark -lpthread -o gb 2>/dev/null; then
    gb() { ./gb --benchmark_repetitions=5 --benchmark_min_time=0.001 "$@" 2>/dev/null || fail "google-benchmark itself fails"; }
    gb --benchmark_format=json >gb.json
    sed 's/: -\?NaN/: null/' gb.json >gb.plain
    import gb.json
    check "google-benchmark" 'len(series) == 6 and all(isclose(value(name, metric), statistics.median(b[metric] for b in file["benchmarks"] if b["run_name"] == name and b["run_type"] == "iteration")) and len(points) == 1 for (name, metric), (_, _, points) in series.items())' gb.plain
    check "its units, directions and date" '{(m, u, b) for (_, m), (u, b, _) in series.items()} == {("real_time", "us", "lower"), ("cpu_time", "us", "lower"), ("items_per_second", "items/s", "higher")} and series["spin/10", "real_time"][2][0][1] == file["context"]["date"][:19].replace("-", "").replace(":", "") + "Z"' gb.plain
    gb --benchmark_format=json --benchmark_report_aggregates_only=true >gb.json
    sed 's/: -\?NaN/: null/' gb.json >gb.plain
    import --format gbench gb.json
    check "aggregates only" 'len(series) == 6 and all(value(name, metric) == [b[metric] for b in file["benchmarks"] if b["run_name"] == name and b["aggregate_name"] == "median"][0] for name, metric in series)' gb.plain
    ok "google-benchmark: the median of repetitions, or what it says is the median; nothing of what failed"
else
    absent "google-benchmark (libbenchmark-dev)"
fi

# ---- hyperfine ----
if command -v hyperfine >/dev/null; then
    hyperfine --shell=none --style none --runs 4 -L word a,b --export-json h.json 'true {word}' >/dev/null 2>&1 || fail "hyperfine itself fails"
    import h.json
    check "hyperfine" '[*series] == [("true a", "time"), ("true b", "time")] and all(series[r["command"], "time"][:2] == ("s", "lower") and isclose(value(r["command"], "time"), r["median"]) for r in file["results"])' h.json
    ok "hyperfine: the median of each command"
else
    absent hyperfine
fi

# ---- pyperf ----
cat >p.json <<'J'
{"benchmarks":[{"metadata":{"loops":64,"name":"list, \"one\""},"runs":[
 {"metadata":{"calibrate_loops":64,"date":"2020-10-13 10:12:20.476957"},"warmups":[[1,2e-6],[64,9e-6]]},
 {"metadata":{"date":"2020-10-13 10:12:21.1"},"values":[1e-6,2e-6,30e-6],"warmups":[[64,2e-6]]},
 {"values":[4e-6]},{"values":[3e-6,3e-6]}]},
 {"metadata":{"name":"memory","unit":"byte","date":"2020-10-13 10:13:00"},"runs":[{"values":[7360512]}]}],
 "metadata":{"hostname":"example","commit_id":"abc1"},"version":"1.0"}
J
import p.json
check "pyperf" 'series == {("list, \"one\"", "value"): ("s", "lower", [(3e-6, "20201013T101220Z", "abc1")]), ("memory", "value"): ("bytes", "lower", [(7360512, "20201013T101300Z", "abc1")])}'
if python3 -c 'import pyperf' 2>/dev/null; then
    python3 -m pyperf timeit --fast -o own.json '[1] * 100' >/dev/null 2>&1 || fail "pyperf itself fails"
    import own.json
    check "pyperf's own" 'isclose(value("timeit", "value"), statistics.median(statistics.median(r["values"]) for r in file["benchmarks"][0]["runs"] if "values" in r))' own.json
else
    echo "# pyperf is not installed: only a file as it writes them"
fi
ok "pyperf: the median over processes, without warm-ups"

# ---- Bencher, github-action-benchmark ----
echo '{"one":{"latency":{"value":88.0,"lower_value":87.42,"upper_value":88.88},"throughput":{"value":5.55}},"two":{"file-size":{"value":42},"enter_ns":{"value":7}}}' >b.json
import b.json
check "Bencher" 'series == {("one", "latency"): ("ns", "lower", [(88, None, None)]), ("one", "throughput"): ("ops/s", "higher", [(5.55, None, None)]), ("two", "file-size"): ("", "", [(42, None, None)]), ("two", "enter_ns"): ("ns", "lower", [(7, None, None)])}'
echo '[{"name":"a","unit":"ops/s","value":3,"range":"3","extra":"x"},{"name":"share","unit":"%","value":"4.5"},{"name":"t","unit":"ms","value":null}]' >g.json
import g.json
check "custom entries" 'series == {("a", "value"): ("ops/s", "higher", [(3, None, None)]), ("share", "value"): ("%", "", [(4.5, None, None)]), ("t", "value"): ("ms", "lower", [])}'
python3 - <<'P'
import json, random
rng = random.Random(8)
runs = [{"commit": {"id": f"{i:040x}", "message": "window.x = {", "timestamp": "2020-01-01T00:00:00Z"}, "date": 1573312140323 + 86400000 * i,
         "tool": "customBiggerIsBetter" if i % 2 else "customBiggerIsBetter",
         "benches": [{"name": "speed", "value": rng.gauss(100 if i < 60 else 92, 1), "unit": "MB/s", "range": "± 1"},
                     {"name": "time", "value": rng.gauss(50, 1) / (1000 if i > 30 else 1), "unit": "us/iter" if i > 30 else "ns/iter"},
                     {"name": "twice", "value": 1, "unit": "x"}, {"name": "twice", "value": 3, "unit": "x"}]} for i in range(100)]
store = {"lastUpdate": 1633159398951, "repoUrl": "https://example.org", "entries": {"Suite": runs, "Other": runs[:2]}}
open("data.js", "w").write("window.BENCHMARK_DATA = " + json.dumps(store, indent=2))
open("data.min.js", "w").write("window.BENCHMARK_DATA=" + json.dumps(store) + ";\n")
runs.reverse()
json.dump(store, open("store.json", "w"))
P
for file in data.js data.min.js store.json; do
    import "$file"
    check "$file" 'len(series) == 6 and series["Suite/speed", "value"][:2] == ("MB/s", "higher") and [p[2] for p in series["Suite/speed", "value"][2]] == [f"{i:040x}" for i in range(100)] and series["Suite/speed", "value"][2][1][1] == "20191110T150900Z" and {p[0] for p in series["Suite/twice", "value"][2]} == {2}'
    check "converted units in $file" '(lambda unit, values: max(values) / min(values) < 1.2 and unit in ("ns/iter", "us/iter"))(series["Suite/time", "value"][0], [p[0] for p in series["Suite/time", "value"][2]])'
    code=0
    "$TVP" history check --db i.db >out || code=$?
    unwrap out
    [ "$code" -eq 3 ] && [ "$(grep -c '^FAIL' out)" -eq 1 ] && grep -q '^FAIL Suite/speed .*point 60 of 100.*worse' out || fail "$file: $code $(cat out)"
done
"$TVP" detect --format csv data.js >out || fail "detect data.js"
grep -q '^Suite/speed,100,0,1,60$' out && grep -q '^Suite/time,100,0,0,$' out || fail "detect data.js: $(cat out)"
ok "github-action-benchmark: entries, and its store of all runs, by time and in one unit"

# ---- OpenMetrics ----
cat >o.txt <<'M'
# HELP load_seconds Time to load.
# TYPE load_seconds gauge
load_seconds{path="/a} \"b\"",code="200"} 0.5 1706702460.5 # {trace="x"} 1
load_seconds{path="/a} \"b\"",code="200"} 0.25 1706702400.5
load_seconds{path="/a} \"b\"",code="200"} NaN 1706702500
# TYPE requests counter
requests_total 5
# TYPE size_bytes histogram
size_bytes_bucket{le="1"} 5
size_bytes_sum 9
# TYPE wait summary
# UNIT wait widgets
wait{quantile="0.5"} 3
wait_count 7
bare 7e2
# EOF
not read any more
M
import o.txt
check "OpenMetrics" 'series == {("load_seconds{path=\"/a} \\\"b\\\"\",code=\"200\"}", "value"): ("s", "lower", [(.25, "20240131T120000Z", None), (.5, "20240131T120100Z", None)]), ("wait{quantile=\"0.5\"}", "value"): ("widgets", "", [(3, None, None)]), ("bare", "value"): ("", "", [(700, None, None)])}'
python=python3
$python -c 'import prometheus_client' 2>/dev/null || python=/usr/bin/python3
if $python -c 'import prometheus_client.openmetrics.exposition' 2>/dev/null; then
    $python - <<'P' || fail "prometheus_client itself fails"
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, exposition
from prometheus_client.openmetrics import exposition as openmetrics
r = CollectorRegistry()
g = Gauge("load", "Time.\nOf two lines", ["path"], unit="seconds", registry=r)
g.labels('a "b" \\ c').set(1.5); g.labels("x,y={}").set(2e-7)
Counter("hits", "H", registry=r).inc(3); Histogram("h", "H", registry=r).observe(2); Info("build", "B", registry=r).info({"v": "1"})
open("own.om", "wb").write(openmetrics.generate_latest(r))
open("own.prom", "wb").write(exposition.generate_latest(r))
P
    for file in own.om own.prom; do
        import "$file"
        check "prometheus_client's $file" 'sorted((n, u, p[0][0]) for (n, _), (u, _, p) in series.items() if n.startswith("load")) == [("load_seconds{path=\"a \\\"b\\\" \\\\ c\"}", "s", 1.5), ("load_seconds{path=\"x,y={}\"}", "s", 2e-7)] and len(series) == 2'
    done
else
    absent "prometheus_client (python3-prometheus-client)"
fi
ok "OpenMetrics: gauges and quantiles, with labels, times and units"

# ---- many files over time ----
python3 - <<'P'
import datetime, json, random
rng = random.Random(3)
for i in range(40):
    slow = 1.1 if i >= 25 else 1
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(days=i)
    entry = {"name": "x", "run_name": "x", "run_type": "iteration", "real_time": slow * rng.gauss(100, 1), "cpu_time": rng.gauss(50, .5),
             "time_unit": "ns"}
    if i > 20: entry.update(real_time=entry["real_time"] / 1000, cpu_time=entry["cpu_time"] / 1000, time_unit="us")
    # named so that the order of names is not the order of time
    json.dump({"context": {"date": day.isoformat(), "commit": f"c{i}"}, "benchmarks": [entry]}, open(f"gb.{i * 7 % 40:02}.json", "w"))
    times = [slow * rng.gauss(.2, .002) for _ in range(5)]
    json.dump({"results": [{"command": "sleep", "times": times, "median": 9, "mean": 9}]}, open(f"hf.{i:02}.json", "w"))
P
import gb.??.json hf.??.json
check "files over time" 'len(series) == 3 and all(len(p) == 40 for _, _, p in series.values()) and [p[2] for p in series["x", "real_time"][2]] == [f"c{i}" for i in range(40)]'
code=0
"$TVP" history check --db i.db >out || code=$?
unwrap out
[ "$code" -eq 3 ] && [ "$(grep -c '^FAIL' out)" -eq 2 ] || fail "files over time: $code $(cat out)"
grep -q '^FAIL x real_time, point 25 of 40.*commit c24 -> c25' out && grep -q '^FAIL sleep time, point 25 of 40' out || fail "files over time: $(cat out)"
"$TVP" detect --format csv gb.??.json hf.??.json >out || fail "detect over files"
grep -q '^x real_time,40,0,1,25$' out && grep -q '^x cpu_time,40,0,0,$' out && grep -q '^sleep time,40,0,1,25$' out || fail "detect over files: $(cat out)"
ok "many files of one benchmark: by their times, else in the order of the command line"

cp i.db whole.db
rm -f i.db*
for file in gb.39.json gb.1?.json gb.2?.json gb.0?.json gb.3?.json; do
    "$TVP" history import --db i.db --append "$file" >out 2>err || fail "--append: $(cat err)"
done
check "one file after the other" 'len(series) == 2 and all([p[2] for p in points] == [f"c{i}" for i in range(40)] for _, _, points in series.values())'
grep -q '^i.db: 0 figures of 2 series' out || fail "--append again: $(cat out)"
for i in 1 2 3; do "$TVP" history import --db i.db --append hf.0$i.json >/dev/null || fail "--append"; done
check "files that do not say when" 'len(series["sleep", "time"][2]) == 3'
printf 'series,value,unit\nx,1,kg\n' >kg.csv
"$TVP" history import --db i.db --append kg.csv >/dev/null || fail "--append of a new one"
printf 'series,value,unit\ny,1,kg\nx,1,m\n' >m.csv
code=0
"$TVP" history import --db i.db --append m.csv >out 2>err || code=$?
[ "$code" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q 'append: the unit of x is m, and was kg before' err || fail "--append in another unit: $code $(cat err)"
check "all or nothing" '("y", "value") not in series and series["x", "value"] == ("kg", "", [(1, None, None)])'
ok "--append: what is there goes on, in its unit, without figures that are there"

# ---- tvp's own ----
python3 "$lib/fakerun.py" 20260131T120000Z-example-000001 || fail "fakerun.py"
run=20260131T120000Z-example-000001
"$TVP" list metrics --json >metrics.json || fail "list metrics"
"$TVP" history add --db added.db "$run" >out 2>&1 || fail "add: $(cat out)"
for format in csv json gbench pyperf hyperfine bencher github-action openmetrics; do
    "$TVP" export "$run" --format "$format" --output "own.$format" || fail "export --format $format"
    import "own.$format"
    python3 - "$format" <<'P' || fail "$format: not the medians of the run"
import json, math, sqlite3, sys
format = sys.argv[1]
added = {(c, m): (u, b, v) for c, m, u, b, v in sqlite3.connect("added.db").execute(
    "select cell, metric, unit, better, median from series join point on series = id")}
got = [row for row in sqlite3.connect("i.db").execute("select cell, metric, unit, better, value, time from series join imported on series = id")]
scale = {"s": 1e9, "/s": 1}
directions = {m["name"]: m["better"] for m in json.load(open("metrics.json"))["metrics"]} | {"op_ns": "lower"}
seen = 0
for cell, metric, unit, better, value, time in got:
    if format in ("gbench", "pyperf", "hyperfine", "github-action"): # one name for both
        if metric not in ("real_time", "value", "time"): continue
        cell, metric = cell.rsplit("/", 1)
    if format == "openmetrics":
        stem = metric.removeprefix("tvp_")
        metric = next(m for m in (stem.replace("_seconds", "_ns"), stem.replace("_per_second", "_per_s"), stem.removesuffix("_ratio"), stem)
                      if (cell, m) in added)
        assert time == "20260131T120000Z", time
    wanted = added[cell, metric]
    assert math.isclose(value * scale.get(unit, 1), wanted[2], rel_tol=1e-12), (cell, metric, value, unit, wanted)
    known = wanted[1] if format == "json" else directions[metric] # the others do not say
    assert better == known or (better == "" and metric == "memory_factor"), (cell, metric, better, known)
    if format in ("csv", "json"):
        assert unit == wanted[0] and time == "20260131T120000Z", (unit, time, wanted)
    seen += 1
whole = sum(m != "op_ns" for _, m in added) # derived: no export of records holds it
assert seen == whole if format in ("csv", "json") else seen > 10, (seen, whole)
P
done
cat own.csv <(sed 's/20260131T120000Z-example-000001/20260201T120000Z-example-000002/' own.csv) >two.csv
import two.csv
check "two exports in one file" '{len(p) for _, _, p in series.values()} == {2} and {t for _, _, p in series.values() for _, t, _ in p} == {"20260131T120000Z", "20260201T120000Z"}'
ok "what tvp exports, in every format, has the medians of the run"

# ---- odd input ----
at_fault() { # WORDS TEXT OPTIONS...: one line with FILE:LINE, by import and by detect
    local words=$1 code
    printf '%b' "$2" >fault
    shift 2
    rm -f i.db*
    code=0
    "$TVP" history import --db i.db "$@" fault >out 2>err || code=$?
    [ "$code" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$words" err || fail "import $words: $code $(head -c 300 err)"
    [ ! -e i.db ] || fail "import $words: makes a database"
    code=0
    [ "$#" -gt 0 ] && set -- --from "$2"
    "$TVP" detect "$@" fault >out 2>err || code=$?
    [ "$code" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$words" err || fail "detect $words: $code $(head -c 300 err)"
}
at_fault 'fault:2: not a number: [1' '{"results":\n[1' --format csv
at_fault 'fault:1: ' '{"context":{},"benchmarks":[{"real_time":1}]}'
at_fault 'fault:2: ' '{"context":{},\n"benchmarks":[{"name":"x"'
at_fault 'fault:1: this object is not in the format pyperf' '{"context":{},"benchmarks":[]}' --format pyperf
at_fault 'fault:1: duplicate object key' '{"results":[],"results":[]}'
at_fault 'fault:1: result 0 has no command or no time' '{"results":[{"command":"x","times":[null]}]}'
at_fault 'fault:1: NaN and Infinity' '{"values":[1,-Infinity]}'
at_fault 'fault:1: value 0 of the series is out of range' '{"a":{"b":{"value":1e305}}}'
at_fault 'fault:1: too big integer' '{"a":{"b":{"value":123456789012345678901234567890}}}'
at_fault 'fault:3: no sample' '# TYPE x gauge\nx 1\nx{a="b 2\n'
at_fault 'fault:2: no sample' '# TYPE x gauge\nx one\n'
at_fault 'fault:2: no time' '# TYPE x gauge\nx 1 yesterday\n'
at_fault 'fault:2: a NUL byte' '# TYPE x gauge\nx \00001\n'
at_fault 'fault:2: no figures in it' '# TYPE x counter\nx_total 1'
at_fault 'fault:1: a script that sets nothing' 'window.BENCHMARK_DATA = 7'
at_fault 'fault:1: the value of x is no number' '[{"name":"x","value":"fast"}]'
at_fault 'fault:3: the unit of x is kg, and was ns before' 'series,value,unit\nx,1,ns\nx,2,kg\n'
at_fault 'fault:1: a trial of no cell' '{"plan":{},"cells":[],"trials":[{"cell":9,"status":"ok"}]}'
at_fault 'fault:2: 3 fields' 'run,trial,kind,workload,version,params,model,sharing,workers,placement,status,metric,unit,value\na,b,c\n'
at_fault 'fault:2: not a number: x' 'run,trial,kind,workload,version,params,model,sharing,workers,placement,status,metric,unit,value\nr,0,time,w,1,,m,s,1,p,ok,t,ns,x\n'
python3 -c 'print("[" * 100000)' >deep
python3 -c 'print("{\"a\":" * 100000)' >>deep
refused=0
"$TVP" detect deep >/dev/null 2>err || refused=$?
[ "$refused" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] || fail "deep nesting: $refused $(head -c 300 err)"
for words in 'did you mean gbench?' 'csv, json, '; do
    name=xml
    [ "$words" = 'did you mean gbench?' ] && name=gbnch
    for command in "history import --db i.db --format" "detect --from"; do
        refused=0
        # shellcheck disable=SC2086 # words
        "$TVP" $command $name p.json >out 2>err || refused=$?
        [ "$refused" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF "$words" err || fail "$command $name: $(cat err)"
    done
done
printf '\357\273\277series,value,unit\r\n"a ""b"", c",1 ,%%\r\n"a ""b"", c",2,%%\r\n' >crlf.csv
import crlf.csv
check "byte order mark, CR LF, quotes and %" 'series == {("a \"b\", c", "value"): ("%", "", [(1, None, None), (2, None, None)])}'
ok "odd input is one line with its position"

[ -z "$missing" ] || skip "all else holds, but not checked with files of $missing"
