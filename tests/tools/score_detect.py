#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Scores change points against the truth, as docs/detect.md describes.

    tvp detect injected-dev.jsonl | tests/tools/score_detect.py

Reads JSON lines as `tvp detect` writes them, from files or standard input. The truth is the field `truth` that was
passed through, or with --truth FILE that of the series of the same id there. A series without `truth` has its reports
counted per 1000 points, by the first word of its id. Truth points in ascending order take the nearest unused report
within 5 points (10 in a series of more than 2000); what is left over is a false positive or a miss; precision, recall
and F1 are over the sums of a group (micro). Groups: `noise` up to its first hyphen; vm+ci; syn; all.
"""
import argparse
import json
import sys


class Tally:
    def __init__(self):
        self.series = self.hit = self.false = self.missed = self.null_false = self.null_points = 0

    def add(self, hits, false, missed, is_null, points):
        self.series += 1
        self.hit += hits
        self.false += false
        self.missed += missed
        if is_null:
            self.null_false += false
            self.null_points += points

    def precision(self):
        return self.hit / (self.hit + self.false) if self.hit + self.false else 0.0

    def recall(self):
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0

    def f1(self):
        total = 2 * self.hit + self.false + self.missed
        return 2 * self.hit / total if total else 1.0

    def null_rate(self):
        return 1000 * self.null_false / self.null_points if self.null_points else 0.0


def matched(truth, reported, tolerance):
    unused, hits = sorted(reported), 0
    for point in sorted(truth):
        near = [r for r in unused if abs(r - point) <= tolerance]
        if near:
            unused.remove(min(near, key=lambda r: abs(r - point)))
            hits += 1
    return hits


def read(paths):
    for path in paths or ["-"]:
        with sys.stdin if path == "-" else open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    yield json.loads(line)


def groups_of(record, halves):
    kind = str(record.get("noise", "?")).split("-")[0]
    names = [str(record.get("noise", "?")), kind, "vm+ci" if kind in ("vm", "ci") else None, "all"]
    names = list(dict.fromkeys(n for n in names if n))
    if halves:  # a block of 45 ids shares no noise with another one: variants of one noise have 5 or 9 ids in a row
        half = "even" if int(record["id"]) // 45 % 2 == 0 else "odd"
        names += [f"{n} {half}" for n in names if n in ("vm+ci", "syn", "all")]
    return names


def score(records, truths, halves):
    tallies, unlabelled = {}, {}
    for record in records:
        points = max((s["to"] for s in record["segments"]), default=0)
        reported = record["changepoints"]
        truth = truths.get(record["id"], record.get("truth"))
        if truth is None:
            counts = unlabelled.setdefault(str(record["id"]).split("-")[0], [0, 0, 0])
            for i, value in enumerate((1, len(reported), points)):
                counts[i] += value
            continue
        hits = matched(truth, reported, 10 if points > 2000 else 5)
        for name in groups_of(record, halves):
            tally = tallies.setdefault(name, Tally())
            tally.add(hits, len(reported) - hits, len(truth) - hits, not truth, points)
    return tallies, unlabelled


def show(tallies, unlabelled):
    if tallies:
        print(f"{'group':<14} {'series':>6} {'precision':>9} {'recall':>7} {'F1':>6} {'false/1000 null':>16}")
    for name in sorted(tallies, key=lambda n: (n.startswith("all"), n)):
        t = tallies[name]
        null = f"{t.null_rate():.2f}" if t.null_points else "-"
        print(f"{name:<14} {t.series:>6} {t.precision():>9.3f} {t.recall():>7.3f} {t.f1():>6.3f} {null:>16}")
    for name in sorted(unlabelled):
        series, reports, points = unlabelled[name]
        print(f"{name}: {series} series without truth, {reports} reports, {1000 * reports / max(points, 1):.2f}/1000")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="*")
    parser.add_argument("--truth", metavar="FILE", help="JSON lines with `id` and `truth`")
    parser.add_argument("--halves", action="store_true", help="two halves that share no noise, by id")
    parser.add_argument("--at-least", metavar="GROUP=F1", action="append", default=[], help="else exit 1")
    parser.add_argument("--at-most", metavar="GROUP=RATE", action="append", default=[],
                        help="false points per 1000 of null series, or reports per 1000 of those without truth")
    asked = parser.parse_args()
    truths = {r["id"]: r["truth"] for r in read([asked.truth])} if asked.truth else {}
    tallies, unlabelled = score(read(asked.file), truths, asked.halves)
    show(tallies, unlabelled)
    broken = []
    for floor in asked.at_least:
        name, least = floor.rsplit("=", 1)
        if name not in tallies or tallies[name].f1() < float(least):
            broken.append(f"F1 of {name} is below {least}")
    for ceiling in asked.at_most:
        name, most = ceiling.rsplit("=", 1)
        if name in unlabelled:
            rate = 1000 * unlabelled[name][1] / max(unlabelled[name][2], 1)
        elif name in tallies:
            rate = tallies[name].null_rate()
        else:
            rate = float("inf")
        if rate > float(most):
            broken.append(f"false points of {name} are {rate:.2f} per 1000, above {most}")
    print("\n".join(broken), end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
