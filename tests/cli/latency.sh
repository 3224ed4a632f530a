#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Open-loop latency: a server that stalls shows in the percentiles in proportion to the requests that it kept waiting, under
# every model; too few ops for a percentile and workloads that tell none are null with their reason.
set -u
. "$(dirname "$0")/lib/common.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

# Of N requests at RATE a second the server keeps those of STALL s waiting, evenly from all of it down to nothing: the 99th
# percentile is the stall less what 1 in 100 requests take to come, and however many there are, as many wait longer than a part
# of it as are to leave in the rest. A busy machine stalls by itself, which adds to it and takes nothing away: too little is wrong
# at once, too much where the same without a stall shows nothing, again and again.
RATE=2000 STALL=100000000
play() { # NAME WHICH STALL
    run_ok "$1" --workload io_echo --param rate=$RATE,stall="$3" --workers 1 --ops "${2#*:}" --batch 1 --model "${2%:*}" --trials 1 --quiet
}
judge() { # NAME: what was seen over what must be; exit code 1: too much, 2: too little
    python3 - "$SCRATCH/$1/trials.jsonl" $RATE $STALL <<'END'
import json, sys
rate, stall = map(int, sys.argv[2:])
record = json.loads(open(sys.argv[1]).read())
metrics, told = record["metrics"], record["inside"]["latency_ns"]
def low(bucket):
    shift = max(bucket // 128 - 1, 0)
    return (bucket - 128 * shift) << shift
p99 = metrics["latency_p99_ns"] / (stall - 1e9 * record["ops"] / 100 / rate)
waited = [sum(n for bucket, n in told if low(bucket) >= part * stall) / (rate * stall * 1e-9 * (1 - part)) for part in (.25, .5, .75)]
most = metrics["latency_max_ns"] / stall
print("p99 %.3f, longest %.3f, waited" % (p99, most), *("%.3f" % share for share in waited))
if p99 < .93 or min(waited) < .9 or most < .95:
    sys.exit(2)
sys.exit(p99 > 1.1 or max(waited) > 1.12 or most > 1.3 or metrics["latency_p50_ns"] > .2 * stall)
END
}
left=({thread,fork,spawn}:{2000,4000,8000})
declare -A wrong
for attempt in {1..6}; do
    again=()
    for which in "${left[@]}"; do
        play "$which-$attempt" "$which" ${STALL}ns
        code=0
        said=$(judge "$which-$attempt") || code=$?
        case $code in
        0) ok "a stall of 100 ms, $which requests: $said of what must be" && continue ;;
        1) ;;
        *) fail "a stall of 100 ms, $which requests: $said of what must be" ;;
        esac
        again+=("$which")
        play "still-$which-$attempt" "$which" 0s
        still=$(judge "still-$which-$attempt")
        [[ $still != *'waited 0.000'* ]] || wrong[$which]=$((${wrong[$which]:-0} + 1))
        echo "# attempt $attempt: $which: $said; without a stall: $still"
    done
    left=("${again[@]}")
    [ "${#left[@]}" -gt 0 ] || break
done
for which in "${left[@]}"; do
    [ "${wrong[$which]:-0}" -lt 4 ] || fail "a stall of 100 ms, $which requests: more waited than must"
    ok "a stall of 100 ms, $which requests: not less than what must be; for more this machine is too busy"
done

run_ok plain --workload noop,io_echo,io_descriptors --workers 2 --ops 600 --batch 1 --model thread --trials 1 --quiet
run_ok short --workload ipc_pingpong --param transport=spin --workers 2 --ops 600 --batch 1 --model thread --trials 1 --quiet
run_ok lone --workload lock_wake --workers 1 --ops 600 --batch 1 --model thread --trials 1 --quiet
python3 - "$SCRATCH/plain/trials.jsonl" "$SCRATCH/short/trials.jsonl" "$SCRATCH/lone/trials.jsonl" <<'END' || fail "latencies of a run without a stall"
import json, sys
records = {r["workload"]: r for file in sys.argv[1:] for r in map(json.loads, open(file))}
names = ["latency_%s_ns" % n for n in ("p50", "p90", "p99", "p999", "p9999", "max")]
echo = records["io_echo"]
for name in names:
    for none, why in (("noop", "tells no"), ("io_descriptors", "tells no"), ("ipc_pingpong", "are too short to tell latencies"), ("lock_wake", "are too short to tell latencies")):
        assert records[none]["metrics"][name] is None and why in records[none]["nulls"][name], (name, records[none]["nulls"])
