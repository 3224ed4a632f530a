# SPDX-License-Identifier: MIT
"""Functions of notebook cells under each start method: real notebooks, executed by a real kernel."""
import json
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import common

CELL_S = 15  # a cell that took longer hangs
AT_ONCE = 3

DEFINE = {
    "cell": "def double(value):\n    return 2 * value",
    "guarded": "def double(value):\n    return 2 * value",
    "module": "import sys\nsys.path.insert(0, {folder!r})\nfrom doubling import double",
}
USE = {
    "pool": "import multiprocessing\nwith multiprocessing.get_context({method!r}).Pool(2) as pool:\n"
    "    print('result', sum(pool.map(double, range(4))))",
    "process": "import multiprocessing\nworker = multiprocessing.get_context({method!r}).Process(target=double, args=(1,))\n"
    "worker.start()\nworker.join()\nprint('result' if worker.exitcode == 0 else 'exit code %s' % worker.exitcode)",
    "executor": "import concurrent.futures, multiprocessing\n"
    "with concurrent.futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context({method!r})) as pool:\n"
    "    print('result', sum(pool.map(double, range(4))))",
    "function": "import joblib\nprint('result', sum(joblib.Parallel(n_jobs=2, backend={method!r})(joblib.delayed(double)(i) "
    "for i in range(4))))",
    "lambda": "import joblib\nprint('result', sum(joblib.Parallel(n_jobs=2, backend={method!r})(\n"
    "    joblib.delayed(lambda value: 2 * value)(i) for i in range(4))))",
}
CASES = (
    ["cell/%s/%s" % (method, how) for method in common.METHODS for how in ("pool", "process", "executor")]
    + ["guarded/spawn/executor", "guarded/spawn/process", "module/spawn/executor", "module/spawn/pool"]
    + ["cell/joblib-%s/%s" % (backend, what) for backend in ("loky", "multiprocessing") for what in ("function", "lambda")]
)


def cells(case, folder):
    where, method, how = case.split("/")
    use = USE[how].format(method=method.replace("joblib-", ""))
    if where == "guarded":
        use = "if __name__ == '__main__':\n" + "".join("    " + line + "\n" for line in use.splitlines())
    own = common.OWN_NAMES + (common.OWN_LOKY if "joblib" in use else "")
    return [own, DEFINE[where].format(folder=folder), use]


def execute(case, folder):
    """(outcome, detail) of one notebook, in this process."""
    import nbclient
    import nbformat

    with open(os.path.join(folder, "doubling.py"), "w") as file:
        file.write(DEFINE["cell"] + "\n")
    kernel = os.path.join(folder, "kernels", "own")
    os.makedirs(kernel)
    with open(os.path.join(kernel, "kernel.json"), "w") as file:
        json.dump({"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "own",
                   "language": "python"}, file)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells(case, folder)])
    client = nbclient.NotebookClient(notebook, timeout=CELL_S, kernel_name="own", resources={"metadata": {"path": folder}})
    try:
        client.execute()
    except nbclient.exceptions.CellTimeoutError:
        return "hangs", "no end after %d s; %s" % (CELL_S, common.last_error(said(notebook)))
    except nbclient.exceptions.CellExecutionError as error:
        return "fails", "%s: %s" % (error.ename, error.evalue)
    text = said(notebook)
    if "result" in text:
        return "works", common.last_line(text)
    return "fails", common.last_error(text)


def said(notebook):
    return "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))


def one_case(records, case):
    common.adopt()
    with common.private_folder() as folder:
        for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "TMPDIR"):
            os.environ[name] = folder
        os.environ["JUPYTER_PATH"] = tempfile.tempdir = folder
        begun = time.monotonic()
        try:
            outcome, detail = execute(case, folder)
        except Exception as error:
            outcome, detail = "fails", "%s: %s" % (type(error).__name__, error)
        records.say(case, outcome, detail, seconds=round(time.monotonic() - begun, 2))
        common.end_all()


def missing(case):
    method = case.split("/")[1]
    if method in common.METHODS and common.no_method(method):
        return common.no_method(method)
    for module, package in (("nbclient", "python3-nbclient"), ("ipykernel", "python3-ipykernel"), ("joblib", "python3-joblib")):
        if module == "joblib" and "joblib" not in case:
            continue
        try:
            __import__(module)
        except ImportError:
            return "this Python has no %s (Debian: %s)" % (module, package)


def main():
    arguments = common.arguments()
    records = common.Records("notebook", arguments.out_fd)
    if arguments.case:
        one_case(records, arguments.case)
        return
    common.adopt()
    waiting, running = list(CASES), []
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            case = waiting.pop(0)
            why = missing(case)
            if why:
                records.say(case, "unsupported", why)
                continue
            words = [sys.executable, "-I", os.path.abspath(__file__), "--out-fd", str(arguments.out_fd), "--case", case]
            running.append(subprocess.Popen(words, pass_fds=[arguments.out_fd], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        running = [one for one in running if one.poll() is None]
        time.sleep(0.05)
    records.done()
    common.end_all()


if __name__ == "__main__":
    main()
