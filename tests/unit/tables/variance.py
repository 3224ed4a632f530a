#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes tables/variance.h: variance components of nested designs, by other means than harness/stats/variance.c: sums of
squares from the raw samples in exact fractions; what each is expected to be from the same sums of squares of indicator
vectors (the trace of a quadratic form, column by column); and the best number of repetitions by trying them all.
    /usr/bin/python3 tests/unit/tables/variance.py > tests/unit/tables/variance.h"""
import random
from fractions import Fraction
from itertools import count
from statistics import mean, variance


def mean_of(values):
    return sum(values, Fraction(0)) / len(values)


def squares(design, y):
    """Sums of squares of y (one value a sample): within trials, trials within sessions, sessions."""
    of_trial, of_session = {}, {}
    for (session, trial), value in zip(design, y):
        of_trial.setdefault((session, trial), []).append(value)
        of_session.setdefault(session, []).append(value)
    grand = mean_of(y)
    within = sum((v - mean_of(vs)) ** 2 for vs in of_trial.values() for v in vs)
    trials = sum(len(vs) * (mean_of(vs) - mean_of(of_session[s])) ** 2 for (s, _), vs in of_trial.items())
    sessions = sum(len(vs) * (mean_of(vs) - grand) ** 2 for vs in of_session.values())
    return within, trials, sessions


def expected(design, level):
    """What a unit of variance at a level adds to each sum of squares: that of each of its indicators, summed."""
    keys = [sample if level == "within" else cell if level == "trials" else cell[0] for sample, cell in enumerate(design)]
    total = (Fraction(0),) * 3
    for key in sorted(set(keys)):
        total = tuple(a + b for a, b in zip(total, squares(design, [Fraction(int(k == key)) for k in keys])))
    return total


def components(design, y):
    """None for what the design cannot tell."""
    sums = squares(design, y)
    per = {level: expected(design, level) for level in ("within", "trials", "sessions")}
    found, solved = {}, []
    for row, level in enumerate(("within", "trials", "sessions")):
        if per["within"][row] == 0:  # no degrees of freedom
            found[level] = None
            continue
        rest = sums[row] - sum(value * per[other][row] for other, value in solved)
        found[level] = rest / per[level][row]
        solved.append((level, found[level]))
    return found


def designs():
    """Lists of sessions; a session is a list of how many samples each trial has; then the three deviations."""
    yield [[3, 3, 3], [3, 3, 3], [3, 3, 3]], (1, 2, 3)
    yield [[5, 2, 7], [1, 4], [3, 3, 3, 9], [2]], (2, 1, 1)
    yield [[4, 4, 4, 4, 4, 4]], (1, 3, 0)  # one session
    yield [[1, 1, 1, 1], [1, 1, 1]], (1, 1, 2)  # one sample a trial
    yield [[6], [4], [5]], (1, 1, 2)  # one trial a session
    yield [[10, 10], [10, 10, 10], [2, 30]], (5, 0, 0)  # everything within
    yield [[8, 8, 8]] * 4, (4, 0, 2)
    yield [[5]], (1, 0, 0)
    yield [[1], [1], [1, 1]], (1, 1, 1)
    yield [[20] * 6, [25] * 5, [30] * 4], (3, 2, 4)


def component_tables():
    rng, rows = random.Random(17), []
    for i, (sizes, (within, trials, sessions)) in enumerate(designs()):
        design, y, groups = [], [], []
        for s, trial_sizes in enumerate(sizes):
            session = rng.gauss(50, sessions)
            for t, size in enumerate(trial_sizes):
                trial = rng.gauss(session, trials)
                values = [Fraction(round(rng.gauss(trial, within), 3)).limit_denominator(1000) for _ in range(size)]
                design += [(s, t)] * size
                y += values
                spread = float(variance(values)) if size > 1 else 0.0
                groups.append(f"{{{float(mean(values))!r}, {spread!r}, {size}, {7 * s + 3}}}")
        rng.shuffle(groups)  # the order does not matter
        found = components(design, y)
        print(f"static const struct stats_group nested_{i}[] = {{" + ", ".join(groups) + "};")
        parts = []
        for level in ("within", "trials", "sessions"):
            value = found[level]
            state = "UNKNOWN" if value is None else "TRUNCATED" if value < 0 else "ESTIMATED"
            parts.append(f"{{{float(value) if state == 'ESTIMATED' else 0.0!r}, STATS_PART_{state}}}")
        rows.append(f"{{nested_{i}, {len(groups)}, {{{', '.join(parts)}, {float(mean_of(y))!r}, {len(y)}, {len(groups)}, {len(sizes)}}}}}")
    print("struct nested_row { const struct stats_group *groups; size_t count; struct stats_components is; };")
    print("static const struct nested_row nested_rows[] = {\n    " + ",\n    ".join(rows) + "};")


def best(lower, upper, cheap, dear):
    """The first r after which the price of precision only rises."""
    price = lambda r: (Fraction(upper) + Fraction(lower) / r) * (Fraction(dear) + r * Fraction(cheap))
    for r in count(1):
        if price(r + 1) >= price(r):
            return r


def repetition_tables():
    cases = [(4, 1, 1, 100), (1, 4, 1, 100), (1, 1, 1, 1), (9, 0.25, 0.5, 20), (0.01, 4, 1, 1), (2, 3, 0.1, 35), (1, 1, 1, 2),
             (1, 1, 1, 6), (100, 1, 0.001, 50), (0.5, 0.75, 1, 300)]
    rows = [f"{{{lower}, {upper}, {cheap}, {dear}, {best(lower, upper, cheap, dear)}}}" for lower, upper, cheap, dear in cases]
    print("struct repetition_row { double lower, upper, lower_cost, upper_cost, repetitions; };")
    print("static const struct repetition_row repetition_rows[] = {\n    " + ",\n    ".join(rows) + "};")


print("/* SPDX-License-Identifier: MIT */")
print("/* Made by tests/unit/tables/variance.py: the variance components of nested designs. */")
print("#include \"../../../harness/stats/variance.h\"")
print()
component_tables()
repetition_tables()
