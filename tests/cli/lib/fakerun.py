#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a run folder with known values, as docs/format.md has it, without running anything:
    fakerun.py [--small | --noisy] [--torn] DIR
--small (the default): few cells whose medians can be worked out by hand; every figure of block b is its base
times (1 + b / 100). --noisy: many cells with the shapes of a real machine, for looking at tables and figures."""
import argparse
import json
import math
import random
from pathlib import Path

MIB = 1 << 20
METRICS = [("ops_per_s", "ops/s", "higher", "trial"), ("crew_ready_ns", "ns", "lower", "trial"),
           ("starts_per_s", "starts/s", "higher", "trial"),
           ("start_skew_ns", "ns", "lower", "trial"), ("ctxsw_involuntary", "count", "lower", "trial")]
METRICS += [(f"{stage}{variant}_ns", "ns", "lower", "worker")
            for stage in ("call", "enter", "ready", "exit") for variant in ("", "_cold", "_p10", "_p99")]
METRICS += [("work_ns", "ns", "neither", "worker"), ("ops", "count", "neither", "worker")]
MEMORY = ["parent_pss_bytes", "family_ready_pss_bytes", "family_pss_bytes", "family_uss_bytes", "family_rss_bytes",
          "family_pagetable_bytes", "worker_pss_bytes", "family_cgroup_bytes"]
METRICS += [(name, "bytes", "lower", "trial") for name in MEMORY]
METRICS += [(name, "ratio", "lower", "trial") for name in ("memory_factor", "memory_factor_pagetables")]

# us: call, enter, ready less enter, exit; of a warm start
STARTUP = {"thread": (7, 9, 1, 8), "fork": (40, 61, 1, 45), "spawn": (280, 380, 6, 90)}


def cell(workload, model, sharing, workers, placement="compact", kinds=("time",), unsupported=None, own=None, cpus=2,
         **params):
    base = {"creator": "same", "data": 0, "heap": 0, "pages": "4k", "starts": 1, "write": 0}
    base.update(params)
    base.update(own or {})
    return {"workload": workload, "version": 1, "model": model, "sharing": sharing, "workers": workers,
            "placement": placement, "cpus": None if placement == "none" else [i % cpus for i in range(workers)],
            "oversubscribed": workers > cpus, "params": dict(sorted(base.items())),
            "ops": None if unsupported else 1000, "batch": None if unsupported else 100, "kinds": list(kinds),
            "named": False, "unsupported": unsupported}


def small_cells():
    return [
        cell("noop", "thread", "shm", 1, "same-cpu", starts=50),
        cell("noop", "fork", "shm", 1, "same-cpu", starts=50),
        cell("noop", "spawn", "shm", 1, "same-cpu", starts=50),
        cell("noop", "spawn", "inherit", 1, "same-cpu", starts=50, unsupported="a fresh image inherits nothing"),
        cell("cpu_hash", "thread", "shm", 1),
        cell("cpu_hash", "thread", "shm", 2),
        cell("cpu_hash", "fork", "shm", 1),
        cell("cpu_hash", "fork", "shm", 2),
        cell("cpu_hash", "fork", "shm", 4),
        cell("data_touch", "thread", "inherit", 2, kinds=("memory",), data=256 * MIB, write=10),
        cell("data_touch", "fork", "inherit", 2, kinds=("memory",), data=256 * MIB, write=10),
        cell("data_touch", "spawn", "copy", 2, kinds=("memory",), data=256 * MIB, write=10),
    ]


def noisy_cells():
    cells = []
    models = ("thread", "fork", "spawn")
    pairs = [(m, s) for m in models for s in ("inherit", "copy", "shm")]
    why = "a fresh image inherits nothing"
    reason = {(m, s): why if (m, s) == ("spawn", "inherit") else None for m, s in pairs}
    for pages in ("4k", "thp"):
        for heap in (0, 64, 256, 1024):
            for model in models:
                cells.append(cell("noop", model, "shm", 1, "same-cpu", heap=heap * MIB, pages=pages, starts=50))
    for model in models:
        cells += [cell("noop", model, "shm", 1, "same-cpu", starts=50, mappings=n) for n in (1000, 4000)]
        cells += [cell("noop", model, "shm", 4, "compact", starts=50, **burst) for burst in ({}, {"burst": 4})]
        cells += [cell("cpu_hash", model, "shm", 1, task=t, lifetime=l) for t in (1000000, 8000000) for l in ("pool", "task")]
        for transport in "pipe", "spin":
            cells += [cell("ipc_pingpong", model, "shm", 2, place, own={"transport": transport, "bytes": 8})
                      for place in ("same-cpu", "compact")]
            cells += [cell("ipc_transfer", model, "shm", 2, own={"transport": transport, "bytes": b}) for b in (4096, MIB)]
        cells += [cell("io_mix", model, "shm", 4, own={"cpu": cpu, "length": 1000000}) for cpu in (0, 50, 100)]
    for workload, own in (("cpu_hash", {}), ("counter", {}), ("io_request", {"delay": 1000000}), ("io_file", {"sync": "no"})):
        for workers in (1, 2, 4):
            for model in models:
                cells.append(cell(workload, model, "shm", workers, own=own))
    for workload in ("cpu_stream", "data_touch"):
        for write in (0, 10, 50, 100) if workload == "data_touch" else (0,):
            for workers in (1, 2, 4):
                for pair in pairs:
                    cells.append(cell(workload, *pair, workers, kinds=("time", "memory"), data=256 * MIB, write=write,
                                      unsupported=reason[pair]))
    return cells


class Noise:
    def __init__(self, noisy):
        self.rng = random.Random(1) if noisy else None

    def __call__(self, value, block, spread=0.03):
        if not self.rng:
            return value * (1 + block / 100)
        spike = 1 + (self.rng.random() < 0.08) * self.rng.random()
        return value * self.rng.lognormvariate(0, spread) * spike


def startup(c, noise, block):
    """metrics and the stamps of each start"""
    p, count = c["params"], c["workers"]
    call, enter, wait, leave = (1000 * v for v in STARTUP[c["model"]])
    if c["model"] == "fork":
        per_mib = 20000 if p["pages"] == "4k" else 400
        held = (p["heap"] + (p["data"] if c["sharing"] != "shm" else 0)) / MIB
        call, enter, leave = call + per_mib * held, enter + per_mib * held, leave + per_mib * held * 0.8
    if c["sharing"] == "copy":
        wait += p["data"] / MIB * 300000
    starts, at = [], 0
    for start in range(p["starts"]):
        crew = []
        for _ in range(count):
            cold = 1.7 if start == 0 else 1.0
            a, b, w, e = (noise(v * cold, block, 0.12) for v in (call, enter, wait, leave))
            stamps = [at, at + a, at + b, at + b + w, at + b + w + 10000, at + b + w + 10000 + e]
            crew.append([round(s) for s in stamps])
            at = crew[-1][-1] + 20000
        starts.append(crew)
    values = {}
    for index, (name, first, last) in enumerate((("call", 0, 1), ("enter", 0, 2), ("ready", 0, 3), ("exit", 4, 5))):
        for w in range(count):
            each = [crew[w][last] - crew[w][first] for crew in starts]
            warm = sorted(each[1:])
            rows = {"_cold": each[0], "": quantile(warm, 0.5), "_p10": quantile(warm, 0.1), "_p99": quantile(warm, 0.99)}
            for variant, value in rows.items():
                values.setdefault(f"{name}{variant}_ns", []).append(value)
    return values, starts


def quantile(ordered, fraction):
    if not ordered:
        return None
    place = fraction * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def throughput(c, noise, block):
    base = {"noop": 1e9, "cpu_hash": 1.2e8, "cpu_stream": 3e4, "counter": 8e7, "io_request": 900, "io_file": 2e4, "ipc_pingpong": 1e5, "ipc_transfer": 2e4, "io_mix": 900,
            "data_touch": 5e5}[c["workload"]]
    workers = c["workers"]
    scale = workers if c["workload"] == "io_request" else min(workers, 2)
    if c["workload"] == "counter":
        scale = 0.6 if workers > 1 else 1
    tax = {"thread": 1.0, "fork": 0.99, "spawn": 0.98}[c["model"]]
    return noise(base * scale * tax, block, 0.015)


def memory(c, noise, block):
    data, workers, written = c["params"]["data"], c["workers"], c["params"]["write"] / 100
    copies = {"inherit": workers * written if c["model"] == "fork" else 0, "copy": workers, "shm": 0}[c["sharing"]]
    parent, small = data + MIB, (0.05 if c["model"] == "thread" else 0.4) * MIB
    family = parent + copies * data + workers * noise(small, block, 0.02)
    tables = (1 if c["model"] == "thread" else 1 + workers) * 0.55 * MIB * data / (256 * MIB)
    return {"parent_pss_bytes": parent, "family_ready_pss_bytes": round(family), "family_pss_bytes": round(family),
            "family_uss_bytes": round(copies * data + MIB), "family_rss_bytes": (workers + 1) * data,
            "family_pagetable_bytes": round(tables), "worker_pss_bytes": round((family - parent) / workers),
            "family_cgroup_bytes": None, "memory_factor": family / parent,
            "memory_factor_pagetables": (family + tables) / (parent + 0.55 * MIB)}


def trial_values(c, kind, noise, block):
    if kind == "memory":
        return memory(c, noise, block), {}, {"family_cgroup_bytes": "no cgroup could be made"}, None
    workers, starts = startup(c, noise, block)
    nulls = {} if c["params"]["starts"] > 1 else {
        name: "needs --starts 2 or more" for name in workers if "_cold_" not in name}
    speed = throughput(c, noise, block)
    workers["work_ns"] = [round(1e9 * c["ops"] * c["workers"] / speed)] * c["workers"]
    workers["ops"] = [c["ops"]] * c["workers"]
    ready = max(s[3] for s in starts[0]) - starts[0][0][0]
    own = {"ops_per_s": speed, "crew_ready_ns": ready, "starts_per_s": c["workers"] * 1e9 / ready, "start_skew_ns": 5100, "ctxsw_involuntary": block}
    return own, workers, nulls, starts


def record(c, planned, noise):
    out = {"schema": 1, "trial": planned["trial"], "session": 0, "block": planned["block"], "kind": planned["kind"],
           "cell": c["cell"], "status": "ok", "reason": None, "workload": c["workload"], "version": 1,
           "model": c["model"], "sharing": c["sharing"], "workers": c["workers"], "placement": c["placement"],
           "params": c["params"], "ops": c["ops"], "batch": c["batch"], "oversubscribed": c["oversubscribed"],
           "started_ns": planned["trial"] * 10**8, "wall_ns": 104000000, "call_to_joined_ns": 101000000,
           "env_bytes": 512,
           "pins": [{"cpu": cpu, "first": cpu, "last": cpu} for cpu in c["cpus"] or []], "metrics": {},
           "worker_metrics": {}, "nulls": {}}
    if c["unsupported"]:
        out.update(status="unsupported", reason=c["unsupported"], started_ns=0, wall_ns=0, call_to_joined_ns=None,
                   pins=[])
        return out, None
    out["metrics"], out["worker_metrics"], out["nulls"], starts = trial_values(c, planned["kind"], noise,
                                                                                planned["block"])
    return out, starts


MACHINE = {"schema": 1, "machine": "example", "label": "example", "utc": "20260131T120000Z", "emulator": None,
           "tvp": {"version": "0.1.0", "commit": "0123456789ab", "compiler": "gcc 12.2.0", "flags": "-O2",
                   "image_hash": "0123456789abcdef"},
           "os": {"name": "Linux", "distribution": "Debian GNU/Linux 12 (bookworm)", "kernel": "6.1.0-18-amd64"},
           "libc": {"name": "glibc 2.36", "linkage": "dynamic"},
           "cpu": {"model": "Example CPU 2.0 GHz", "allowed": 2},
           "memory": {"total_bytes": 8 << 30}, "virtualization": {"hypervisor": True}}


def write(folder, cells, blocks, noisy, machine):
    noise = Noise(noisy)
    folder.mkdir(parents=True)
    (folder / "samples").mkdir()
    (folder / "machine.json").write_text(json.dumps(machine) + "\n")
    plan = [{"type": "plan", "schema": 1, "tvp": "0.1.0", "run": folder.name, "seed": 7,
             "command": ["run", "quick", "--label", "an example"], "suite": "quick", "label": "example",
             "blocks": blocks, "timeout_ns": 30 * 10**9, "budget_ns": None, "image_hash": "0123456789abcdef",
             "probes": ["clock", "memory"],
             "metrics": [{"name": n, "unit": u, "better": b, "scope": s, "exact": False, "probe": "clock", "brief": "-"}
                         for n, u, b, s in METRICS]}]
    for number, c in enumerate(cells):
        c["cell"] = number
        plan.append({"type": "cell", **c})
    trials = []
    for kind in ("time", "memory"):
        for block in range(blocks[kind]):
            order = [c["cell"] for c in cells if kind in c["kinds"]]
            random.Random(block).shuffle(order)
            trials += [{"block": block, "kind": kind, "cell": number} for number in order]
    for number, trial in enumerate(trials):
        trial.update(type="trial", trial=number, seed=1000 + number)
    plan += trials + [{"type": "end", "trials": len(trials)}]
    with open(folder / "plan.jsonl", "w") as to:
        for line in plan:
            to.write(json.dumps(line, separators=(",", ":")) + "\n")
    with open(folder / "trials.jsonl", "w") as to:
        for trial in trials:
            out, starts = record(cells[trial["cell"]], trial, noise)
            trouble(out, trial, noisy)
            to.write(json.dumps(out, separators=(",", ":")) + "\n")
            if starts:
                sample = {"trial": trial["trial"], "starts": starts, "go": [0] * out["workers"],
                          "done": [10**8] * out["workers"], "batch_ns": [[100000]] * out["workers"]}
                (folder / "samples" / f"{trial['trial']}.json").write_text(json.dumps(sample, separators=(",", ":")))


def trouble(out, trial, noisy):
    """The last block of two cells goes wrong, in the noisy run of some more."""
    if out["status"] != "ok" or trial["block"] != 2 or trial["kind"] != "time":
        return
    what = {8: ("crashed", "worker 1 at run: SIGSEGV"), 7: ("timeout", "worker 0 at ready: 30 s have passed")}
    status = what.get(out["cell"])
    if status:
        out.update(status=status[0], reason=status[1], metrics={}, worker_metrics={}, nulls={})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--noisy", action="store_true")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--torn", action="store_true", help="the last record lacks its end")
    parser.add_argument("--machine", type=json.loads, default={}, help="JSON laid over machine.json")
    parser.add_argument("dir", type=Path)
    given = parser.parse_args()
    machine = {**MACHINE, **given.machine}
    if given.noisy:
        write(given.dir, noisy_cells(), {"time": 10, "memory": 3}, True, machine)
    else:
        write(given.dir, small_cells(), {"time": 7, "memory": 3}, False, machine)
    if given.torn:
        records = given.dir / "trials.jsonl"
        records.write_bytes(records.read_bytes()[:-40])


main()
