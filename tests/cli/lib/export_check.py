#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Computes from a run folder what its exports must tell, without any code of tvp's, and compares:
    export_check.py RUN
where RUN.bencher, RUN.gbench, RUN.github-action, RUN.bigger, RUN.hyperfine, RUN.openmetrics and RUN.pyperf lie beside it.
Shapes are those of the formats' own documentation (docs/export.md names it)."""
import json
import math
import re
import statistics
import sys

run = sys.argv[1]
lines = [json.loads(line) for line in open(run + "/plan.jsonl")]
machine = json.load(open(run + "/machine.json"))
head, cells = lines[0], [line for line in lines if line["type"] == "cell"]
records = [r for r in map(json.loads, open(run + "/trials.jsonl")) if r["status"] == "ok"]
DEFAULTS = {"creator": "same", "data": 0, "heap": 0, "pages": "4k", "starts": 1, "write": 0}
SIZES = {"data", "heap"}


def close(a, b):
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=0)


def size(value):
    for power, letter in ((30, "G"), (20, "M"), (10, "K")):
        if value and value % (1 << power) == 0:
            return f"{value >> power}{letter}"
    return str(value)


def cell_name(cell):
    words = [cell["workload"], cell["model"], cell["sharing"], f"w{cell['workers']}", cell["placement"]]
    words += [f"{k}={size(v) if k in SIZES else v}" for k, v in sorted(cell["params"].items()) if v != DEFAULTS.get(k)]
    return "/".join(words)


def value_of(record, metric):
    if metric == "op_ns":
        each = [w / o for w, o in zip(record["worker_metrics"].get("work_ns", []), record["worker_metrics"].get("ops", []))]
    elif metric in record["worker_metrics"]:
        each = [v for v in record["worker_metrics"][metric] if v is not None]
    else:
        each = [v for v in [record["metrics"].get(metric)] if v is not None]
    return statistics.median(each) if each else None


def series(cell, metric):
    """[(record, value)] of the trials that ran and could tell, in their order; of the memory kind if no other can"""
    for kind in ("time", "memory"):
        found = [(r, value_of(r, metric)) for r in records if r["cell"] == cell["cell"] and r["kind"] == kind]
        found = [(r, v) for r, v in found if v is not None]
        if found:
            return found
    return []


def expected(*metrics):
    """{cell's name: {metric: series}} of all cells that have something"""
    out = {}
    for cell in cells:
        mine = {}
        if not cell["unsupported"]:
            start = "enter_ns" if series(cell, "enter_ns") else "enter_cold_ns"
            mine = {m: series(cell, m) for m in (start if m == "enter" else m for m in metrics)}
        mine = {m: s for m, s in mine.items() if s}
        if mine:
            out[cell_name(cell)] = mine
    return out


def flat(wanted):
    return {f"{cell}/{metric}": s for cell, mine in wanted.items() for metric, s in mine.items()}


def median(s):
    return statistics.median(v for _, v in s)


def interval(s):
    """Of the median by order statistics, 95 %; None below six values"""
    ordered, n, k = sorted(v for _, v in s), len(s), 0
    below = lambda rank: sum(math.comb(n, i) for i in range(rank)) / 2 ** n
    while 1 - 2 * below(k + 1) >= 0.95 and k + 1 <= n // 2:
        k += 1
    return (ordered[k - 1], ordered[n - k]) if k else None


def check_bencher():
    document, wanted = json.load(open(run + ".bencher")), expected("enter", "ops_per_s", "memory_factor")
    assert list(document) == list(wanted), (list(document), list(wanted))
    for name, measures in document.items():
        assert measures.keys() == wanted[name].keys(), (name, measures)
        assert 0 < len(name) <= 1024 and all(0 < len(measure) <= 64 for measure in measures) # Bencher refuses longer ones
        for metric, got in measures.items():
            assert close(got.pop("value"), median(wanted[name][metric])), (name, metric)
            bounds = interval(wanted[name][metric])
            assert (got == {"lower_value": bounds[0], "upper_value": bounds[1]}) if bounds else got == {}, (name, metric, got)


