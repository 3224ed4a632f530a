# SPDX-License-Identifier: MIT
"""How the dataset reaches the workers. What is handed to a worker is a tuple: the way, what it needs, and what the work
should come to, so that a worker can tell whether it has the right data."""
import os
import sys

from tvp_lane.place import plan

KEPT = {}  # the parent's own; forked workers and threads find it here


def workload():
    name = "workloads." + plan()["workload"]
    __import__(name)
    return sys.modules[name]


def make(the):
    """In the parent, off the clock: the dataset, and what is handed to each worker."""
    sharing, module = the["sharing"], workload()
    if not the["data"] or not hasattr(module, "make"):
        return ("none", None, None)
    thing = module.make(the["data"], the["seed"])
    expected = module.answer(thing)
    if sharing == "inherit":
        KEPT["data"] = thing
        return ("inherit", None, expected)
    if sharing == "copy":
        KEPT["data"] = thing
        return ("copy", thing, expected)
    if sharing == "shm":
        return ("shm", share(the, module, thing), expected)
    if sharing == "load":
        path = os.path.join(the["tmp"], "data")
        module.save(thing, path)
        return ("load", path, expected)
    if sharing == "seed":
        return ("seed", None, expected)
    return ("server", serve(the, thing), expected)


def share(the, module, thing):
    """A segment of multiprocessing.shared_memory, named so that whoever comes after a crash knows whose it is."""
    from multiprocessing.shared_memory import SharedMemory

    raw = memoryview(module.raw(thing)).cast("B")
    segment = SharedMemory("tvp-lane-%d" % os.getpid(), create=True, size=len(raw))
    segment.buf[: len(raw)] = raw
    KEPT["segment"] = segment
    return (segment.name, len(raw))


def serve(the, thing):
    """A Manager's list: its process has the data, everybody asks it."""
    import multiprocessing

    from tvp_lane.place import place

    manager = multiprocessing.get_context(the.get("method")).Manager()
    place().longs[the["head"]["owner_pid"] // 8] = manager._process.pid
    KEPT["manager"] = manager
    return manager.list(thing)


def receive(handed):
    """In a worker: (data, what it should come to)."""
    way, what, expected = handed
    if way == "none":
        return None, None
    if way == "inherit":
        return KEPT["data"], expected
    if way == "copy":
        return (what.recv() if hasattr(what, "recv") else what), expected
    if way == "shm":
        return attach(what), expected
    if way == "load":
        return workload().load(what), expected
    if way == "seed":
        return workload().make(plan()["data"], plan()["seed"]), expected
    return what, expected


def attach(what):
    name, size = what
    if plan()["foreign"]:
        # A process with a resource tracker of its own would remove the segment when it ends.
        import mmap

        handle = os.open("/dev/shm/" + name, os.O_RDWR)
        view = memoryview(mmap.mmap(handle, size))
        os.close(handle)
    else:
        from multiprocessing.shared_memory import SharedMemory

        KEPT.setdefault("attached", []).append(SharedMemory(name))
        view = KEPT["attached"][-1].buf[:size]
    return workload().view(view)


def touch(name, thing):
    """READY means that the data is there: of a buffer each page is read once; of objects only the first and the last,
    since reading them all is the work."""
    if thing is None:
        return
    if isinstance(thing, (bytes, bytearray, memoryview)):
        sum(memoryview(thing)[::4096])
    elif len(thing):
        thing[0], thing[-1]


def release():
    """In the parent, at its end."""
    if "segment" in KEPT:
        KEPT["segment"].unlink()
    if "manager" in KEPT:
        KEPT["manager"].shutdown()
