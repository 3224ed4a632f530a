#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tables/stats.h: what harness/stats/ must give, computed by other means: Python's
statistics module (quantiles "inclusive" are type 7) and exact rational arithmetic.
    /usr/bin/python3 tests/unit/tables/stats.py > tests/unit/tables/stats.h"""
import random
import statistics
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import comb, exp, log


def array(name, values, kind="double"):
    print(f"static const {kind} {name}[] = {{" + ", ".join(repr(v) for v in values) + "};")


def samples():
    rng = random.Random(20240229)
    yield [1.0, 2.0, 3.0, 4.0]
    yield [5.0]
    yield [7.0, 7.0, 7.0]
    for count in (2, 5, 10, 11, 100, 101):
        yield [round(rng.lognormvariate(3, 1), 6) for _ in range(count)]
    yield [round(rng.gauss(0, 1e9)) / 7 for _ in range(37)]


def quantile_tables():
    rows = []
    for i, values in enumerate(samples()):
        array(f"sample_{i}", values)
        if len(values) > 1:
            cuts = statistics.quantiles(values, n=100, method="inclusive")
        else:
            cuts = values * 99
        middle = statistics.median(values)
        mad = statistics.median(abs(v - middle) for v in values)
        rows.append((i, len(values), cuts[0], cuts[9], cuts[24], middle, cuts[74], cuts[89], cuts[98], mad))
    print("struct quantile_row { const double *values; size_t count; double p1, p10, p25, p50, p75, p90, p99, mad; };")
    print("static const struct quantile_row quantile_rows[] = {")
    for row in rows:
        print(f"    {{sample_{row[0]}, " + ", ".join(repr(v) for v in row[1:]) + "},")
    print("};")


def median_rank(count, confidence):
    best = (0, 1 - 2 * Fraction(1, 2**count))
    tail = Fraction(0)
    for k in range((count + 1) // 2):
        tail += Fraction(comb(count, k), 2**count)
        if 1 - 2 * tail < confidence:
            break
        best = (k + 1, 1 - 2 * tail)
    return best


def signed_rank_counts(count):
    """How many of the 2^count sign patterns give each sum of positive ranks."""
    ways = {0: 1}
    for rank in range(1, count + 1):
        more = dict(ways)
        for total, number in ways.items():
            more[total + rank] = more.get(total + rank, 0) + number
        ways = more
    return ways


def walsh_rank(count, confidence):
    ways = signed_rank_counts(count)
    if count <= 10:  # the same by trying every pattern
        tried = {}
        for signs in product((0, 1), repeat=count):
            total = sum(r + 1 for r, s in enumerate(signs) if s)
            tried[total] = tried.get(total, 0) + 1
        assert tried == ways
    whole = Fraction(2**count)
    best = (0, 1 - 2 * ways[0] / whole)
    tail = Fraction(0)
    for k in range(count * (count + 1) // 4 + 1):
        tail += ways[k] / whole
        if 1 - 2 * tail < confidence:
            break
        best = (k + 1, 1 - 2 * tail)
    return best


def rank_table(name, ranks, counts):
    print(f"static const struct rank_row {name}[] = {{")
    for count in counts:
        for confidence in (Fraction(95, 100), Fraction(99, 100)):
            rank, coverage = ranks(count, confidence)
            print(f"    {{{count}, {float(confidence)!r}, {rank}, {float(coverage)!r}}},")
    print("};")


def centre(values, confidence):
    averages = sorted((a + b) / 2 for a, b in combinations_with_replacement(values, 2))
    rank, coverage = walsh_rank(len(values), confidence)
    low, high = (averages[rank - 1], averages[-rank]) if rank else (averages[0], averages[-1])
    return statistics.median(averages), low, high, float(coverage), rank


def ratio_tables():
    rng = random.Random(7)
    rows = []
    for i, count in enumerate((1, 3, 5, 6, 10, 20, 31, 100)):
        below = [round(rng.lognormvariate(2, 0.3), 4) for _ in range(count)]
        above = [round(b * 1.03 * rng.lognormvariate(0, 0.02), 4) for b in below]
        array(f"above_{i}", above)
        array(f"below_{i}", below)
        estimate, low, high, coverage, rank = centre([log(a) - log(b) for a, b in zip(above, below)], Fraction(95, 100))
        rows.append((i, count, exp(estimate), exp(low), exp(high), coverage, 1 if rank else 0))
    print("struct ratio_row { const double *above, *below; size_t count; double estimate, low, high, coverage; int enough; };")
    print("static const struct ratio_row ratio_rows[] = {")
    for i, *rest in rows:
        print(f"    {{above_{i}, below_{i}, " + ", ".join(repr(v) for v in rest) + "},")
    print("};")


def main():
    print("/* SPDX-License-Identifier: MIT */")
    print("/* Written by tests/unit/tables/stats.py: do not edit. */")
    print("/* clang-format off */")
    print("#include <stddef.h>")
    quantile_tables()
    print("struct rank_row { size_t count; double confidence; size_t rank; double coverage; };")
    rank_table("median_ranks", median_rank, [*range(1, 41), 50, 99, 100, 199, 200, 1000])
    rank_table("walsh_ranks", walsh_rank, [*range(1, 41), 50, 100, 200])
    # Of what the normal distribution is said to give for: the exact ranks, to be met within a few.
    rank_table("walsh_ranks_large", walsh_rank, [201, 250])
    ratio_tables()


main()
