# SPDX-License-Identifier: MIT
"""A script without the guard of its main module, and one with it, under each start method and interface."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common

HEAD = common.OWN_NAMES + """import os, sys
with open({runs!r}, "a") as runs:
    runs.write("x")

def double(value):
    return 2 * value

"""
BODIES = {
    "process": """import multiprocessing
worker = multiprocessing.get_context({method!r}).Process(target=double, args=(1,))
worker.start()
worker.join()
print("result" if worker.exitcode == 0 else "exit code %s of the worker" % worker.exitcode)
sys.exit(worker.exitcode)
""",
    "executor": """import concurrent.futures, multiprocessing
with concurrent.futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context({method!r})) as pool:
    print("result", sum(pool.map(double, range(4))))
""",
    "pool": """import multiprocessing
with multiprocessing.get_context({method!r}).Pool(2) as pool:
    print("result", sum(pool.map(double, range(4))))
""",
    "loky": common.OWN_LOKY + """import joblib
print("result", sum(joblib.Parallel(n_jobs=2)(joblib.delayed(double)(i) for i in range(4))))
""",
    "dask": """import distributed
with distributed.LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
    with distributed.Client(cluster) as client:
        print("result", sum(client.gather(client.map(double, range(4)))))
""",
}
NEEDS = {"loky": ("joblib", "python3-joblib"), "dask": ("distributed", "python3-distributed")}


def script(folder, interface, method, guarded):
    body = BODIES[interface].format(method=method)
    if guarded:
        body = "if __name__ == '__main__':\n" + "".join("    " + line + "\n" for line in body.splitlines())
    path = os.path.join(folder, "script.py")
    with open(path, "w") as file:
        file.write(HEAD.format(runs=os.path.join(folder, "runs")) + body)
    return path


def missing(interface, method):
    if interface not in NEEDS:
        return common.no_method(method)
    try:
        __import__(NEEDS[interface][0])
    except ImportError:
        return "this Python has no %s (Debian: %s)" % NEEDS[interface]


def try_one(records, interface, method, guarded):
    case = "%s/%s/%s" % ("guarded" if guarded else "unguarded", method, interface)
    why = missing(interface, method)
    if why:
        records.say(case, "unsupported", why)
        if guarded and interface == "process":
            records.say("guarded/%s/rerun" % method, "unsupported", why)
        return
    with common.private_folder() as folder:
        how, code, output, runs = common.run_script(script(folder, interface, method, guarded), folder)
    outcome = how if how != "ended" else "works" if code == 0 and "result" in output else "fails"
    last = common.last_line if outcome == "works" else common.last_error
    detail = "%s of its top level; %s" % (common.count(runs, "run"), last(output))
    records.say(case, outcome, detail, processes=runs, exit_code=code)
    if guarded and interface == "process":
        records.say("guarded/%s/rerun" % method, "runs-again" if runs > 1 else "once", "%s of its top level" % common.count(runs, "run"))


def main():
    arguments = common.arguments()
    records = common.Records("unguarded", arguments.out_fd)
    common.adopt()
    for method in common.METHODS:
        for interface in ("process", "executor", "pool"):
            try_one(records, interface, method, True)
    for method in ("spawn", "forkserver"):
        for interface in ("process", "executor", "pool"):
            try_one(records, interface, method, False)
    for interface in NEEDS:
        try_one(records, interface, "own", True)
        try_one(records, interface, "own", False)
    records.done()
    common.end_all()


if __name__ == "__main__":
    main()
