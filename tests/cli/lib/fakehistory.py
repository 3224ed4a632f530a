#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes many run folders, as if the run folder BASE (of fakerun.py) had been measured again and again:
    fakehistory.py BASE OUT COUNT [--noise SHARE] [--session SHARE] [--slow FROM:FACTOR[:WORKLOAD]]
                   [--kernel FROM:RELEASE] [--pin HASH] [--seed N]
Run i is OUT/NNNN, a day after run i - 1, with a commit of its own. --slow makes times longer and throughput lower by
FACTOR from run FROM on, of one workload or of all. --noise is of each cell in each run; --session of a whole run, of all
cells alike. --pin adds the twins that a pinned image plays, which --slow does not make slower when it names a workload."""
import argparse
import datetime
import json
import random
from pathlib import Path


def scaled(record, factor):
    """The record with its times and throughput as of a machine that is `factor` times slower."""
    out = dict(record)
    out["metrics"] = {k: v if v is None else v / factor if k == "ops_per_s" else v * factor if k.endswith("_ns") else v
                      for k, v in record["metrics"].items()}
    out["worker_metrics"] = {k: [x if x is None or not k.endswith("_ns") else x * factor for x in v]
                             for k, v in record["worker_metrics"].items()}
    return out


def pinned(head, plan, records, image):
    """The plan and records with twins of all timed cells; a twin's figures are its cell's."""
    lines = [json.loads(line) for line in plan]
    cells = [line for line in lines if line["type"] == "cell"]
    twins = {}
    for cell in [c for c in cells if "time" in c["kinds"] and not c["unsupported"]]:
        twins[cell["cell"]] = dict(cell, cell=len(cells), kinds=["time"], params=dict(cell["params"], arm="reference"))
        cells.append(twins[cell["cell"]])
    played = []
    for record in records:
        played.append(dict(record, trial=len(played)))
        twin = twins.get(record["cell"]) if record["kind"] == "time" else None
        if twin:
            played.append(dict(record, trial=len(played), cell=twin["cell"], params=twin["params"]))
    trials = [{"type": "trial", "trial": r["trial"], "block": r["block"], "kind": r["kind"], "cell": r["cell"], "seed": 1}
              for r in played]
    rest = [line for line in lines if line["type"] == "pilot"]
    end = [{"type": "end", "trials": len(trials)}]
    whole = [json.dumps(line) for line in cells + rest + trials + end]
    return json.dumps(dict(json.loads(head), reference={"image_hash": image})), whole, played


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--noise", type=float, default=0.01)
    parser.add_argument("--slow", default="")
    parser.add_argument("--kernel", default="")
    parser.add_argument("--session", type=float, default=0)
    parser.add_argument("--pin", default="")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    head, *plan = (given.base / "plan.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in (given.base / "trials.jsonl").read_text().splitlines()]
    if given.pin:
        head, plan, records = pinned(head, plan, records, given.pin)
    slow, factor, only = (given.slow.split(":") + ["", ""])[:3] if given.slow else ("", "1", "")
    kernel, release = given.kernel.split(":") if given.kernel else ("", "")
    rng = random.Random(given.seed)
    start = datetime.datetime(2026, 1, 1, 12)
    for i in range(given.count):
        folder = given.out / f"{i:04d}"
        folder.mkdir(parents=True)
        machine = json.loads((given.base / "machine.json").read_text())
        machine["utc"] = (start + datetime.timedelta(days=i)).strftime("%Y%m%dT%H%M%SZ")
        machine["tvp"]["commit"] = f"{i:012x}"
        if kernel and i >= int(kernel):
            machine["os"]["kernel"] = release
        first = dict(json.loads(head), run=f"{given.out.name}-{folder.name}")
        (folder / "machine.json").write_text(json.dumps(machine))
        (folder / "plan.jsonl").write_text("\n".join([json.dumps(first), *plan]) + "\n")
        noise = {cell: rng.lognormvariate(0, given.noise) for cell in sorted({r["cell"] for r in records})}
        session = rng.lognormvariate(0, given.session) if given.session else 1
        with open(folder / "trials.jsonl", "w") as to:
            for record in records:
                twin = "arm" in record["params"]
                hit = only in ("", record["workload"]) and not (twin and only)
                slower = float(factor) if slow and i >= int(slow) and hit else 1
                to.write(json.dumps(scaled(record, slower * session * noise[record["cell"]])) + "\n")


main()
