# SPDX-License-Identifier: MIT
"""The trial's parent: makes what it is to have, starts and joins the crews. It is never a worker itself, and sleeps while
workers are timed. The lean image that started it opens the gate."""
import os
import platform
import signal
import sys
import tempfile
from time import CLOCK_MONOTONIC, clock_gettime_ns, sleep

from tvp_lane import data, family
from tvp_lane.models import Killed, Missing
from tvp_lane.place import POINTS, place, plan

LOOK_S = 0.0005
keeper = os.getppid()


def now():
    return clock_gettime_ns(CLOCK_MONOTONIC)


def go_to(the, index):
    """Off the clock: the worker is born on the CPU where it will run."""
    cpu = the["creator_cpu"] if the["creator_cpu"] >= 0 else the["cpus"][index]
    if cpu >= 0 and os.sched_getaffinity(0) != {cpu}:
        os.sched_setaffinity(0, {cpu})


def facts_of(model, late):
    """The record's `runtime`. `late`: once the trial is played, when an import disturbs nothing any more."""
    import sysconfig

    locked = getattr(sys, "_is_gil_enabled", lambda: True)()
    found = {
        "implementation": platform.python_implementation(),
        "version": platform.python_version(),
        "build": " ".join(platform.python_build()),
        "gil": "on" if locked else "off",
        "free_threaded_build": "yes" if sysconfig.get_config_var("Py_GIL_DISABLED") else "no",
        "start_method": model.method or "none",
    }
    found.update(model.facts())
    if late:
        import multiprocessing

        methods = multiprocessing.get_all_start_methods()
        found["default_start_method"] = multiprocessing.get_start_method(allow_none=True) or methods[0]
        if model.method:  # what threads import while a call lasts is their own
            found["imports_in_call"] = IMPORTED["modules"]
    return found


IMPORTED = {"modules": 0}  # at most, within a call that is timed: nothing, since `open` has imported it


def count_imports(before):
    """After CALLED."""
    IMPORTED["modules"] = max(IMPORTED["modules"], len(sys.modules) - before)


def prepare(the):
    sys.modules["tvp_lane.modules"].import_asked()
    tempfile.tempdir = the["tmp"] or None
    for name in ("TMPDIR", "JOBLIB_TEMP_FOLDER", "HOME"):
        if the["tmp"]:
            os.environ[name] = the["tmp"]
    heap = bytearray(the["heap"])
    for page in range(0, len(heap), 4096):
        heap[page] = 1
    data.KEPT["heap"] = heap


def wait_until(at, done, model):
    while not done():
        if at.get("status") != 0:
            raise SystemExit(1)
        if os.getppid() != keeper:
            os.kill(os.getpid(), signal.SIGHUP)  # which has been sent, unless this system cannot
        model.check()
        sleep(LOOK_S)


def play(the, model):
    at = place()
    handed = data.make(the)
    model.open()
    at.facts(facts_of(model, False))
    at.put("parent_ready", 1)
    wait_until(at, lambda: at.get("parent_seen") == 1, model)
    for crew in range(the["starts"]):
        for i in range(the["workers"]):
            at.point(i, "nowhere")
            at.put_long(i, "pid", 0)
        at.put("begun", crew + 1)
        if model.blocking:
            all_at_once(the, at, model, crew, handed)
        else:
            one_by_one(the, at, model, crew, handed)
    at.facts(facts_of(model, True))
    data.release()
    model.close()


def one_by_one(the, at, model, crew, handed):
    for i in range(the["workers"]):
        go_to(the, i)
        given = model.hand(i, handed)
        at.point(i, "call")
        modules = len(sys.modules)
        call = now()
        at.stamp(crew, i, 0, call)
        model.start(i, crew, given)
        at.stamp(crew, i, 1, now())
        count_imports(modules)
        model.started(i, handed)
        wait_until(at, lambda: at.get_worker(i, "point") >= POINTS["ready"], model)
    wait_until(at, lambda: at.get("may_leave") >= crew + 1, model)
    if model.together:
        model.join_all()
        end_all(the, at, crew)
        return
    for i in range(the["workers"]):
        go_to(the, i)
        at.put_worker(i, "leave", crew + 1)
        model.join(i)
        at.stamp(crew, i, 5, now())


def all_at_once(the, at, model, crew, handed):
    """A library's call that returns with the results: CALLED is when it returns."""
    # Bound nowhere: libraries take a parent's one CPU for the machine's.
    modules = len(sys.modules)
    call = now()
    for i in range(the["workers"]):
        at.stamp(crew, i, 0, call)
    model.run_all(crew, handed)
    called = now()
    for i in range(the["workers"]):
        at.stamp(crew, i, 1, called)
    count_imports(modules)
    model.join_all()
    end_all(the, at, crew)


def end_all(the, at, crew):
    joined = now()
    for i in range(the["workers"]):
        at.stamp(crew, i, 5, joined)


def model_of(the):
    name = the["model"]
    __import__("models." + name)
    return sys.modules["models." + name].Model(the)


def main(argv):
    if len(argv) != 2 or argv[1] != "trial" or "TVP_TRIAL" not in os.environ:
        raise SystemExit("this is played by tvp run: try `tvp list models`")
    os.environ["TVP_TRIAL_PARENT"] = str(os.getpid())
    family.end_with_keeper()
    the = plan()
    at = place()
    try:
        prepare(the)
        data.workload()
        model = model_of(the)
        the.update(together=int(model.together), foreign=int(model.foreign), method=model.method)
        os.environ["TVP_TRIAL"] = repr(the)
        play(the, model)
    except Missing as missing:
        at.fail("unsupported", str(missing))
    except Killed as killed:
        who = "a worker"
        if killed.index is not None:
            who, killed = "worker %d" % killed.index, "%s at %s" % (killed, at.point_of(killed.index))
        at.fail("crashed", "%s: %s" % (who, killed))
        raise SystemExit(1)
    except Exception as error:
        if at.get("status") == 0:
            at.fail("failed", "%s: %s" % (type(error).__name__, error))
        raise SystemExit(1)
