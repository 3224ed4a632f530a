# SPDX-License-Identifier: MIT
"""Makes a run's records and scenarios up, so that each part of a claim is answered yes, or each no.

flip.py TVP CLAIMS FOLDER SCRATCH: FOLDER is one of `tvp claims` whose run has a plan and a few records. For each claim of CLAIMS
the records of all trials of its cells are written, judged, and written again the other way round. Says what does not follow."""
import json
import os
import shutil
import subprocess
import sys

TVP, CLAIMS, FOLDER, SCRATCH = sys.argv[1:5]
BASE = 1000000.0
ABOUT = {"about": "made up"}


def read_claim(path):
    claim = {"figure": {}, "status": {}, "runtime": {}, "case": {}, "part": [], "needs": "", "id": os.path.basename(path)[:-6]}
    for line in open(path):
        name, colon, value = line.strip().partition(": ")
        words = [part.strip() for part in value.split("|")]
        head = words[0].split(None, 2)
        if name == "figure":
            claim["figure"][head[0]] = (head[1], " ".join(head[2:]), words[1], words[2])
        elif name in ("status", "runtime"):
            claim[name][head[0]] = ("other" in head[1:], words[1])
        elif name == "case":
            claim["case"][head[0]] = (head[1], head[2], len(words) > 1 and words[1] == "other")
        elif name == "part":
            claim["part"].append((head[0], head[1], head[2]))
        elif name == "needs":
            claim["needs"] = words[0]
    return claim


def words_of(text, more=""):
    words = dict(word.split("=", 1) for word in text.split())
    words.update(word.split("=", 1) for word in more.split())
    return {name: value for name, value in words.items() if value != "-"}


def fits(cell, words):
    have = dict(cell["params"], workload=cell["workload"], model=cell["model"], sharing=cell["sharing"], workers=cell["workers"])
    return all(str(have.get(name, "")) == value for name, value in words.items())


class Run:
    def __init__(self, folder):
        self.folder, self.runtime = folder, None
        self.plan = [json.loads(line) for line in open(folder + "/plan.jsonl")]
        self.cells = [line for line in self.plan if line["type"] == "cell"]
        self.trials = [line for line in self.plan if line["type"] == "trial"]
        self.scopes = {metric["name"]: metric["scope"] for metric in self.plan[0]["metrics"]}
        self.template = json.loads(open(folder + "/trials.jsonl").readline())

    def find(self, text, more=""):
        found = [cell["cell"] for cell in self.cells if fits(cell, words_of(text, more))]
        assert len(found) == 1, "%d cells fit: %s %s" % (len(found), text, more)
        return found[0]

    def record(self, trial, values, status):
        cell = self.cells[trial["cell"]]
        record = dict(self.template, trial=trial["trial"], block=trial["block"], kind=trial["kind"], cell=cell["cell"])
        for name in ("workload", "version", "model", "sharing", "workers", "placement", "params", "oversubscribed"):
            record[name] = cell[name]
        record.update(status=status, reason=None if status == "ok" else "made up", metrics={}, worker_metrics={}, nulls={}, inside=None)
        record["pins"] = [record["pins"][0]] * cell["workers"]
        record.pop("runtime", None)
        if self.runtime:
            record["runtime"] = self.runtime
        for (at, metric), value in values.items():
            of_memory = metric.startswith("memory")
            if at != cell["cell"] or of_memory != (trial["kind"] == "memory") or status != "ok":
                continue
            value = value * (1 + 0.0001 * trial["block"])
            if self.scopes[metric.split(" ")[0]] == "worker":
                record["worker_metrics"][metric] = [round(value)] * cell["workers"]
            else:
                record["metrics"][metric] = value
        return record

    def write(self, values, statuses):
        with open(self.folder + "/trials.jsonl", "w") as file:
            for trial in self.trials:
                file.write(json.dumps(self.record(trial, values, statuses.get(trial["cell"], "ok"))) + "\n")


def wanted(operator, bound, answer):
    if operator == "within":
        least, most = map(float, bound.split())
        return (least * most) ** 0.5 if answer else most * 1.5
    above = (operator == ">=") == answer
    return float(bound) * (1.5 if above else 1 / 1.5)


def figures(claim, run, answer, other):
    """The values of cells that answer the parts so."""
    values = {}
    asked = {name: (operator, bound) for name, operator, bound in claim["part"]}
    for name, (kind, metric, above, below) in claim["figure"].items():
        if kind == "quotient" and name in asked:  # the one below it is 1: nobody asks for it
            assert below not in asked, "a part asks for what a quotient is over: " + name
            asked[above] = asked[name]
    for name, (kind, metric, where, against) in claim["figure"].items():
        if kind != "quotient" and name in asked and metric.endswith(" other") == other:
            metric = metric.split(" ")[0]
            value = wanted(*asked[name], answer)
            above = (run.find(where), metric)
            if kind == "median":
                values[above] = value
                continue
            below = (run.find(where, against), metric)
            if above in values and below not in values:
                values[below] = values[above] / value
            else:
                assert above not in values, "two parts ask for one figure: " + name
                values[above] = values.setdefault(below, BASE) * value
    for name, (kind, metric, where, against) in claim["figure"].items():  # what nobody asks for is there too
        if kind != "quotient" and not metric.endswith(" other"):
            for cell in [run.find(where)] + ([run.find(where, against)] if kind == "ratio" else []):
                values.setdefault((cell, metric), BASE)
    return values


