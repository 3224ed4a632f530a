# SPDX-License-Identifier: MIT
"""alike.py A B: two JSON documents hold the same; numbers may differ in their last digits, where the two systems' logarithms
do (1e-12 of them)."""
import json
import sys


def walk(a, b, place):
    if isinstance(a, dict) and isinstance(b, dict) and list(a) == list(b):
        for name in a:
            walk(a[name], b[name], place + "/" + name)
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, pair in enumerate(zip(a, b)):
            walk(*pair, "%s/%d" % (place, i))
    elif isinstance(a, float) and isinstance(b, float):
        if abs(a - b) > 1e-12 * max(abs(a), abs(b)):
            sys.exit("%s: %r, %r" % (place, a, b))
    elif type(a) is not type(b) or a != b:
        sys.exit("%s: %.200r, %.200r" % (place, a, b))


walk(*(json.load(open(path)) for path in sys.argv[1:]), "")
