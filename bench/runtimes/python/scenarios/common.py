# SPDX-License-Identifier: MIT
"""What the scenarios share: records, bounded scripts, and an end to all that was started."""
import argparse
import contextlib
import ctypes
import json
import multiprocessing
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tvp_lane import family, names
from tvp_lane.family import below
from tvp_lane.methods import METHODS, no_method  # noqa: F401: for the scenarios

PROCESSES_MAX = 40  # a script that started so many would not end
LIMIT_S = 12
# Of what is tried: one that is killed before it tells its tracker leaves a name, which the keeper removes.
OWNER = int(os.environ.setdefault("TVP_SCENARIO", str(os.getpid())))
OWN_NAMES = names.MULTIPROCESSING % OWNER
OWN_LOKY = names.LOKY % OWNER


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out-fd", type=int, default=1)
    parser.add_argument("--limit", type=float, default=120)
    parser.add_argument("--case", help="one case alone, in this process")
    return parser.parse_args()


class Records:
    def __init__(self, name, handle):
        self.name, self.handle = name, handle

    def say(self, case, outcome, detail="", **more):
        detail = " ".join(str(detail).split())[:300]
        self.write(dict(schema="tvp.scenario/1", scenario=self.name, case=case, outcome=outcome, detail=detail, **more))

    def done(self):
        locked = getattr(sys, "_is_gil_enabled", lambda: True)()
        self.write(
            dict(scenario=self.name, done=True, python=platform.python_version(), gil=locked,
                 default_start_method=multiprocessing.get_all_start_methods()[0])
        )

    def write(self, record):
        os.write(self.handle, (json.dumps(record) + "\n").encode())


def adopt():
    """Orphans of what this process starts become its own, and all of them end with the keeper."""
    if os.getpid() == OWNER:
        family.end_with_keeper(os.environ.get("TVP_SCENARIO_FOLDER"))
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


TRACKER_S = 3  # a resource tracker removes what the others left by name, once they are gone


def is_tracker(pid):
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as words:
            return b"resource_tracker" in words.read()
    except OSError:
        return False


def end_all():
    """Ends and reaps all that lives below this process; trackers end by themselves, if they do."""
    begun = time.monotonic()
    while time.monotonic() < begun + TRACKER_S + 5:
        left = below(os.getpid())
        for pid in left:
            if is_tracker(pid) and time.monotonic() < begun + TRACKER_S:
                continue
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.02)


@contextlib.contextmanager
def private_folder():
    """Removed at its end, whatever processes that were just killed still had in it."""
    folder = tempfile.mkdtemp(prefix="tvp-scenario-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def count(number, what):
    return "%d %s%s" % (number, what, "" if number == 1 else "s")


def last_line(text):
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


NAMED = re.compile(r"([A-Za-z_]\w*\.)*\w*(Error|Exception|Exit|Interrupt|Pool|Worker)(:.*)?$")


def last_error(text):
    """The exception that came last, with the first line of what it says; of text without one, its last line. Processes
    write over each other, and trackers warn after all of them. What was interrupted tells of that last: it counts where
    nothing else is told."""
    lines = text.strip().splitlines()
    named = [at for at in range(len(lines)) if NAMED.match(lines[at])]
    named = [at for at in named if not lines[at].startswith("KeyboardInterrupt")] or named
    if not named:
        return last_line(text)
    said = lines[named[-1]].strip()
    if said.endswith(":"):  # its text begins on a line of its own
        said = " ".join([said] + [line.strip() for line in lines[named[-1] + 1 : named[-1] + 4] if line.strip()][:2])
    return said


def run_script(path, folder, limit=LIMIT_S):
    """Runs it within bounds: ("ended"|"endless"|"hangs", exit code, its output, processes that ran its top level). A
    script tells of each by a byte in `folder`/runs."""
    runs = os.path.join(folder, "runs")
    open(runs, "w").close()
    with open(os.path.join(folder, "output"), "w+") as output:
        child = subprocess.Popen([sys.executable, "-I", path], cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                                 stderr=subprocess.STDOUT, start_new_session=True, env=dict(os.environ, HOME=folder))
        until, how = time.monotonic() + limit, "ended"
        while child.poll() is None:
            if os.path.getsize(runs) > PROCESSES_MAX or len(below(child.pid)) > PROCESSES_MAX:
                how = "endless"
            elif time.monotonic() > until:
                how = "hangs"
            if how != "ended":
                break
            time.sleep(0.05)
        end_all()
        output.seek(0)
        return how, child.returncode, output.read(), os.path.getsize(runs)
