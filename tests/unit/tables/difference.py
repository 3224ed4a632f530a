#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tables/difference.h: Student's t and Yuen's test as SciPy has them, which computes both by other means.
    /usr/bin/python3 tests/unit/tables/difference.py > tests/unit/tables/difference.h"""
import random

from scipy import stats


def array(name, values):
    print(f"static const double {name}[] = {{" + ", ".join(repr(float(v)) for v in values) + "};")


def tails():
    print("struct tail_row { double t, df, p; };")
    print("static const struct tail_row tail_rows[] = {")
    for df in (0.5, 1, 2, 2.7, 4, 4.5, 9, 30, 199, 1e4):
        for t in (0, 1e-6, 0.3, 1, 2.5, 7, 40, 3000):
            print(f"    {{{t!r}, {df!r}, {2 * stats.t.sf(t, df)!r}}},")
    print("};")
    print("struct bound_row { double level, df, t; };")
    print("static const struct bound_row bound_rows[] = {")
    for df in (1, 2, 4, 4.5, 9, 30, 1000):
        for level in (0.9, 0.32, 0.05, 0.01, 1.5e-4, 2e-7):
            print(f"    {{{level!r}, {df!r}, {stats.t.isf(level / 2, df)!r}}},")
    print("};")


def yuen():
    rng = random.Random(20240301)
    rows = []
    for i, (m, n) in enumerate(((2, 2), (3, 3), (4, 7), (5, 5), (10, 10), (10, 17), (31, 6))):
        a = [round(rng.gauss(1000, 3), 4) for _ in range(m)]
        b = [round(rng.gauss(1004, 7), 4) for _ in range(n)]
        if m > 4:
            a[2] = 5000.0  # a stray one
        array(f"yuen_a_{i}", a)
        array(f"yuen_b_{i}", b)
        # SciPy trims int(share * n) at each end, as we do
        test = stats.ttest_ind(b, a, equal_var=False, trim=0.2)
        mean = stats.trim_mean(b, 0.2) - stats.trim_mean(a, 0.2)
        rows.append((i, m, n, mean, mean / test.statistic, test.pvalue))
    print("struct yuen_row { const double *a, *b; size_t a_count, b_count; double estimate, error, p; };")
    print("static const struct yuen_row yuen_rows[] = {")
    for i, m, n, mean, error, p in rows:
        print(f"    {{yuen_a_{i}, yuen_b_{i}, {m}, {n}, {float(mean)!r}, {float(error)!r}, {float(p)!r}}},")
    print("};")


print("/* SPDX-License-Identifier: MIT */")
print("/* Written by tests/unit/tables/difference.py: do not edit. */")
print("/* clang-format off */")
print("#include <stddef.h>")
tails()
yuen()
print("/* clang-format on */")
