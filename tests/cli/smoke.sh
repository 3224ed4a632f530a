#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The suite `smoke`: every triple of workload, model and sharing is played once or unsupported, as `tvp list triples` says, and
# nothing else becomes of one.
set -u
. "$(dirname "$0")/lib/common.sh"

"$TVP" run smoke --out "$SCRATCH/smoke" --quiet >"$SCRATCH/out" 2>"$SCRATCH/err" || fail "tvp run smoke: exit $?: $(tail -n 3 "$SCRATCH/err")"
"$TVP" list triples --json >"$SCRATCH/triples.json" || fail "tvp list triples"
said=$(python3 - "$SCRATCH/smoke" "$SCRATCH/triples.json" <<'PY'
import json, sys
folder, triples = sys.argv[1:]
seen = {}
for line in open(f"{folder}/trials.jsonl"):
    record = json.loads(line)
    key = record["workload"], record["model"], record["sharing"]
    if key in seen:
        sys.exit(f"{key} is there twice")
    seen[key] = record["status"], record["reason"]
said = {(w["name"], p["model"], p["sharing"]): p["unsupported"] for w in json.load(open(triples))["triples"] for p in w["pairs"]}
if set(seen) != set(said):
    sys.exit(f"played and listed differ: {sorted(set(seen) ^ set(said))[:5]}")
for key, (status, reason) in seen.items():
    if status not in ("ok", "unsupported") or (status == "unsupported") != (said[key] is not None):
        sys.exit(f"{key}: {status} ({reason}), listed as {said[key]}")
    if status == "unsupported" and not reason:
        sys.exit(f"{key}: unsupported without a reason")
# A workload of another language's runtime has that one's models, all others have those of all others.
models, sharings = {}, {key[2] for key in seen}
for workload, model, _ in seen:
    models.setdefault(workload, set()).add(model)
if len(seen) != sum(len(of) for of in models.values()) * len(sharings):
    sys.exit("a triple is missing")
if any(a != b and a & b for a in models.values() for b in models.values()):
    sys.exit("workloads that share a model do not share all")
for plugin in "cpu_deflate", "io_sqlite":
    if models[plugin] != models["noop"]:
        sys.exit(f"{plugin} is not played under every model")
print(len(seen), "triples,", sum(1 for status, _ in seen.values() if status == "ok"), "ok")
PY
) || fail "$said"
ok "$said"
"$TVP" list triples >"$SCRATCH/text" || fail "tvp list triples as text"
! awk 'length > 80' "$SCRATCH/text" | grep -q . || fail "tvp list triples is wider than 80 columns"
ok "tvp list triples fits 80 columns"
"$TVP" list >"$SCRATCH/plain" || fail "tvp list"
grep -q '^  triples  .*what runs here, and why not' "$SCRATCH/plain" || fail "tvp list does not say where triples are: $(tail -n 5 "$SCRATCH/plain")"
! awk 'length > 80' "$SCRATCH/plain" | grep -q . || fail "tvp list is wider than 80 columns"
ok "tvp list tells of triples"
