#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How far `tvp ab` can be trusted: false alarms between identical images, and slowdowns that were put in and must be found.

    tests/tools/ab_trust.py aa --count 1000 [--busy 1] [--group NAME,...]
    tests/tools/ab_trust.py power --percent 5,3 --tries 40 [--workload cpu_hash] [--ab-options "--model fork"]

`aa` compares an image with a copy of itself (or with itself: --same) at ab's defaults, in runs of several cells, until it has that
many comparisons. `power` copies this tree, makes every batch of a workload's ops do more work (or with --inside every op of
cpu_hash), builds that, takes the true size from 200 interleaved trials, and tries. Each run's JSON goes to a file of lines (--log),
which a later call with the same file adds to; `report` reads such files again. Needs a built tree; takes long; not in the suite.
"""
import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GROUPS = {
    "compute": "--workload cpu_hash,noop --workers 1",
    "counter": "--workload counter --workers 1,2",
    "crowd": "--workload cpu_hash --workers 2 --model thread,fork",
    "io": "--workload io_request,io_file",
    "stream": "--workload cpu_stream --data 16M --kinds time --model thread,fork",
    "starts": "--workload noop --starts 20 --time 1ms",
}


def wilson(hits, count, z=1.96):
    if count == 0:
        return float("nan"), float("nan")
    p, d = hits / count, 1 + z * z / count
    middle, half = (p + z * z / (2 * count)) / d, z * math.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / d
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits, count):
    low, high = wilson(hits, count)
    return f"{hits} of {count} ({100 * hits / max(count, 1):.1f} %, {100 * low:.1f} to {100 * high:.1f} %)"


def run_ab(tvp, options, folder):
    out = os.path.join(folder, "run")
    began = time.monotonic()
    done = subprocess.run(
        [tvp, "ab", "--quiet", "--format", "json", "--out", out, *options], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    took = time.monotonic() - began
    shutil.rmtree(out, ignore_errors=True)
    if done.returncode not in (0, 3, 4, 5):
        sys.exit(f"tvp ab {' '.join(options)}: exit {done.returncode}: {done.stderr.strip()}")
    return {"code": done.returncode, "seconds": round(took, 2), "load": os.getloadavg()[0], "rows": json.loads(done.stdout)["rows"]}


class Log:
    def __init__(self, path):
        self.path = path
        self.lines = []
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.lines = [json.loads(line) for line in file]

    def add(self, line):
        self.lines.append(line)
        if self.path:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")


def report_aa(lines):
    def told(name, chosen):
        rows = [row for line in chosen for row in line["rows"] if row["p"] is not None]
        alarms = [row for row in rows if row["verdict"] in ("REGRESSED", "IMPROVED")]
        print(
            f"{name:16} p < .05: {share(sum(row['p'] < 0.05 for row in rows), len(rows))}; alarms: {len(alarms)};"
            f" equivalent: {sum(row['verdict'] == 'EQUIVALENT' for row in rows)};"
            f" {sum(line['seconds'] for line in chosen) / max(len(chosen), 1):.1f} s a run"
        )
        for row in alarms:
            print(f"    {row['verdict']} {row['cell']} {row['metric']} {row['ratio']:.4f} [{row['low']:.4f}, {row['high']:.4f}] p {row['p']:.2g}")

    for group in sorted({line["group"] for line in lines}):
        told(group, [line for line in lines if line["group"] == group])
    told("all", lines)
    with_alarm = sum(any(row["verdict"] in ("REGRESSED", "IMPROVED") for row in line["rows"]) for line in lines)
    print(f"runs with any alarm: {share(with_alarm, len(lines))}")


def aa(args, folder):
    log = Log(args.log)
    image = os.path.join(os.path.dirname(args.tvp), "tvp-trial")
    other = image
    if not args.same:
        other = shutil.copy(image, os.path.join(folder, "tvp-trial"))
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(args.busy)]
    try:
        groups = args.group.split(",")
        turn = len(log.lines)
        while sum(len(line["rows"]) for line in log.lines) < args.count:
            group = groups[turn % len(groups)]
            turn += 1
            line = run_ab(args.tvp, ["--b", other, *GROUPS[group].split()], folder)
            line["group"] = group
            log.add(line)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    report_aa(log.lines)


def make(tree, *targets):
    done = subprocess.run(["make", "-C", tree, "-s", "-j2", *targets], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{tree} does not build: {done.stderr[-2000:]}")


def copy_tree(folder):
    """The tree as it is, built, whatever becomes of it meanwhile."""
    tree = os.path.join(folder, "base")
    shutil.copytree(TREE, tree, ignore=shutil.ignore_patterns("build", "results", ".git"), symlinks=True)
    shutil.copytree(os.path.join(TREE, "results", "baseline"), os.path.join(tree, "results", "baseline"))
    make(tree, "build/tvp", "build/tvp-trial", "build/tvp-empty")
    return tree


def build_slow(percent, inside, base):
    tree = f"{base}-slow{percent:g}"
    shutil.copytree(base, tree, ignore=shutil.ignore_patterns("build"), symlinks=True)
    ppm = round(percent * 10000)
    if inside:
        path, old = "bench/workloads/cpu_hash.c", "    *state_of(worker) = (struct state){congruential, shifted};"
        new = (
            "    uint64_t more = congruential, and_more = shifted;\n"
            f"    for (uint64_t left = ops * STEPS_PER_OP * {ppm} / 1000000; left > 0; left--) {{\n"
            "        more = more * FACTOR + ADDEND;\n"
            "        and_more = shift_once(and_more);\n"
            '        __asm__ volatile("" : "+r"(more), "+r"(and_more));\n'
            "    }\n" + old
        )
    else:
        path, old, new = "harness/trial/hot.c", "        run(worker, now);", f"        const uint64_t more = now * {ppm} / 1000000;\n        worker->ops_total += more;\n        run(worker, now + more);"
    path = os.path.join(tree, path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if old not in text:
        sys.exit(f"{path} has changed: where the slowdown is put in is not there")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, 1))
    make(tree, "build/tvp-trial")
    return os.path.join(tree, "build", "tvp-trial")


def report_power(lines):
    for percent in sorted({line["percent"] for line in lines}):
        chosen = [line for line in lines if line["percent"] == percent]
        truth = [line for line in chosen if line.get("truth")]
        tries = [line for line in chosen if not line.get("truth")]
        found = sum(line["code"] == 3 and line["seconds"] <= 60 for line in tries)
        seconds = sorted(line["seconds"] for line in tries)
        for line in truth:
            row = line["rows"][0]
            print(f"{percent:g} %: true size {100 * (row['ratio'] - 1):.3f} % [{100 * (row['low'] - 1):.3f}, {100 * (row['high'] - 1):.3f}], n {row['n_a']}+{row['n_b']}")
        covers = 0
        for line in tries:
            row, true = line["rows"][0], truth[-1]["rows"][0]["ratio"]
            covers += row["low"] is not None and row["low"] <= true <= row["high"]
        if tries:
            print(
                f"{percent:g} %: found {share(found, len(tries))}; the interval covers the true size in {share(covers, len(tries))};"
                f" seconds: median {seconds[len(seconds) // 2]:.1f}, most {seconds[-1]:.1f}"
            )


def power(args, folder):
    log = Log(args.log)
    base = copy_tree(folder)
    tvp = os.path.join(base, "build", "tvp")
    options = ["--workload", args.workload, *(args.ab_options or "--model thread").split()]
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(args.busy)]
    try:
        for percent in map(float, args.percent.split(",")):
            slow = build_slow(percent, args.inside, base)
            line = run_ab(tvp, ["--b", slow, *options, "--looks", "1", "--trials", "100"], folder)
            log.add({**line, "percent": percent, "truth": True, "workload": args.workload})
            for _ in range(args.tries):
                line = run_ab(tvp, ["--b", slow, *options], folder)
                log.add({**line, "percent": percent, "workload": args.workload})
    finally:
        for process in busy:
            process.kill()
            process.wait()
    report_power(log.lines)


def report(args, _):
    for path in args.logs:
        lines = Log(path).lines
        print(f"{path}:")
        (report_power if lines and "percent" in lines[0] else report_aa)(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tvp", default=os.path.join(TREE, "build", "tvp"))
    parser.add_argument("--log", help="file of JSON lines, which is added to")
    parser.add_argument("--busy", type=int, default=0, help="processes that compute meanwhile")
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("aa")
    one.add_argument("--count", type=int, default=1000)
    one.add_argument("--group", default=",".join(GROUPS), help=f"of {', '.join(GROUPS)}")
    one.add_argument("--same", action="store_true", help="the image with itself, not with a copy")
    one.set_defaults(run=aa)
    two = commands.add_parser("power")
    two.add_argument("--percent", default="5,3")
    two.add_argument("--tries", type=int, default=40)
    two.add_argument("--workload", default="cpu_hash")
    two.add_argument("--ab-options", help="further ones of ab; default: --model thread")
    two.add_argument("--inside", action="store_true", help="more work inside the op of cpu_hash, not more ops a batch")
    two.set_defaults(run=power)
    three = commands.add_parser("report")
    three.add_argument("logs", nargs="+")
    three.set_defaults(run=report)
    args = parser.parse_args()
    args.tvp = os.path.abspath(args.tvp)
    with tempfile.TemporaryDirectory(prefix="tvp-trust-") as folder:
        args.run(args, folder)


if __name__ == "__main__":
    main()