def runtime(claim, answer):
    """What all trials say of their interpreter."""
    asked = {name: (operator, word) for name, operator, word in claim["part"]}
    made = {"name": "python", "implementation": "made up", "version": "0", "build": "0"}
    for name, (_, key) in claim["runtime"].items():
        operator, word = asked[name]
        made[key] = word if (operator == "is") == answer else "spawn"
    return made


def outcome(operator, word, answer):
    return word if (operator == "is") == answer else "endless" if word != "endless" else "works"


def statuses(claim, run, answer, other):
    made = {}
    for name, operator, word in claim["part"]:
        if name in claim["status"] and claim["status"][name][0] == other:
            status = word if (operator == "is") == answer else "failed" if word != "failed" else "ok"
            made.update({cell["cell"]: status for cell in run.cells if fits(cell, words_of(claim["status"][name][1]))})
    return made


def scenarios(claim, folder, answer, other):
    made = {}
    for name, operator, word in claim["part"]:
        if name in claim["case"] and claim["case"][name][2] == other:
            scenario, case, _ = claim["case"][name]
            case = case.format(**runtime(claim, answer))
            made.setdefault(scenario, []).append({"case": case, "outcome": outcome(operator, word, answer), "detail": "made up"})
    for scenario, records in made.items():
        with open("%s/scenario-%s.jsonl" % (folder, scenario), "w") as file:
            for record in [ABOUT] + records + [{"done": True}]:
                file.write(json.dumps(dict(record, scenario=scenario)) + "\n")


def of_system(claim, answer, good):
    """A folder of claims of the system that the claim needs."""
    given = SCRATCH + "/given"
    shutil.rmtree(given, ignore_errors=True)
    shutil.copytree(FOLDER + "/run", given + "/run")
    machine = json.load(open(given + "/run/machine.json"))
    machine["os"]["name"] = "Windows" if claim["needs"] == "other" else claim["needs"]
    json.dump(machine, open(given + "/run/machine.json", "w"))
    run = Run(given + "/run")
    run.runtime = runtime(claim, answer) if claim["runtime"] else None
    run.write(figures(claim, run, answer, True), statuses(claim, run, good, True))
    scenarios(claim, given, answer, True)
    return ["--run", given]


def verdict(claim, run, answer, fail):
    run.write(figures(claim, run, answer, False), statuses(claim, run, answer or not fail, False))
    scenarios(claim, run.folder[:-4], answer, False)
    given = of_system(claim, answer, answer or not fail) if claim["needs"] else []
    command = [TVP, "claims", "--quiet", "--only", claim["id"], "--out", run.folder[:-4], "--format", "json"] + given
    said = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert said.returncode == 0, "%s: %s" % (claim["id"], said.stderr)
    return json.loads(said.stdout)["claims"][0]


def follows(claim, got, answer, fail):
    """A trial that failed has no figures; else each part has the answer, and the claim its verdict."""
    answers = {part["name"]: part["answer"] for part in got["parts"]}
    if answer:
        return got["verdict"] == "holds" and set(answers.values()) == {"yes"}
    if not claim["status"]:
        return got["verdict"] == "does not hold" and set(answers.values()) == {"no"}
    of_trials = {answers[name] for name in claim["status"]}
    of_figures = {answers[name] for name in answers if name not in claim["status"]}
    if fail:
        return of_trials == {"no"} and "yes" not in of_figures and got["verdict"] in ("holds in part", "does not hold")
    return of_trials == {"yes"} and of_figures <= {"no"} and got["verdict"] != "does not hold" and (not of_figures or got["verdict"] != "holds")


def main():
    copy = SCRATCH + "/flipped"
    shutil.copytree(FOLDER, copy)
    run = Run(copy + "/run")
    names = sorted(name for name in os.listdir(CLAIMS) if name.endswith(".claim"))
    bad = 0
    for name in names:
        claim = read_claim(CLAIMS + "/" + name)
        for answer, fail in ((True, False), (False, False), (False, True), (True, False)):
            got = verdict(claim, run, answer, fail)
            if not follows(claim, got, answer, fail):
                bad += 1
                answers = [(part["name"], part["answer"]) for part in got["parts"]]
                print("%s, all %s: %s: %s" % (claim["id"], "yes" if answer else "no", got["verdict"], answers))
    print("%d claims" % len(names))
    return bad


sys.exit(main() != 0)
