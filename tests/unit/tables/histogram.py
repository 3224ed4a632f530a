#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tables/histogram.h: buckets from a list of all their lower ends, quantiles of trials from the samples themselves in
exact fractions, and Student's t by integrating its density numerically.
    /usr/bin/python3 tests/unit/tables/histogram.py > tests/unit/tables/histogram.h"""
import random
from bisect import bisect_right
from fractions import Fraction
from math import gamma, inf, pi, sqrt


def lower_ends():
    """Every value below 256 has a bucket; from there on each doubling is cut into 128 equal parts."""
    yield from range(256)
    start = 256
    while start < 2**64:
        yield from range(start, 2 * start, start // 128)
        start *= 2


ENDS = list(lower_ends())


def bucket(value):
    return bisect_right(ENDS, value) - 1


def high(index):
    return ENDS[index + 1] - 1 if index + 1 < len(ENDS) else 2**64 - 1


def middle(index):
    return (ENDS[index] + high(index)) / 2


def bucket_tables():
    rng = random.Random(3)
    values = [0, 1, 127, 128, 255, 256, 257, 258, 511, 512, 513, 1000, 65535, 65536, 10**9, 2**63 - 1, 2**63, 2**64 - 1]
    values += [rng.randrange(2 ** rng.randint(1, 64)) for _ in range(60)]
    print(f"#define BUCKETS_EXPECTED {len(ENDS)}u")
    print("struct bucket_row { uint64_t value; uint32_t bucket; uint64_t low, high; };")
    print("static const struct bucket_row bucket_rows[] = {")
    for v in values:
        print(f"    {{{v}u, {bucket(v)}, {ENDS[bucket(v)]}u, {high(bucket(v))}u}},")
    print("};")


def density(x, n):
    return gamma((n + 1) / 2) / (sqrt(n * pi) * gamma(n / 2)) * (1 + x * x / n) ** (-(n + 1) / 2)


def within(t, n, steps=4000):
    h = t / steps
    inner = sum((4 if i % 2 else 2) * density(i * h, n) for i in range(1, steps))
    return 2 * h / 3 * (density(0, n) + inner + density(t, n))


def bound(level, n):
    low, top = 0.0, 200.0
    for _ in range(60):
        t = (low + top) / 2
        low, top = (t, top) if 1 - within(t, n, 1000) > level else (low, t)
    return (low + top) / 2


def student_tables():
    rows = [f"{{{n}, {t!r}, {within(t, n)!r}}}" for n in (1, 2, 3, 4, 5, 9, 10, 30, 99, 100) for t in (0.1, 1.0, 2.5, 6.0)]
    print("struct student_row { size_t freedom; double t, within; };")
    print("static const struct student_row student_rows[] = {\n    " + ",\n    ".join(rows) + "};")
    rows = [f"{{{n}, {level}, {bound(level, n)!r}}}" for n in (1, 2, 5, 9, 29, 120) for level in (0.05, 0.01, 0.3)]
    print("struct student_bound_row { size_t freedom; double level, bound; };")
    print("static const struct student_bound_row student_bound_rows[] = {\n    " + ",\n    ".join(rows) + "};")


def trials_of(rng, count, size, spread):
    """Lists of (value, weight), one a trial."""
    out = []
    for _ in range(count):
        level = rng.gauss(8000, spread)
        out.append([(max(1, round(rng.gauss(level, 300) + (rng.random() < .03) * rng.expovariate(1 / 5000))), rng.choice((1, 1, 7)))
                    for _ in range(rng.randint(size, 2 * size))])
    return out


def share(trial, top):
    return Fraction(sum(w for v, w in trial if v <= top), sum(w for _, w in trial))


def mixture(trials, fraction):
    """Looks at every bucket that a value lies in, ascending, with the samples themselves."""
    n = len(trials)
    low = estimate = top = None
    t = bound(0.05, n - 1) if n > 1 else 0
    for index in sorted({bucket(v) for trial in trials for v, _ in trial}):
        shares = [share(trial, high(index)) for trial in trials]
        mean = sum(shares) / n
        error = sqrt(sum((s - mean) ** 2 for s in shares) / (n - 1) / n) if n > 1 else 0
        if low is None and float(mean) + t * error >= fraction:
            low = ENDS[index]
        if estimate is None and mean >= Fraction(str(fraction)):
            estimate = middle(index)
        if top is None and float(mean) - t * error >= fraction:
            top = high(index)
    if n < 6:
        own = [next(i for i in sorted({bucket(v) for v, _ in trial}) if share(trial, high(i)) >= Fraction(str(fraction))) for trial in trials]
        return estimate, ENDS[min(own)], high(max(own))
    return estimate, low, top


def mixture_tables():
    rng, rows = random.Random(23), []
    for i, (count, size, spread) in enumerate(((8, 25, 300), (6, 25, 20), (3, 30, 500), (1, 40, 0), (12, 15, 800))):
        trials = trials_of(rng, count, size, spread)
        names = []
        for k, trial in enumerate(trials):
            names.append(f"values_{i}_{k}")
            flat = ", ".join(f"{v}, {w}" for v, w in trial)
            print(f"static const uint32_t {names[-1]}[] = {{{flat}}};")
        print(f"static const struct mixture_trial trials_{i}[] = {{" + ", ".join(f"{{{n}, {len(t)}}}" for n, t in zip(names, trials)) + "};")
        for fraction in (.1, .5, .9, .99):
            rows.append(f"{{trials_{i}, {count}, {fraction}, " + ", ".join(repr(float(v)) for v in mixture(trials, fraction)) + "}")
    print("struct mixture_row { const struct mixture_trial *trials; size_t count; double fraction, estimate, low, high; };")
    print("static const struct mixture_row mixture_rows[] = {\n    " + ",\n    ".join(rows) + "};")


print("/* SPDX-License-Identifier: MIT */")
print("/* Made by tests/unit/tables/histogram.py: buckets, quantiles of trials, Student's t. */")
print("#include <stddef.h>")
print("#include <stdint.h>")
print()
bucket_tables()
student_tables()
print("/* Values and weights by turns. */")
print("struct mixture_trial { const uint32_t *values; size_t count; };")
mixture_tables()
