#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lays what is inside trials, and what disturbed them, over the records of fakerun.py, and says what must come of it:
    inside.py add DIR [--sessions]   7 trials a cell; every second one is mild, block 2 waits for its CPU, block 3 spins slowly
    inside.py check DIR EXPORT       EXPORT, of `tvp export --format json`, says what these records do, worked out anew"""
import json
import math
import sys
from pathlib import Path
from statistics import NormalDist, mean, variance

LN_SD = 0.02  # of the batches inside a trial


def is_timed(record):
    return record["kind"] == "time" and record["status"] == "ok"


def add(folder, sessions):
    path = folder / "trials.jsonl"
    records = [json.loads(line) for line in path.read_text().splitlines()]
    for r in filter(is_timed, records):
        block, work = r["block"], sum(r["worker_metrics"]["work_ns"])
        level = 8 * (1 + block / 100)  # ns
        tail = 5 if block % 2 else 15  # per cent
        r["session"] = int(sessions and block > 3)
        r["metrics"].update(run_delay_ns=round(0.05 * work) if block == 2 else 0, pressure_ns=0, major_faults=0, batch_ops=100,
                            migrations=1 if block == 5 else 0, reference_spin_ns=180000 if block == 3 else 150000 + block,
                            ctxsw_involuntary=2)
        r["worker_metrics"]["work_ns"] = [10**8] * r["workers"]
        if block == 2:
            r["metrics"]["run_delay_ns"] = 5 * 10**6 * r["workers"]
        r["worker_metrics"]["op_p10_ns"] = [level] * r["workers"]
        r["inside"] = {"course": "warm-up" if block == 0 else "flat", "batches": 2000,
                       # 8000 ps lie in the bucket from 8000 to 8031, 16000 in that from 16000 to 16063
                       "op_ps": [[5 * 128 + 250, (100 - tail) * 1000], [6 * 128 + 250, tail * 1000]],
                       "ln_op_ns": {"count": 2000, "mean": math.log(level), "variance": LN_SD**2}, "ln_enter_ns": None}
        if r["params"]["starts"] > 1:
            r["inside"]["ln_enter_ns"] = {"count": 49, "mean": math.log(9000 + 100 * block), "variance": 0.01}
    path.write_text("".join(json.dumps(r, separators=(",", ":")) + "\n" for r in records))


def signs(r, usual):
    """docs/method.md's table of limits."""
    m, work = r["metrics"], r["worker_metrics"]["work_ns"]
    cpus = [pin["cpu"] for pin in r["pins"]]
    crowded = r["oversubscribed"] or len(set(cpus)) < len(cpus)
    off = []
    if not crowded and m["run_delay_ns"] > max(0.01 * sum(work), 100000):
        off.append("run_delay")
    if not crowded and m["ctxsw_involuntary"] > max(50 * sum(work) / 1e9, 3):
        off.append("switches")
    if not crowded and m["pressure_ns"] > max(0.1 * r["call_to_joined_ns"], 10**6):
        off.append("pressure")
    if m["migrations"] > 0:
        off.append("migrations")
    if m["major_faults"] > 0:
        off.append("faults")
    if not crowded and m["start_skew_ns"] > max(0.05 * max(work), 10**6):
        off.append("skew")
    if m["reference_spin_ns"] > 1.05 * usual:
        off.append("spin")
    return off


def components(moments, sessions):
    """Of trials that all have equally many samples; sessions may be of different sizes."""
    n, groups = moments[0]["count"], {}
    for m, s in zip(moments, sessions):
        groups.setdefault(s, []).append(m["mean"])
    trials = len(moments)
    within = mean(m["variance"] for m in moments)
    between = sum((len(g) - 1) * variance(g) for g in groups.values() if len(g) > 1) / (trials - len(groups)) - within / n
    out = {"within": within, "between_trials": between, "between_sessions": None}
    if len(groups) > 1:
        grand = mean(m["mean"] for m in moments)
        square = n * sum(len(g) * (mean(g) - grand) ** 2 for g in groups.values()) / (len(groups) - 1)
        k = n * (trials - sum(len(g) ** 2 for g in groups.values()) / trials) / (len(groups) - 1)
        out["between_sessions"] = (square - within - n * between) / k
    return out


def near(name, told, expected):
    if (told is None) != (expected is None) or (told is not None and abs(told - expected) > 1e-9 * max(1, abs(expected))):
        sys.exit(f"{name}: {told}, not {expected}")


def check_figure(cell, told, records):
    enter = told["metric"] == "enter_ns"
    moments = [r["inside"]["ln_enter_ns" if enter else "ln_op_ns"] for r in records]
    for part, value in components(moments, [r["session"] for r in records]).items():
        state = "unknown" if value is None else "truncated" if value < 0 else "estimated"
        if told[part]["state"] != state:
            sys.exit(f"cell {cell}, {part}: {told[part]['state']}, not {state}")
        near(f"cell {cell}, {part}", told[part]["ln_variance"], value if value is None else max(value, 0))
    judged = [math.log(r["worker_metrics"]["enter_p10_ns" if enter else "op_p10_ns"][0]) for r in records]
    z = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)
    near(f"cell {cell}, sees", told["sees"], math.expm1(z * math.sqrt(variance(judged) * 2 / len(judged))))
    near(f"cell {cell}, needed", told["needed"], max(2, math.ceil(2 * z * z * variance(judged) / math.log(1.01) ** 2)))


def check(folder, export):
    told = json.loads(Path(export).read_text())
    records = [json.loads(line) for line in (folder / "trials.jsonl").read_text().splitlines()]
    timed = [r for r in records if is_timed(r)]
    spins = sorted(r["metrics"]["reference_spin_ns"] for r in timed)
    off = {r["trial"]: signs(r, spins[len(spins) // 2]) for r in timed}
    disturbed = {entry["trial"]: entry["by"] for entry in told["health"]["disturbed"]}
    if disturbed != {trial: by for trial, by in off.items() if by}:
        sys.exit(f"disturbed: {disturbed}")
    if told["health"]["trials"] != len(timed):
        sys.exit("not all trials of time were judged")
    by_cell = {entry["cell"]: entry for entry in told["noise"]}
    if set(by_cell) != {r["cell"] for r in timed}:
        sys.exit(f"noise of the cells {sorted(by_cell)}")
    for cell, entry in by_cell.items():
        own = [r for r in timed if r["cell"] == cell]
        if entry["disturbed"] != sum(bool(off[r["trial"]]) for r in own):
            sys.exit(f"cell {cell}: {entry['disturbed']} disturbed")
        if entry["course"]["flat"] != sum(r["block"] > 0 for r in own) or sum(entry["course"].values()) != len(own):
            sys.exit(f"cell {cell}: {entry['course']}")
        if [f["metric"] for f in entry["figures"]] != ["op_ns"] + ["enter_ns"] * (own[0]["params"]["starts"] > 1):
            sys.exit(f"cell {cell}: {entry['figures']}")
        for figure in entry["figures"]:
            check_figure(cell, figure, own)


if sys.argv[1] == "add":
    add(Path(sys.argv[2]), "--sessions" in sys.argv)
else:
    check(Path(sys.argv[2]), sys.argv[3])
