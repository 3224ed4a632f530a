#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes series with known change points, to score `tvp detect` on what it was not tuned on.

    tests/tools/make_series.py --seed 1 | build/tvp detect - | tests/tools/score_detect.py
    tests/tools/make_series.py --kind like --noise FILE.json... | build/tvp detect - | tests/tools/score_detect.py

One JSON object a line, as the injected suite of docs/detect.md has them: 200 points, two steps (the second one back, or
as far again) at 25 to 84 and at 115 to 179, of 1 to 3 sigma (made noise), 1 to 5 sigma or 3 to 10 percent (measured
noise), or none. Nothing but the seed decides. Kinds of noise:
  syn    the five of the injected suite: normal, ar (.5), outliers, bimodal, skew
  other  what that suite has not: other autocorrelations, tails, modes, bursts, growing spread, drift, slow waves,
         random walks, ticks
  like   like the series of the files: their slow wander with its phases drawn anew (Theiler et al., Physica D 58, 1992)
         and blocks of 10 of what is left
  real   the series of the files themselves (first 200 points), each with every step
  end    100 points of normal noise and one step, with 4 to 20 points after it: how soon a new level is seen

FILE holds JSON objects with `values` and `name` or `id`.
"""
import argparse
import cmath
import json
import math
import random
import statistics

POINTS = 200
SIGMA = 2.0
LEVEL = 100.0


def autoregressive(R, n, rho, draw=None):
    draw = draw or (lambda: R.gauss(0, 1))
    values, last = [], R.gauss(0, 1)
    for _ in range(n):
        last = rho * last + math.sqrt(1 - rho * rho) * draw()
        values.append(last)
    return values


def student(R, freedom):
    scale = math.sqrt(freedom / (freedom - 2))
    return R.gauss(0, 1) / math.sqrt(R.gammavariate(freedom / 2, 2 / freedom)) / scale


def bimodal(R, n, share, gap, core, stay=0.0):
    """A second mode `gap` above; with probability `stay` a point has the mode of the one before."""
    values, mode = [], R.random() < share
    for _ in range(n):
        mode = mode if R.random() < stay else R.random() < share
        values.append(R.gauss(0, core) + gap * mode)
    return values


def bursts(R, n, chance, longest):
    values, left = [], 0
    for _ in range(n):
        if left == 0 and R.random() < chance:
            left = R.randint(1, longest)
        values.append(R.gauss(0, 1) + (R.uniform(3, 20) if left else 0))
        left = max(0, left - 1)
    return values


def walk(R, n, step):
    values, level = [], 0.0
    for _ in range(n):
        level += R.gauss(0, step)
        values.append(level + R.gauss(0, 1))
    return values


def waves(R, n, size, period):
    phase = R.uniform(0, 2 * math.pi)
    return [size * math.sin(2 * math.pi * i / period + phase) + R.gauss(0, 1) for i in range(n)]


SYN = {
    "normal": lambda R, n: [R.gauss(0, 1) for _ in range(n)],
    "ar.5": lambda R, n: autoregressive(R, n, .5),
    "outliers": lambda R, n: [R.gauss(0, 1) + (R.uniform(2.5, 35) if R.random() < .05 else 0) for _ in range(n)],
    "bimodal": lambda R, n: bimodal(R, n, .3, 2, .3),
    "skew": lambda R, n: [R.expovariate(1) - 1 for _ in range(n)],
}

OTHER = {
    "ar.3": lambda R, n: autoregressive(R, n, .3),
    "ar.7": lambda R, n: autoregressive(R, n, .7),
    "ar.8": lambda R, n: autoregressive(R, n, .8),
    "ar.6t4": lambda R, n: autoregressive(R, n, .6, lambda: student(R, 4)),
    "t3": lambda R, n: [student(R, 3) for _ in range(n)],
    "lognormal": lambda R, n: [R.lognormvariate(0, .7) for _ in range(n)],
    "laplace": lambda R, n: [R.expovariate(1.4) * R.choice((-1, 1)) for _ in range(n)],
    "uniform": lambda R, n: [R.uniform(-1.7, 1.7) for _ in range(n)],
    "far.mode": lambda R, n: bimodal(R, n, .15, 8, .5),
    "near.mode": lambda R, n: bimodal(R, n, .5, 1.5, .6),
    "sticky.mode": lambda R, n: bimodal(R, n, .3, 3, .5, .5),
    "bursts": lambda R, n: bursts(R, n, .03, 6),
    "spread": lambda R, n: [R.gauss(0, .5 + 1.5 * i / n) for i in range(n)],
    "drift": lambda R, n: [R.gauss(0, 1) + 2 * i / n for i in range(n)],
    "waves": lambda R, n: waves(R, n, 1, R.uniform(60, 160)),
    "walk.05": lambda R, n: walk(R, n, .05),
    "walk.1": lambda R, n: walk(R, n, .1),
    "walk.2": lambda R, n: walk(R, n, .2),
    "ticks": lambda R, n: [round(R.gauss(0, 1)) for _ in range(n)],
}

MADE_STEPS = [("null", 0), ("1.0s", 1), ("1.5s", 1.5), ("2.0s", 2), ("3.0s", 3)]
MEASURED_STEPS = MADE_STEPS + [("5.0s", 5), ("3%", .03), ("5%", .05), ("10%", .1)]


def spread(values):
    """Robust sigma: 1.4826 MAD of the differences of neighbours, over the square root of 2."""
    steps = [b - a for a, b in zip(values, values[1:])]
    middle = statistics.median(steps)
    return 1.4826 * statistics.median(abs(s - middle) for s in steps) / math.sqrt(2)


def put_steps(R, values, label, size, sigma):
    n = len(values)
    truth = [R.randrange(n // 8, 17 * n // 40), R.randrange(23 * n // 40, 9 * n // 10)]
    sign, height = R.choice((1, -1)), R.choice((0, 2))
    out = []
    for i, value in enumerate(values):
        times = 0 if i < truth[0] else 1 if i < truth[1] else height
        out.append(value * (1 + sign * size) ** times if label.endswith("%") else value + sign * times * size * sigma)
    return out, truth


def newest_steps(R, rounds):
    """One step near the end: group, step, series and truth."""
    for size in (1.5, 2, 3, 5, 10):
        for after in (4, 5, 6, 8, 10, 15, 20):
            for _ in range(rounds):
                values = [LEVEL + SIGMA * R.gauss(0, 1) for _ in range(100 + after)]
                values[100:] = [v + SIGMA * size for v in values[100:]]
                yield f"end-{size}s-{after:02}", f"{size}s", values, [100]


def smooth(values, half):
    """Running mean of running medians: what is slow, without the spikes."""
    def running(data, half, mean):
        return [mean(data[max(0, i - half):i + half + 1]) for i in range(len(data))]
    return running(running(values, half, statistics.median), half // 2, statistics.fmean)


def new_phases(R, values):
    """A series with the spectrum of `values` and other phases; laid out to and fro, so that the ends join."""
    ring = values + values[::-1]
    n, mean = len(ring), statistics.fmean(ring)
    out = [mean] * n
    for k in range(1, n // 8):  # the rest is nothing: it was smoothed
        part = sum((v - mean) * cmath.exp(-2j * math.pi * k * i / n) for i, v in enumerate(ring))
        size, phase = 2 * abs(part) / n, R.uniform(0, 2 * math.pi)
        for i in range(n):
            out[i] += size * math.cos(2 * math.pi * k * i / n + phase)
    start = R.randrange(n // 2)
    return (out + out)[start:start + len(values)]


def like(R, values):
    slow = smooth(values, 6)
    rest = [v - s for v, s in zip(values, slow)]
    blocks = []
    while len(blocks) < len(values):
        start = R.randrange(len(rest) - 10)
        blocks += rest[start:start + 10]
    return [s + b for s, b in zip(new_phases(R, slow), blocks)]


def rounded(values):
    return [float(f"{v:.6g}") for v in values]


def read_noise(path):
    with open(path, encoding="utf-8") as file:
        text = file.read().strip()
    while text:
        record, end = json.JSONDecoder().raw_decode(text)
        text = text[end:].lstrip()
        yield str(record.get("name", record.get("id"))), record["values"][:POINTS]


def noises(kind, R, asked):
    """A group's name, the noise, its sigma and the steps to put in, for each noise of the kind."""
    if kind in ("syn", "other"):
        for _ in range(asked.rounds):
            for name, make in (SYN if kind == "syn" else OTHER).items():
                yield f"{kind}-{name}", [LEVEL + SIGMA * v for v in make(R, POINTS)], SIGMA, MADE_STEPS
        return
    for path in asked.noise:
        for name, values in read_noise(path):
            for _ in range(asked.rounds):
                noise = like(R, values) if kind == "like" else values
                yield f"{kind}-{name}", noise, spread(noise), MEASURED_STEPS


def stepped(R, kind, asked):
    if kind == "end":
        yield from newest_steps(R, asked.rounds)
        return
    for group, noise, sigma, steps in noises(kind, R, asked):
        for label, size in steps:
            values, truth = put_steps(R, noise, label, size, sigma)
            yield group, label, values if size else noise, truth if size else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", action="append", choices=["syn", "other", "like", "real", "end"],
                        help="may be repeated (default: syn, other)")
    parser.add_argument("--noise", nargs="+", default=[], metavar="FILE")
    parser.add_argument("--rounds", type=int, default=8, help="series of each noise and step (default 8)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    number = 0
    for kind in asked.kind or ["syn", "other"]:
        for group, label, values, truth in stepped(random.Random(f"{asked.seed} {kind}"), kind, asked):
            record = {"id": number, "noise": group, "label": label, "truth": truth, "values": rounded(values)}
            print(json.dumps(record))
            number += 1


if __name__ == "__main__":
    main()
