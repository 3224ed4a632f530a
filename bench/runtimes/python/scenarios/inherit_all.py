# SPDX-License-Identifier: MIT
"""What crosses from a parent to its workers, under each start method."""
import multiprocessing
import os
import random
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common

value = "as written"
lock = threading.Lock()
generator = random.Random(1)
LOCK_TRIALS = 10
SEEN = ("globals", "descriptor", "modules", "threads")
DRAWN = ("generator", "random", "numpy")


def draw():
    """The next number of an own generator, of the module's, and of numpy's where there is one."""
    numbers = dict(generator=generator.random(), random=random.random())
    try:
        import numpy

        numbers["numpy"] = numpy.random.random()
    except ImportError:
        pass
    return numbers


def look(queue, handle, node):
    """In the worker."""
    try:
        descriptor = os.fstat(handle).st_ino == node  # another file may have the number
    except OSError:
        descriptor = False
    queue.put(
        dict(
            globals=value == "changed",
            descriptor=descriptor,
            modules="xml.dom.minidom" in sys.modules,
            threads=threading.active_count() > 1,
            **draw(),
        )
    )


def take(queue):
    queue.put(lock.acquire(timeout=1))


def ask(context, target, *more):
    queue = context.SimpleQueue()
    worker = context.Process(target=target, args=(queue, *more), daemon=True)
    worker.start()
    answer = queue.get()
    worker.join()
    return answer


def hold(held, release):
    with lock:
        held.set()
        release.wait(60)


def locks(context):
    """How many of the children could not take a lock that another thread held."""
    stuck = 0
    held, release = threading.Event(), threading.Event()
    threading.Thread(target=hold, args=(held, release), daemon=True).start()
    held.wait()
    for _ in range(LOCK_TRIALS if context.get_start_method() == "fork" else 2):
        stuck += not ask(context, take)
    release.set()
    return stuck


def of_method(records, method):
    global value
    import xml.dom.minidom  # noqa: F401: what a worker may find imported

    context = multiprocessing.get_context(method)
    value = "changed"
    draw()  # no generator is as it was made
    file = tempfile.TemporaryFile()
    os.set_inheritable(file.fileno(), True)
    node = os.fstat(file.fileno()).st_ino
    stop = threading.Event()
    threading.Thread(target=stop.wait, args=(60,), daemon=True).start()
    answers = [ask(context, look, file.fileno(), node) for _ in range(2)]
    stop.set()
    for what in SEEN:
        records.say("%s/%s" % (method, what), "crosses" if answers[0][what] else "absent")
    numbers = draw()
    for what in DRAWN:
        if what not in numbers:
            records.say("%s/%s" % (method, what), "unsupported", "this Python has no numpy (Debian: python3-numpy)")
            continue
        same = answers[0][what] == answers[1][what] == numbers[what]
        detail = "two workers and their parent draw %s" % ("the same number" if same else "other numbers")
        records.say("%s/%s" % (method, what), "crosses" if same else "absent", detail)
    stuck = locks(context)
    records.say(method + "/lock", "hangs" if stuck else "works", "%d children could not take it within 1 s" % stuck, stuck=stuck)


def main():
    arguments = common.arguments()
    records = common.Records("inherit_all", arguments.out_fd)
    common.adopt()
    exec(common.OWN_NAMES)
    for method in common.METHODS:
        why = common.no_method(method)
        if why:
            for what in SEEN + DRAWN + ("lock",):
                records.say("%s/%s" % (method, what), "unsupported", why)
            continue
        try:
            of_method(records, method)
        except Exception as error:
            records.say(method + "/globals", "fails", "%s: %s" % (type(error).__name__, error))
    records.done()
    common.end_all()


if __name__ == "__main__":
    main()
