# SPDX-License-Identifier: MIT
"""What lives below this process, and its end when the keeper above has been killed: that is told by SIGHUP, which the
kernel sends then. Nothing is left to clear up after this process, so that it does it itself. (Not SIGTERM: forked workers
have the handler too, and a pool ends its workers by that; Python's own handlers may come too late for one that sleeps.)"""
import os
import shutil
import signal

SHARED = "/dev/shm"


def below(pid):
    """Children before their own."""
    found = []
    try:
        tasks = os.listdir("/proc/%d/task" % pid)
    except OSError:
        return found
    for task in tasks:
        try:
            with open("/proc/%d/task/%s/children" % (pid, task)) as file:
                found += [int(child) for child in file.read().split()]
        except OSError:
            pass
    for child in list(found):
        found += below(child)
    return found


def tell(pids, sign):
    for pid in pids:
        try:
            os.kill(pid, sign)
        except OSError:
            pass


def end_below():
    """All are stopped before the first is killed: orphans would not be found any more."""
    stopped = set()
    while True:
        found = set(below(os.getpid()))
        if found <= stopped:
            break
        tell(found - stopped, signal.SIGSTOP)
        stopped |= found
    tell(stopped, signal.SIGKILL)


def sweep(owner):
    """Names in shared memory that bear that id."""
    mine = ("tvp-lane-%d" % owner, "sem.tvp-lane-%d" % owner)
    for name in os.listdir(SHARED):
        if name in mine or name.startswith(tuple(one + "-" for one in mine)):
            os.unlink(os.path.join(SHARED, name))


def end_with_keeper(folder=None):
    """From now on."""
    me = os.getpid()

    def end(*_):
        if os.getpid() != me:  # a forked child: what ends a child is its own affair
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGHUP)
            return
        try:
            end_below()
            sweep(me)
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os._exit(1)

    signal.signal(signal.SIGHUP, end)
    return end
