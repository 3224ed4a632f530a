# SPDX-License-Identifier: MIT
"""Which objects pickle and cloudpickle take, and whether they come back."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common


def named(value):
    return value + 1


def objects():
    import multiprocessing
    import socket
    import sqlite3
    import threading

    def local(value):
        return value + 1

    def count():
        yield 1

    class Nested:
        value = 1

    found = {
        "named function": named,
        "lambda": lambda value: value + 1,
        "local function": local,
        "nested class": Nested,
        "generator": count(),
        "file": open(os.devnull),
        "socket": socket.socket(),
        "thread": threading.Thread(target=named, args=(1,)),
        "lock": threading.Lock(),
        "process lock": multiprocessing.Lock(),
        "database": sqlite3.connect(":memory:"),
        "module": os,
        "list": list(range(1000)),
    }
    try:
        import numpy

        found["array"] = numpy.arange(1000)
    except ImportError:
        pass
    return found


def try_one(serializer, thing):
    import pickle

    try:
        data = serializer.dumps(thing)
    except Exception as error:
        return "refused", "%s: %s" % (type(error).__name__, error)
    try:
        back = pickle.loads(data)
    except Exception as error:
        return "lost", "%s: %s" % (type(error).__name__, error)
    if callable(thing) and not isinstance(thing, type) and back(1) != 2:
        return "lost", "what comes back does something else"
    return "taken", "%d bytes" % len(data)


def main():
    arguments = common.arguments()
    records = common.Records("serializers", arguments.out_fd)
    sys.modules["serializers"] = sys.modules["__main__"]
    for name, package in (("pickle", ""), ("cloudpickle", "python3-cloudpickle")):
        try:
            serializer = __import__(name)
        except ImportError:
            for thing in objects():
                records.say("%s/%s" % (name, thing), "unsupported", "this Python has no %s (Debian: %s)" % (name, package))
            continue
        for thing, value in objects().items():
            records.say("%s/%s" % (name, thing), *try_one(serializer, value))
    records.done()


if __name__ == "__main__":
    main()