def check_gbench():
    document, wanted = json.load(open(run + ".gbench")), flat(expected("enter", "op_ns"))
    assert document["context"]["host_name"] == machine["machine"] and document["context"]["date"][4] == "-"
    assert [*dict.fromkeys(b["run_name"] for b in document["benchmarks"])] == list(wanted)
    order = [(b["family_index"], b["per_family_instance_index"]) for b in document["benchmarks"]]
    assert order == sorted(order) and len(set(order)) == len(wanted)
    for name, s in wanted.items():
        mine = [b for b in document["benchmarks"] if b["run_name"] == name]
        each = [b for b in mine if b["run_type"] == "iteration"]
        assert all(b["name"] == name and b["time_unit"] == "ns" and b["repetitions"] == len(s) for b in each)
        assert [b["repetition_index"] for b in each] == list(range(len(s)))
        assert all(close(b["real_time"], v) for b, (_, v) in zip(each, s)) and len(each) == len(s)
        for b, (record, value) in zip(each, s):
            user, system = (record["metrics"].get(f"cpu_{mode}_ns") for mode in ("user", "system"))
            work = name.endswith("/op_ns")
            known = work and user is not None
            assert close(b["cpu_time"], (user + system) / (record["ops"] * record["workers"])) if known else b["cpu_time"] == value
            assert b["iterations"] == (record["ops"] if work else max(1, (record["params"]["starts"] - 1) * ("_cold" not in name)))
            assert b.get("items_per_second") == (record["metrics"]["ops_per_s"] if work else None)
        whole = {b["aggregate_name"]: b for b in mine if b["run_type"] == "aggregate"}
        assert list(whole) == ["mean", "median", "stddev", "cv"] and len(mine) == len(s) + 4, (name, list(whole))
        values = [v for _, v in s]
        assert close(whole["mean"]["real_time"], statistics.fmean(values)) and close(whole["median"]["real_time"], median(s))
        assert math.isclose(whole["stddev"]["real_time"], statistics.stdev(values), rel_tol=1e-9)
        assert math.isclose(whole["cv"]["real_time"], statistics.stdev(values) / statistics.fmean(values), rel_tol=1e-9)
        assert all(b["name"] == f"{name}_{which}" for which, b in whole.items())
        bounds = interval(s)
        told = [whole["median"].get(f"interval_{end}") for end in ("low", "high")]
        assert all(close(*pair) for pair in zip(told, bounds)) if bounds else told == [None, None], (name, told, bounds)
        assert not any("interval_low" in b for b in mine if b is not whole["median"])


def check_github_action():
    lower, higher = (json.load(open(run + end)) for end in (".github-action", ".bigger"))
    units = {m["name"]: m["unit"] for m in head["metrics"]} | {"op_ns": "ns"}
    for document, metrics in ((lower, ("enter", "op_ns", "memory_factor")), (higher, ("ops_per_s",))):
        wanted = flat(expected(*metrics))
        assert [entry["name"] for entry in document] == list(wanted)
        for entry in document:
            s = wanted[entry["name"]]
            assert entry.keys() == {"name", "unit", "value", "range", "extra"}
            assert close(entry["value"], median(s)) and entry["unit"] == units[entry["name"].split("/")[-1]]
            low, high = interval(s) or (min(v for _, v in s), max(v for _, v in s))
            half = re.fullmatch(r"± (\d\S*)", entry["range"])
            assert half and math.isclose(float(half[1]), max(high - median(s), median(s) - low), rel_tol=1e-9, abs_tol=1e-12)
            assert entry["extra"].startswith(f"median of {len(s)} trials\n")


