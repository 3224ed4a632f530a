#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A Python that has no fork and no forkserver: what needs one is unsupported, with its name, and no claim is answered by that.
set -u
. tests/cli/lib/common.sh
. tests/cli/lib/lane.sh

"$TVP" list models --json | python3 -c 'import json,sys; sys.exit(bool([m for m in json.load(sys.stdin)["models"] if m["name"]=="py_fork"][0]["unsupported"]))' ||
    absent "no Python lane on this system"

# An environment, so that each process of it is without them.
base=$("$LANE_PYTHON" -c 'import os, sys; print(os.path.realpath(sys.executable))')
packages=$SCRATCH/env/lib/$("$LANE_PYTHON" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')/site-packages
mkdir -p "$SCRATCH/env/bin" "$packages" && ln -s "$base" "$SCRATCH/env/bin/python3"
printf 'home = %s\ninclude-system-site-packages = true\n' "$(dirname "$base")" >"$SCRATCH/env/pyvenv.cfg"
echo 'import tvp_test_methods' >"$packages/tvp_test_methods.pth"
cat >"$packages/tvp_test_methods.py" <<'P'
import multiprocessing
import multiprocessing.context as context

for method in ("fork", "forkserver"):
    del context._concrete_contexts[method]
context._default_context._default_context = context._concrete_contexts["spawn"]
multiprocessing.get_all_start_methods = lambda: ["spawn"]
P
python=$SCRATCH/env/bin/python3
[ "$("$python" -I -c 'import multiprocessing; print(*multiprocessing.get_all_start_methods())')" = spawn ] || fail "the environment has other start methods"

run none --workload py_noop --model py_fork,py_forkserver,py_process_pool --python "$python" --ops 1 --batch 1 --trials 1 --kinds time
[ "$(grep -c '"status":"unsupported","reason":"this Python has no start method fork' "$SCRATCH/none/trials.jsonl")" -eq 3 ] ||
    fail "models of a start method that is missing: $(grep -o '"status":"[^"]*","reason":[^,]*' "$SCRATCH/none/trials.jsonl")"
# However it is named: the environment's link is not followed.
home=$PWD
export TVP_DATADIR=$home/bench # a build that is not beside it finds the scripts by the current folder, elsewhere by this
cd "$SCRATCH" || exit 1
for given in env/bin/python3 ./env/bin/../bin/python3 v=env/bin/python3; do
    rm -rf "$SCRATCH/relative"
    run relative --workload py_noop --model py_fork --python "$given" --ops 1 --batch 1 --trials 1 --kinds time
    grep -q '"reason":"this Python has no start method fork' "$SCRATCH/relative/trials.jsonl" ||
        fail "--python $given is another interpreter: $(grep -o '"status":"[^"]*","reason":[^,]*' "$SCRATCH/relative/trials.jsonl") $(cat "$SCRATCH/relative.log")"
done
(cd env/bin && "$TVP" run --out "$SCRATCH/here" --workload py_noop --model py_fork --python python3 --ops 1 --batch 1 --trials 1 --kinds time >/dev/null 2>&1 </dev/null)
grep -q '"reason":"this Python has no start method fork' "$SCRATCH/here/trials.jsonl" || fail "a name without a folder is another interpreter"
cd "$home" || exit 1
unset TVP_DATADIR
ok "a relative path to an environment is that environment"
run_ok spawn --workload py_noop --model py_process_pool --param py_process_pool.method=spawn --python "$python" --ops 1 --batch 1 --trials 1 --kinds time
ok "models: a start method that is missing is named"

only=inherit-all,script-guard
! "$python" -I -c 'import nbclient, ipykernel' 2>/dev/null || only+=,notebook-fork,notebook-spawn
"$TVP" claims --quiet --only $only --out "$SCRATCH/claims" --python "$python" --format json >"$SCRATCH/said" 2>"$SCRATCH/error" </dev/null ||
    fail "tvp claims: $(cat "$SCRATCH/error")"
python3 - "$SCRATCH/said" <<'P' || fail "claims of start methods that are missing"
import json, sys
claims = {claim["id"]: claim for claim in json.load(open(sys.argv[1]))["claims"]}
for one in claims.values():
    for part in one["parts"]:
        lacks = one["id"] in ("inherit-all", "notebook-fork") or part["name"] in ("fork", "server")
        if lacks and (part["answer"] != "missing" or "no start method fork" not in json.dumps(part)):
            sys.exit("%s: %s" % (one["id"], part))
        if not lacks and part["answer"] == "missing":
            sys.exit("%s, which spawn can answer: %s" % (one["id"], part))
    if one["id"] in ("inherit-all", "notebook-fork") and one["verdict"] != "not tested here":
        sys.exit("%s: %s" % (one["id"], one["verdict"]))
P
ok "claims: what needs a start method that is missing is not tested"
