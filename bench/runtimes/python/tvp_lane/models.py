# SPDX-License-Identifier: MIT
"""What all models of this runtime have in common."""
import os

from tvp_lane import names
from tvp_lane.methods import no_method
from tvp_lane.place import place


class Missing(Exception):
    """This interpreter, or this system, does not have what the model or workload needs."""


class Killed(Exception):
    """A worker was: by that signal; `index` None: it cannot be known which."""

    def __init__(self, number, index=None):
        import signal

        super().__init__("killed by %s" % signal.Signals(number).name)
        self.index = index


def need(module, package):
    """That module, or the reason why not, with the name of what would bring it."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError:
        raise Missing("this Python has no %s (Debian: %s)" % (module, package))


def context_of(method):
    """multiprocessing's, or the reason why there is none."""
    import multiprocessing

    why = no_method(method)
    if why:
        raise Missing(why)
    own_names()
    return multiprocessing.get_context(method)


# What a start imports when it is the first one, by start method: not the start's own cost, so that `open` has it done.
START = {
    "fork": "popen_fork",
    "spawn": "popen_spawn_posix spawn resource_tracker",
    "forkserver": "popen_forkserver forkserver spawn resource_tracker",
}


def import_now(names, package=""):
    """Those of them that this interpreter, or this version of a library, has."""
    for name in names.split():
        try:
            __import__(package + name)
        except ImportError:
            pass


def import_start(method, also=""):
    import_now(START.get(method, "") + " " + also, "multiprocessing.")


class Base:
    method = None  # the start method of multiprocessing, where there is one
    together = False  # its workers leave together
    blocking = False  # its call returns when all are done: run_all
    foreign = False  # its workers have resource trackers of their own

    def __init__(self, the):
        self.the = the
        self.workers = {}

    def facts(self):
        return {}

    def open(self):
        """Once a trial, off the clock, the data made: what the first start would import is imported."""

    def hand(self, index, handed):
        """What worker `index` is given, off the clock."""
        return handed

    def started(self, index, handed):
        """After CALLED: what is sent to a worker that was started without it."""

    def check(self):
        """Raises what a worker died of."""

    def close(self):
        """Once a trial, when all is joined."""


def own_names(statements=names.MULTIPROCESSING):
    exec(statements % os.getpid(), {})


def enter():
    from tvp_lane.first import enter as first
    import tvp_lane.worker  # noqa: F401: the lane's own; a thread or a forked worker must not pay for it

    return first


class Processes(Base):
    """multiprocessing.Process under one start method."""

    def __init__(self, the):
        super().__init__(the)
        self.context = context_of(self.method)
        self.enter = enter()

    def open(self):
        import_start(self.method)

    def start(self, index, crew, given):
        worker = self.context.Process(target=self.enter, args=(index, crew, given), daemon=True)
        self.workers[index] = worker
        worker.start()

    def join(self, index):
        worker = self.workers.pop(index)
        worker.join()
        if worker.exitcode < 0:
            raise Killed(-worker.exitcode, index)
        if worker.exitcode != 0:
            raise RuntimeError("worker %d: exit code %s" % (index, worker.exitcode))
        worker.close()

    def check(self):
        for index, worker in self.workers.items():
            if worker.exitcode is not None and worker.exitcode < 0:
                raise Killed(-worker.exitcode, index)
            if worker.exitcode is not None:
                raise RuntimeError("worker %d ended before its time, with exit code %s" % (index, worker.exitcode))


class Executor(Base):
    """concurrent.futures: tasks are handed to workers that the executor starts when it needs them."""

    together = True

    def __init__(self, the):
        super().__init__(the)
        self.enter = enter()
        self.executor = None
        self.processes = {}  # by id; none of threads

    def start(self, index, crew, given):
        if self.executor is None:
            self.executor = self.make()
        self.workers[index] = self.executor.submit(self.enter, index, crew, given)

    def started(self, index, handed):
        self.processes.update(getattr(self.executor, "_processes", None) or {})

    def result(self, future):
        from concurrent.futures import BrokenExecutor

        try:
            future.result()
        except BrokenExecutor:
            self.tell_killed()
            raise

    def tell_killed(self):
        """The pool ends the others by SIGTERM: the one that died of something else is the first."""
        import signal

        for process in self.processes.values():
            process.join(1)
        dead = [(pid, -one.exitcode) for pid, one in self.processes.items() if (one.exitcode or 0) < 0]
        for pid, number in sorted(dead, key=lambda one: one[1] == signal.SIGTERM)[:1]:
            raise Killed(number, place().index_of(pid))

    def check(self):
        for future in self.workers.values():
            if future.done():
                self.result(future)

    def join_all(self):
        for future in self.workers.values():
            self.result(future)
        self.executor.shutdown(wait=True)
        self.executor = None
        self.workers = {}


class Joblib(Base):
    """joblib.Parallel with one of its backends: one call, which returns with the results."""

    together = True
    blocking = True
    foreign = True
    backend = None

    def __init__(self, the):
        super().__init__(the)
        self.joblib = need("joblib", "python3-joblib")
        if the["workers"] == 1:
            raise Missing("joblib with n_jobs=1 starts nothing: its caller does the task itself")
        own_names()
        own_names(names.LOKY)
        self.enter = enter()

    def facts(self):
        return {"joblib": self.joblib.__version__}

    def open(self):
        import multiprocessing

        import_start(multiprocessing.get_start_method(), "synchronize resource_tracker spawn dummy pool")
        import_now("fork_exec popen_loky_posix resource_tracker reduction queues", "joblib.externals.loky.backend.")

    def run_all(self, crew, handed):
        calls = (self.joblib.delayed(self.enter)(i, crew, handed) for i in range(self.the["workers"]))
        parallel = self.joblib.Parallel(n_jobs=self.the["workers"], backend=self.backend, batch_size=1, pre_dispatch="all")
        try:
            parallel(calls)
        except Exception as error:
            if type(error).__name__ == "TerminatedWorkerError" and "(-" in str(error):  # "{SIGKILL(-9)}"
                raise Killed(int(str(error).split("(-")[1].split(")")[0]))
            raise

    def join_all(self):
        """A backend without workers that outlive the call has none to end."""
