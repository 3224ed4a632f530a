#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes many run folders, as if the run folder BASE (of fakerun.py) had been measured again and again:
    fakehistory.py BASE OUT COUNT [--noise SHARE] [--slow FROM:FACTOR[:WORKLOAD]] [--kernel FROM:RELEASE]
Run i is OUT/NNNN, a day after run i - 1, with a commit of its own. --slow makes times longer and throughput lower by
FACTOR from run FROM on, of one workload or of all."""
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--noise", type=float, default=0.01)
    parser.add_argument("--slow", default="")
    parser.add_argument("--kernel", default="")
    given = parser.parse_args()
    head, *plan = (given.base / "plan.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in (given.base / "trials.jsonl").read_text().splitlines()]
    slow, factor, only = (given.slow.split(":") + ["", ""])[:3] if given.slow else ("", "1", "")
    kernel, release = given.kernel.split(":") if given.kernel else ("", "")
    rng = random.Random(1)
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
        with open(folder / "trials.jsonl", "w") as to:
            for record in records:
                slower = float(factor) if slow and i >= int(slow) and only in ("", record["workload"]) else 1
                to.write(json.dumps(scaled(record, slower * noise[record["cell"]])) + "\n")


main()