def check_hyperfine():
    document, wanted = json.load(open(run + ".hyperfine")), flat(expected("enter", "op_ns"))
    assert [r["command"] for r in document["results"]] == list(wanted)
    for r in document["results"]:
        seconds = [v / 1e9 for _, v in wanted[r["command"]]]
        assert all(map(close, r["times"], seconds)) and len(r["times"]) == len(seconds) and r["exit_codes"] == [0] * len(seconds)
        assert close(r["mean"], statistics.fmean(seconds)) and close(r["median"], statistics.median(seconds))
        assert math.isclose(r["stddev"], statistics.stdev(seconds), rel_tol=1e-9)
        assert close(r["min"], min(seconds)) and close(r["max"], max(seconds))
        assert r["user"] >= 0 and r["system"] >= 0 and r["parameters"]["metric"] == r["command"].split("/")[-1]


def check_pyperf():
    document, wanted = json.load(open(run + ".pyperf")), flat(expected("enter", "op_ns"))
    assert document.keys() == {"version", "metadata", "benchmarks"} and document["version"] == "1.0"
    assert [b["metadata"]["name"] for b in document["benchmarks"]] == list(wanted) and len(set(wanted)) == len(wanted)
    metadata = [document["metadata"]] + [b["metadata"] for b in document["benchmarks"]]
    for values in metadata + [r["metadata"] for b in document["benchmarks"] for r in b["runs"]]:
        for value in values.values(): # pyperf refuses all else
            assert type(value) in (int, float) or (value.strip() and not re.search(r"[\r\n]", value)), value
    for b in document["benchmarks"]:
        s = wanted[b["metadata"]["name"]]
        assert b["metadata"]["unit"] == "second"
        bounds = interval(s)
        assert close(b["metadata"]["tvp_median"], median(s) / 1e9)
        told = [b["metadata"].get(f"tvp_median_{end}") for end in ("low", "high")]
        assert all(map(close, told, (v / 1e9 for v in bounds))) if bounds else told == [None, None], told
        assert [r["metadata"]["tvp_trial"] for r in b["runs"]] == [r["trial"] for r, _ in s]
        assert all(len(r["values"]) == 1 and close(r["values"][0], v / 1e9) and v > 0 for r, (_, v) in zip(b["runs"], s))
        if b["metadata"]["name"].endswith("/op_ns"):
            assert b["metadata"]["loops"] == s[0][0]["ops"]


def check_openmetrics():
    text = open(run + ".openmetrics", newline="").read()
    assert text.endswith("\n# EOF\n") and text.count("# EOF") == 1
    samples = {}
    for line in text.splitlines():
        found = re.fullmatch(r'(tvp_\w+?)(?:\{(?:cell|status)="([^"]*)".*\})? (\S+)', line)
        if found:
            assert (found[1], found[2]) not in samples, line
            samples[found[1], found[2]] = float(found[3])
    families = {"enter_ns": ("tvp_enter{}_seconds", 1e9), "enter_cold_ns": ("tvp_enter_cold{}_seconds", 1e9),
                "ops_per_s": ("tvp_ops{}_per_second", 1), "memory_factor": ("tvp_memory_factor{}_ratio", 1)}
    seen = 0
    for cell, mine in expected("enter", "ops_per_s", "memory_factor").items():
        for metric, s in mine.items():
            form, divisor = families[metric]
            bounds = interval(s)
            wanted = {form.format(""): median(s) / divisor, form.format("") + "_trials": len(s)}
            wanted |= {form.format(end): value / divisor for end, value in zip(("_low", "_high"), bounds or ())}
            for name, value in wanted.items():
                assert close(samples[name, cell], value), (name, cell, samples[name, cell], value)
            seen += len(wanted)
    assert seen == sum(1 for name, _ in samples if not name.startswith("tvp_run_")), seen
    assert samples["tvp_run_trials", "ok"] == len(records)
    stamped = [line for line in open(run + ".all") if not line.startswith("#")]
    assert all(re.search(r" \S+ \d{9,}$", line) for line in stamped) and len(stamped) > seen


for check in (check_bencher, check_gbench, check_github_action, check_hyperfine, check_pyperf, check_openmetrics):
    check()