told = [echo["metrics"][name] for name in names[:3]]
assert all(isinstance(v, int) and v > 0 for v in told) and told == sorted(told), told
assert echo["metrics"]["latency_p999_ns"] is None and echo["nulls"]["latency_p999_ns"] == "needs 5000 ops, there are 1200: more --time", echo["nulls"]
assert echo["nulls"]["latency_p9999_ns"] == "needs 50000 ops, there are 1200: more --time", echo["nulls"]
END
ok "what cannot be told is null with its reason"

# Whoever tells, tells of each op, under every model and lifetime.
run_ok each --workload io_request,io_mix,io_file,io_small_files,lock_wake --model all --workers 2 --ops 20 --batch 4 --trials 1 --kinds time --quiet
run_ok pairs --workload ipc_pingpong,ipc_transfer --model all --workers 2 --ops 20 --batch 4 --trials 1 --quiet
run_ok tasks --workload io_file --lifetime all --model thread,fork,spawn --workers 2 --ops 20 --batch 4 --trials 1 --quiet
case $("$TVP" list workloads --json) in *'"io_sqlite"'*'"unsupported":null'*) run_ok sqlite --workload io_sqlite --workers 2 --ops 20 --batch 4 --trials 1 --quiet ;; esac
said=$(cat "$SCRATCH"/{each,pairs,tasks,sqlite}/trials.jsonl 2>/dev/null | python3 -c '
import json, sys
seen = set()
for record in map(json.loads, sys.stdin):
    if record["status"] == "unsupported":
        continue
    told = sum(n for bucket, n in record["inside"].get("latency_ns", []))
    wanted = record["ops"] * (1 if record["workload"].startswith("ipc_") else 2) # of a pair one tells
    assert record["status"] == "ok" and told == wanted, (record["workload"], record["model"], record["params"], record["status"], told, wanted)
    seen.add(record["workload"])
print(*sorted(seen))') || fail "not every op is told of: $said"
ok "every op is told of: $said"

# The histograms of single workers lie in the samples. Added up they are the record's, and give its percentiles.
run_ok merge --workload ipc_pingpong --param transport=pipe --workers 4 --ops 30000 --batch 100 --model thread,fork --trials 1 --quiet
said=$(python3 - "$SCRATCH/merge" <<'END'
import collections, json, sys
def middle(bucket):
    shift = max(bucket // 128 - 1, 0)
    return (2 * ((bucket - 128 * shift) << shift) + (1 << shift) - 1) / 2
for record in map(json.loads, open(sys.argv[1] + "/trials.jsonl")):
    workers = json.load(open(f"{sys.argv[1]}/samples/{record['trial']}.json"))["latency_ns"]
    assert [sum(n for bucket, n in of) for of in workers] == [30000, 0, 30000, 0], workers
    merged = collections.Counter()
    for of in workers:
        assert [bucket for bucket, n in of] == sorted({bucket for bucket, n in of}), of
        merged.update(dict(of))
    assert sorted(map(list, merged.items())) == record["inside"]["latency_ns"], record["trial"]
    for name, share in ("p50", .5), ("p90", .9), ("p99", .99), ("p999", .999), ("p9999", .9999), ("max", 1):
        seen = 0
        for bucket in sorted(merged):
            seen += merged[bucket]
            if seen >= share * 60000:
                break
        wanted, got = int(middle(bucket) + .5), record["metrics"][f"latency_{name}_ns"]
        assert got == wanted, (name, got, wanted)
print("2 x 30000 ops")
END
) || fail "workers' histograms, added up: $said"
"$TVP" show "$SCRATCH/merge" >"$SCRATCH/shown" || fail "tvp show"
grep -A3 '^LATENCY' "$SCRATCH/shown" | grep -q 'p99\.99' || fail "tvp show has no p99.99: $(cat "$SCRATCH/shown")"
ok "workers' histograms, added up, give the record's percentiles up to p99.99: $said"
