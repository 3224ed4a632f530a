#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tables/compare.h: what harness/stats/ must say of two arms, computed by other means: moments of the rank sum by
going through every arrangement within the blocks, normal bounds by Python's statistics module, crossing probabilities by
the midpoint rule on a finer grid.
    /usr/bin/python3 tests/unit/tables/compare.py > tests/unit/tables/compare.h"""
import random
from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import combinations, product
from math import ceil, erfc, exp, inf, pi, sqrt
from statistics import NormalDist, median

NORMAL = NormalDist()


def number(value):
    return {inf: "INFINITY", -inf: "-INFINITY"}.get(value, repr(value))


def layouts():
    """Lists of blocks; a block is a list of (arm, value)."""
    rng = random.Random(5)
    gauss = lambda arms, shift=0.0, digits=3: [(arm, round(rng.gauss(arm * shift, 1), digits)) for arm in arms]
    yield [gauss([0, 1, 1, 0], 0.5) for _ in range(4)]
    yield [gauss([1, 0, 0, 1], 3.0) for _ in range(4)]
    yield [gauss([0, 1], 0.3) for _ in range(10)]
    yield [gauss([0, 0, 1, 1], 0.5, 0) for _ in range(4)]  # ties
    yield [gauss([0, 1, 1, 0]), gauss([0, 1, 1]), gauss([0, 0, 1]), gauss([1, 0])]
    yield [gauss([0, 1, 1, 0], 1.0), gauss([0, 0]), gauss([1]), gauss([0, 1, 0, 1], 1.0)]  # blocks that lack an arm
    yield [[(0, 2.0), (1, 2.0), (1, 2.0), (0, 2.0)] for _ in range(3)]  # all alike
    yield [[(0, 1.0), (1, 2.0), (1, 2.0), (0, 1.0)] for _ in range(4)]  # exact, and different
    yield [gauss([0, 1, 1, 0], 0.1) for _ in range(3)] + [[(0, 9.0), (1, 0.5), (1, 30.0), (0, 1.0)]]


def z_of(blocks, shift, exhaustive=False):
    blocks = [b for b in blocks if {arm for arm, _ in b} == {0, 1}]
    if not blocks:
        return 0.0
    aligned = []
    for block in blocks:
        moved = [value - (shift if arm else 0) for arm, value in block]
        middle = median(moved)
        aligned.append([value - middle for value in moved])
    everything = sorted(v for block in aligned for v in block)
    rank = lambda v: Fraction(bisect_left(everything, v) + 1 + bisect_right(everything, v), 2)
    ranks = [[rank(v) for v in block] for block in aligned]
    observed = sum(r for block, of in zip(blocks, ranks) for (arm, _), r in zip(block, of) if arm)
    sums = [[sum(chosen) for chosen in combinations(of, sum(arm for arm, _ in block))] for block, of in zip(blocks, ranks)]
    if exhaustive:  # every arrangement of all blocks together
        totals = [sum(each) for each in product(*sums)]
        mean = Fraction(sum(totals), len(totals))
        variance = sum((t - mean) ** 2 for t in totals) / len(totals)
    else:  # blocks are independent
        means = [Fraction(sum(s), len(s)) for s in sums]
        mean = sum(means)
        variance = sum(sum((t - m) ** 2 for t in s) / len(s) for s, m in zip(sums, means))
    return float(observed - mean) / sqrt(variance) if variance else 0.0


def effect_of(blocks):
    return median(b - a for block in blocks for arm_a, a in block for arm_b, b in block if (arm_a, arm_b) == (0, 1))


def interval_of(blocks, critical, step=1 / 512):
    """Ends on a grid around the effect, half a step off it; infinite where nothing is rejected far away."""
    middle = effect_of(blocks)
    ends = []
    for sign in (-1, 1):
        if abs(z_of(blocks, middle + sign * 1000)) <= critical:
            return -inf, inf
        i = 0
        while abs(z_of(blocks, middle + sign * (i + 0.5) * step)) <= critical:
            i += 1
        ends.append(middle + sign * i * step)
    return ends[0], ends[1]


def aligned_tables():
    rows = []
    for i, blocks in enumerate(layouts()):
        flat = [(number, arm, value) for number, block in enumerate(blocks) for arm, value in block]
        print(f"static const struct stats_trial layout_{i}[] = {{" + ", ".join(f"{{{b}, {a}, {v!r}}}" for b, a, v in flat) + "};")
        for shift in (0.0, 0.25, -1.0):
            assert abs(z_of(blocks, shift) - z_of(blocks, shift, len(blocks) < 6)) < 1e-12
        low, high = interval_of(blocks, 1.96) if i not in (6, 7) else (None, None)
        if low is None:  # one point is not rejected
            low = high = effect_of(blocks)
        used = sum({arm for arm, _ in b} == {0, 1} for b in blocks)
        same = [abs(v - w) for block in blocks for (a, v), (b, w) in combinations(block, 2) if a == b]
        deviation = repr(1.4826 * median(same) / sqrt(2)) if same else "NAN"
        rows.append(f"{{layout_{i}, {len(flat)}, {used}, {z_of(blocks, 0)!r}, {z_of(blocks, .25)!r}, {z_of(blocks, -1)!r}, "
                    f"{effect_of(blocks)!r}, {number(low)}, {number(high)}, {deviation}}}")
    print("struct aligned_row { const struct stats_trial *trials; size_t count, blocks; double z, z_quarter, z_minus, effect, low, high, deviation; };")
    print("/* ends of the interval are right to 1/512 */")
    print("static const struct aligned_row aligned_rows[] = {\n    " + ",\n    ".join(rows) + "};")


LOOKS = [[1.0], [0.5, 1.0], [1 / 3, 2 / 3, 1.0], [0.25, 0.5, 1.0], [1 / 16, 1 / 8, 0.25, 0.5, 1.0]]


def crossing(shares, bound, points=700):
    """Survival is carried along, not what crosses."""
    step = 2 * bound / points
    grid = [-bound + (i + 0.5) * step for i in range(points)]
    phi = lambda x, s: exp(-x * x / (2 * s * s)) / (s * sqrt(2 * pi))
    stay = [phi(x, sqrt(shares[0])) for x in grid]
    for before, now in zip(shares, shares[1:]):
        kernel = [phi(i * step, sqrt(now - before)) for i in range(points)]
        stay = [sum(stay[i] * kernel[abs(i - j)] for i in range(points)) * step for j in range(points)]
    if len(shares) == 1:
        return erfc(bound / sqrt(2 * shares[0]))
    return 1 - sum(stay) * step


def sequential_tables():
    rows = []
    for shares in LOOKS:
        padded = ", ".join(repr(s) for s in shares)
        for bound in (1.0, 1.7, 2.004, 2.6, 3.3):
            rows.append(f"{{{{{len(shares)}, {{{padded}}}}}, {bound!r}, {crossing(shares, bound)!r}}}")
    print("struct crossing_row { struct stats_looks looks; double bound, crossing; };")
    print("static const struct crossing_row crossing_rows[] = {\n    " + ",\n    ".join(rows) + "};")
    rows = [f"{{{level!r}, {NORMAL.inv_cdf(1 - level / 2)!r}}}" for level in (0.9, 0.5, 0.1, 0.05, 0.01, 1e-3, 1e-5, 1e-8)]
    print("struct bound_row { double level, bound; };")
    print("static const struct bound_row bound_rows[] = {" + ", ".join(rows) + "};")


def holm(p, alpha):
    """By its definition: p(1) <= alpha/m, then p(2) <= alpha/(m-1), ... ends at the first that is greater."""
    left, rejected = set(range(len(p))), set()
    while left:
        first = min(left, key=lambda i: (p[i], i))
        if p[first] > alpha / len(left):
            break
        rejected.add(first)
        left.remove(first)
    return rejected, left


def holm_tables():
    rng = random.Random(11)
    rows = []
    for i in range(12):
        p = [round(rng.random() ** rng.choice((1, 3, 6)), 6) for _ in range(rng.randint(1, 8))]
        if i == 3:
            p = [0.01, 0.01, 0.01]
        rejected, _ = holm(p, 0.05)
        adjusted = []
        for k in range(len(p)):  # the least level at which it is rejected, by trying those where something changes
            levels = sorted(q * m for q in p for m in range(1, len(p) + 1))
            adjusted.append(min([1.0] + [lv for lv in levels if k in holm(p, lv * (1 + 1e-12))[0]]))
        bits = sum(1 << k for k in rejected)
        pad = lambda values: "{" + ", ".join(repr(v) for v in values) + "}"
        rows.append(f"{{{len(p)}, {pad(p)}, {bits}u, {pad(adjusted)}}}")
    print("struct holm_row { size_t count; double p[8]; unsigned rejected; double adjusted[8]; };")
    print("static const struct holm_row holm_rows[] = {\n    " + ",\n    ".join(rows) + "};")


def power_tables():
    rows = []
    for deviation, difference, level, power in ((2, 3, .05, .8), (2, 3, .01, .8), (2, 1, .05, .8), (1, 3, .05, .9), (5, 3, .01, .5), (2, 3, .05, .3)):
        n = 2 * (NORMAL.inv_cdf(1 - level / 2) + NORMAL.inv_cdf(power)) ** 2 * (deviation / difference) ** 2
        rows.append(f"{{{deviation}, {difference}, {level}, {power}, {float(max(2, ceil(n)))!r}, {n!r}}}")
    print("struct power_row { double deviation, difference, level, power, needed, exactly; };")
    print("static const struct power_row power_rows[] = {\n    " + ",\n    ".join(rows) + "};")


print("/* SPDX-License-Identifier: MIT */")
print("/* Made by tests/unit/tables/compare.py: what the statistics of two arms must give. */")
print("#include <math.h>")
print()
for header in ("aligned", "sequential", "verdict"):
    print(f"#include \"../../../harness/stats/{header}.h\"")
print()
aligned_tables()
sequential_tables()
holm_tables()
power_tables()
