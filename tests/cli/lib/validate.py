# SPDX-License-Identifier: MIT
"""validate.py SCHEMAS RUN: prints how many of each kind of document were valid; the first that is not ends it."""
import json, os, sys
import jsonschema

schemas, run = sys.argv[1:]
store = {name: json.load(open(os.path.join(schemas, name))) for name in sorted(os.listdir(schemas))}
counts = {}

def check(schema, where, text):
    document = json.loads(text)
    resolver = jsonschema.RefResolver("", store[schema], store=store)
    problems = list(jsonschema.Draft7Validator(store[schema], resolver=resolver).iter_errors(document))
    if problems:
        sys.exit("%s: %s: %s" % (where, "/".join(map(str, problems[0].absolute_path)), problems[0].message[:300]))
    counts[schema] = counts.get(schema, 0) + 1
    return document

for schema in store.values():
    jsonschema.Draft7Validator.check_schema(schema)
check("machine.json", "machine.json", open(run + "/machine.json").read())
statuses, planned = set(), {}
for number, line in enumerate(open(run + "/plan.jsonl"), 1):
    document = check("plan-line.json", "plan.jsonl:%d" % number, line)
    planned[document["type"]] = planned.get(document["type"], 0) + 1
for number, line in enumerate(open(run + "/trials.jsonl"), 1):
    record = check("record.json", "trials.jsonl:%d" % number, line)
    statuses.add(record["status"])
    null = {name for name, value in record["metrics"].items() if value is None}
    null |= {name for name, values in record["worker_metrics"].items() if None in values}
    if null != set(record["nulls"]):
        sys.exit("trials.jsonl:%d: the reasons are not those of the nulls: %s" % (number, null ^ set(record["nulls"])))
    if any(len(values) != record["workers"] for values in record["worker_metrics"].values()):
        sys.exit("trials.jsonl:%d: not one value a worker" % number)
decided = set()
if os.path.exists(run + "/decisions.jsonl"):
    planned_trials = [t for t in map(json.loads, open(run + "/plan.jsonl")) if t["type"] == "trial"]
    for number, line in enumerate(open(run + "/decisions.jsonl"), 1):
        one = check("decision.json", "decisions.jsonl:%d" % number, line)
        decided |= {t["trial"] for t in planned_trials
                    if t["trial"] >= one["from"] and t["kind"] == one["kind"] and t["cell"] in one["cells"]}
for name in sorted(os.listdir(run + "/samples")):
    check("samples.json", name, open(run + "/samples/" + name).read())
if planned.get("trial") != counts.get("record.json") + len(decided):
    sys.exit("%s trials are planned, %s recorded, %d decided not to be needed" % (
        planned.get("trial"), counts.get("record.json"), len(decided)))
print(", ".join("%d of %s" % (counts[name], name) for name in sorted(counts)))
print(" ".join(sorted(statuses)), file=sys.stderr)
