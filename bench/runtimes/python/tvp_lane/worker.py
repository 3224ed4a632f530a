# SPDX-License-Identifier: MIT
"""The body of every worker: stamp, pin, get the data, ready, gate, measure, verify, leave."""
import os
import sys
from time import CLOCK_MONOTONIC, clock_gettime_ns, process_time_ns, sleep

from tvp_lane import data
from tvp_lane.place import POINTS, place, plan

LOOK_S = 0.0002  # at the gate, off the clock


def now():
    return clock_gettime_ns(CLOCK_MONOTONIC)


def module_of(kind, name):
    __import__(kind + "." + name)
    return sys.modules[kind + "." + name]


def live(index, crew, handed, entered):
    at = place()
    at.stamp(crew, index, 2, entered)
    at.point(index, "enter")
    try:
        held = come_up(at, index, crew, handed, entered)  # until it leaves: memory is looked at before
    except Exception as error:  # whatever it is, it is the trial's to tell
        at.fail_worker(index, "failed", "%s: %s" % (type(error).__name__, error))
        raise
    leave(at, index, crew)
    del held


def come_up(at, index, crew, handed, entered):
    the = plan()
    if at.get_worker(index, "pid") == 0 and os.getpid() != the_parent():
        at.put_long(index, "pid", os.getpid())
    cpu = the["cpus"][index]
    if cpu >= 0:
        os.sched_setaffinity(0, {cpu})
    thing, expected = data.receive(handed)
    data.touch(the["workload"], thing)
    at.stamp(crew, index, 3, now())
    explain_start(at, index, entered)
    at.point(index, "ready")
    gates, base = the["gates"], crew * the["gates"]["step"]
    if await_gate(at, base + gates["set_up"]) == base + gates["skip"]:
        return thing
    task = module_of("workloads", the["workload"]).Work(the, at, index, thing, expected)
    samples = at.samples(index, 1 if the["kind"] == "pilot" else -(-the["ops"] // the["batch"]))
    for k in range(len(samples)):
        samples[k] = 0
    at.point(index, "set-up")
    await_gate(at, base + gates["work"])
    work(the, at, index, task, samples)
    await_others(at, "done", lambda: task.run(the["batch"]))
    look_at_pin(at, index, cpu)
    task.verify()
    task.close()
    at.point(index, "verified")
    return task


def the_parent():
    return int(os.environ["TVP_TRIAL_PARENT"])


def explain_start(at, index, entered):
    """Of a fresh interpreter: when its main module began, and when that was imported."""
    main = sys.modules.get("__mp_main__")
    if getattr(main, "born", None) != os.getpid() or os.getpid() == the_parent():
        return
    at.metric(index, "runtime_main_ns", main.imported - main.ran)
    at.metric(index, "runtime_unpickle_ns", entered - main.imported)
    at.metric(index, "runtime_cpu_ns", process_time_ns())
    at.metric(index, "runtime_modules", len(sys.modules))


def end_with_parent():
    """Who waits for a parent that has been killed waits for ever."""
    try:
        os.kill(the_parent(), 0)
    except ProcessLookupError:
        os._exit(1)


def await_gate(at, least):
    while at.get("gate") < least:
        sleep(LOOK_S)
        end_with_parent()
    return at.get("gate")


def await_others(at, point, busy):
    """Untimed work until every worker has come to `point`: nobody is timed beside an idle one."""
    least = POINTS[point]
    for other in range(at.plan["workers"]):
        while at.get_worker(other, "point") < least and at.get("status") == 0:
            busy()
            end_with_parent()


def usage():
    import resource

    use = resource.getrusage(resource.RUSAGE_THREAD)
    return [int(use.ru_utime * 1e9), int(use.ru_stime * 1e9), use.ru_nvcsw, use.ru_nivcsw, use.ru_minflt, use.ru_majflt]


USAGE = "cpu_user_ns cpu_system_ns ctxsw_voluntary ctxsw_involuntary minor_faults major_faults".split()


def delay():
    """Time on a run queue, ns; None: the kernel does not tell."""
    try:
        with open("/proc/thread-self/schedstat") as file:
            return int(file.read().split()[1])
    except OSError:
        return None


def work(the, at, index, task, samples):
    usage(), delay()
    at.point(index, "run")
    await_others(at, "run", lambda: task.run(1))
    before, waited = usage(), delay()
    if the["kind"] == "pilot":
        ops = pilot(the, at, index, task, samples)
    else:
        ops = timed(the, task, samples)
    after, waited_after = usage(), delay()
    at.put_long(index, "go", samples[0])
    at.put_long(index, "done", samples[len(samples) - 1])
    at.put_long(index, "ops", ops)
    at.put_long(index, "samples", len(samples) - 1)
    for name, a, b in zip(USAGE, before, after):
        at.metric(index, name, b - a)
    if waited is not None and waited_after is not None:
        at.metric(index, "run_delay_ns", waited_after - waited)
    at.point(index, "done")


def timed(the, task, samples):
    run, batch, left, k = task.run, the["batch"], the["ops"], 1
    samples[0] = clock_gettime_ns(CLOCK_MONOTONIC)
    while left > 0:
        ops = batch if left > batch else left
        run(ops)
        left -= ops
        samples[k] = clock_gettime_ns(CLOCK_MONOTONIC)
        k += 1
    return the["ops"]


def pilot(the, at, index, task, samples):
    ops = 1
    while True:
        before = delay()
        samples[0] = now()
        task.run(ops)
        samples[1] = now()
        waited = min(max((delay() or 0) - (before or 0), 0), samples[1] - samples[0])
        at.put_long(index, "waited_ns", waited)
        if samples[1] - samples[0] - waited >= the["pilot_ns"]:
            return ops
        ops *= 2


def look_at_pin(at, index, cpu):
    with open("/proc/thread-self/stat") as file:
        last = int(file.read().rsplit(")", 1)[1].split()[36])
    at.signed_word(index, "last_cpu", last)
    at.put_worker(index, "pin_lost", int(cpu >= 0 and os.sched_getaffinity(0) != {cpu}))


def leave(at, index, crew):
    """When the parent says so; a model that joins all at once lets all leave at once."""
    together = at.plan["together"]
    while (at.get("may_leave") if together else at.get_worker(index, "leave")) < crew + 1:
        if at.get("status") != 0:
            break
        sleep(LOOK_S)
        end_with_parent()
    at.stamp(crew, index, 4, now())
    at.point(index, "leave")
