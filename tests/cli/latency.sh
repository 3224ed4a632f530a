#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Open-loop latency: a server that stalls shows in the percentiles in proportion to the requests that it kept waiting, under
# every model; too few ops for a percentile and workloads that tell none are null with their reason.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

# Of N requests at RATE a second the server keeps those of STALL s waiting, evenly from all of it down to nothing: the 99th
# percentile is the stall less what 1 in 100 requests take to come.
RATE=2000
for attempt in 1 2 3 4 5; do
    good=1 told=''
    for ops in 2000 4000 8000; do
        run_ok "ops-$ops-$attempt" --workload io_echo --param rate=$RATE,stall=100ms --workers 1 --ops $ops --batch 1 \
            --model thread,fork,spawn --trials 1 --quiet
        for model in thread fork spawn; do
            seen=$(values "ops-$ops-$attempt" latency_p99_ns "model=$model" | median)
            part=$(awk -v seen="$seen" -v ops=$ops -v rate=$RATE 'BEGIN { printf "%.3f", seen / (1e8 - 1e9 * ops / 100 / rate) }')
            told+=" $model/$ops: $part"
            within "$part" 0.93 1.1 || good=0
            within "$(values "ops-$ops-$attempt" latency_max_ns "model=$model" | median)" 95e6 130e6 || good=0
            within "$(values "ops-$ops-$attempt" latency_p50_ns "model=$model" | median)" 1 20e6 || good=0
        done
    done
    [ "$good" -eq 0 ] || break
    echo "# attempt $attempt:$told"
done
[ "$good" -eq 1 ] || fail "p99 / what a stall of 100 ms must show:$told"
ok "p99 / what a stall of 100 ms must show:$told"

run_ok plain --workload noop,io_echo --workers 2 --ops 600 --batch 1 --model thread --trials 1 --quiet
python3 - "$SCRATCH/plain/trials.jsonl" <<'END' || fail "latencies of a run without a stall"
import json, sys
records = {r["workload"]: r for r in map(json.loads, open(sys.argv[1]))}
names = ["latency_%s_ns" % n for n in ("p50", "p90", "p99", "p999", "p9999", "max")]
noop, echo = records["noop"], records["io_echo"]
for name in names:
    assert noop["metrics"][name] is None and "tells no latencies" in noop["nulls"][name], (name, noop["nulls"])
told = [echo["metrics"][name] for name in names[:3]]
assert all(isinstance(v, int) and v > 0 for v in told) and told == sorted(told), told
assert echo["metrics"]["latency_p999_ns"] is None and echo["nulls"]["latency_p999_ns"] == "needs 5000 ops, there are 1200: more --time", echo["nulls"]
END
ok "what cannot be told is null with its reason"
