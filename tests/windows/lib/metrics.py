# SPDX-License-Identifier: MIT
"""metrics.py TRIALS: which metrics of ok trials must have a value on Windows (under Wine), and which must not, with their
reasons. What stands in neither list has a value or a reason."""
import json
import sys

FEW_STARTS = "needs --starts 2 or more"
STARTS = {"%s%s_ns" % (part, of) for part in ("call", "enter", "ready", "exit") for of in ("", "_p10", "_p99")}
REAL = {"reference_spin_ns", "batch_ops", "ops_per_s", "crew_ready_ns", "start_skew_ns", "cpu_user_ns", "cpu_system_ns", "work_ns", "ops",
        "call_cold_ns", "enter_cold_ns", "ready_cold_ns", "exit_cold_ns",
        "parent_ws_bytes", "family_ready_ws_bytes", "family_ws_bytes", "family_private_ws_bytes",
        "family_shared_ws_bytes", "worker_private_ws_bytes"}
# Of these zero is as good as any: too short for the system's ticks, no shared page, a crew of one.
MAY_BE_ZERO = {"cpu_user_ns", "cpu_system_ns", "start_skew_ns", "family_shared_ws_bytes"}
NEVER = {
    "run_delay_ns": "the system does not tell run delay",
    "migrations": "the system does not count moves",
    "ctxsw_voluntary": "the system does not account it per thread",
    "ctxsw_involuntary": "the system does not account it per thread",
    "minor_faults": "the system does not account it per thread",
    "major_faults": "the system does not account it per thread",
    "family_cgroup_bytes": "no proportional memory here: see working_set",
    "memory_factor": "no proportional memory here: see working_set",
    "memory_factor_pagetables": "no proportional memory here: see working_set",
}
NEVER.update({"%s_bytes" % name: "no proportional memory here: see working_set" for name in (
    "parent_pss", "family_ready_pss", "family_pss", "family_uss", "family_rss", "family_pagetable", "worker_pss")})


def complain(record, name, what):
    sys.exit("trial %d (%s, %s): %s %s" % (record["trial"], record["workload"], record["model"], name, what))


def check(record, name, value, starts, fresh, data):
    why = record["nulls"].get(name)
    if name in NEVER or name.startswith("pressure"):
        wanted = NEVER.get(name, "the system does not tell")
        if value is not None or not (why or "").startswith(wanted):
            complain(record, name, "is %r (%s), not null: %s" % (value, why, wanted))
        return "null"
    if name in STARTS and starts < 2 or name == "floor_enter_ns" and (starts < 2 or not fresh) or \
            name == "ws_factor" and data < 16 << 20:
        if value is not None or not why:
            complain(record, name, "is %r (%s)" % (value, why))
        return "null"
    if name not in REAL | STARTS | {"floor_enter_ns", "ws_factor"}:
        if value is None and not why:
            complain(record, name, "is null without a reason")
        return "null" if value is None else "real"
    if value is None or value < 0 or value == 0 and name not in MAY_BE_ZERO:
        complain(record, name, "is %r (%s)" % (value, why))
    return "real"


counts = {"real": 0, "null": 0}
for line in open(sys.argv[1]):
    record = json.loads(line)
    if record["status"] != "ok":
        continue
    starts, data = record["params"]["starts"], record["params"]["data"]
    for name, value in record["metrics"].items():
        counts[check(record, name, value, starts, record["model"] == "spawn", data)] += 1
    for name, values in record["worker_metrics"].items():
        for value in values:
            counts[check(record, name, value, starts, record["model"] == "spawn", data)] += 1
if not counts["real"]:
    sys.exit("no trial is ok")
print("%(real)d values are real, %(null)d null with their reasons" % counts)
