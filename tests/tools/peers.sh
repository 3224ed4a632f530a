#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How well do two measurements of the same thing agree, by tvp and by its peers, in equal time and pinned alike? Thread start-up, fork
# start-up and a contended counter; pairs of a tool's two reported values, and the 95th percentile of |log ratio|.
#
#   tests/tools/peers.sh [--pairs 20] [--seconds 60] [--log FILE] [--only thread|fork|counter]
#
# Peers: stress-ng and hackbench (Debian: stress-ng, rt-tests; hackbench's time is mostly that of its messages), and the loops of osbench and
# will-it-scale as in peer_loops.c. Each peer has half of the time for each of its values; tvp has all of it for one `tvp ab` of
# an image with itself, which plays both arms interleaved and reports a value for each. Needs a built tree; not in the suite.
set -u
cd "$(dirname "$0")/../.." || exit 1
pairs=20 seconds=60 log='' only='thread fork counter'
while [ $# -gt 0 ]; do
    case $1 in
    --pairs) pairs=$2 ;;
    --seconds) seconds=$2 ;;
    --log) log=$2 ;;
    --only) only=$2 ;;
    *) echo "usage: peers.sh [--pairs N] [--seconds S] [--log FILE] [--only thread|fork|counter]" >&2 && exit 2 ;;
    esac
    shift 2
done
half=$((seconds / 2))
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
log=${log:-$scratch/log}
for tool in taskset python3 stress-ng hackbench; do
    command -v "$tool" >/dev/null || { echo "$tool is not installed" >&2 && exit 1; }
done
"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -O2 -pthread -o "$scratch/loops" tests/tools/peer_loops.c || exit 1

# One value of a peer, ns or s for one, in $half seconds.
stress() { # CPUS OPTIONS...
    local cpus=$1
    shift
    taskset -c "$cpus" stress-ng "$@" --timeout "$half" --metrics --yaml "$scratch/y" >/dev/null 2>&1
    awk '/bogo-ops-per-second-real-time:/ { print 1e9 / $2 }' "$scratch/y"
}
# As many messages as take the time, found once.
messages() { # -T|-P
    local loops=2000 took
    took=$(taskset -c 0 hackbench "$1" -g 1 -l $loops 2>/dev/null | awk '/^Time:/ { print $2 }')
    awk -v l=$loops -v t="$took" -v h="$half" 'BEGIN { printf "%d\n", l * h / t }'
}
hack() { # -T|-P LOOPS
    taskset -c 0 hackbench "$1" -g 1 -l "$2" 2>/dev/null | awk '/^Time:/ { print $2 }'
}
loops() { # CPUS NAME
    taskset -c "$1" "$scratch/loops" "$2" "$half"
}
# Both values of tvp at once.
ours() { # CPUS METRIC OPTIONS...
    local cpus=$1 metric=$2
    shift 2
    taskset -c "$cpus" build/tvp ab --b build/tvp-trial --budget "${seconds}s" --looks 1 --quiet --format json --out "$scratch/run" "$@" |
        python3 -c 'import json, sys; print(*[(r["a"], r["b"]) for r in json.load(sys.stdin)["rows"] if r["metric"] == sys.argv[1]][0])' "$metric"
    rm -rf "$scratch/run"
}
peer() { # PRIMITIVE TOOL COMMAND...
    local primitive=$1 tool=$2 first second
    shift 2
    first=$("$@")
    second=$("$@")
    printf '%s\t%s\t%s\t%s\n' "$primitive" "$tool" "$first" "$second" >>"$log"
}
own() { # PRIMITIVE CPUS METRIC OPTIONS...
    local primitive=$1
    shift
    printf '%s\ttvp\t%s\n' "$primitive" "$(ours "$@" | tr ' ' '\t')" >>"$log"
}

declare -A loops_of
for flag in -T -P; do loops_of[$flag]=$(messages $flag); done
for _ in $(seq "$pairs"); do
    for primitive in $only; do
        case $primitive in
        thread)
            own thread 0 enter_p10_ns --workload noop --model thread --starts 50 --time 1ms
            peer thread stress-ng stress 0 --pthread 1 --pthread-max 1
            peer thread hackbench hack -T "${loops_of[-T]}"
            peer thread osbench-loop loops 0 osbench-threads
            ;;
        fork)
            own fork 0 enter_p10_ns --workload noop --model fork --starts 50 --time 1ms
            peer fork stress-ng stress 0 --fork 1
            peer fork hackbench hack -P "${loops_of[-P]}"
            peer fork osbench-loop loops 0 osbench-processes
            ;;
        counter)
            own counter 0,1 op_p10_ns --workload counter --model thread --workers 2
            peer counter stress-ng stress 0,1 --atomic 2
            peer counter will-it-scale-loop loops 0,1 will-it-scale-counter
            ;;
        esac
    done
done

python3 - "$log" "$seconds" <<'P'
import math, sys

table = {}
for line in open(sys.argv[1]):
    fields = line.rstrip("\n").split("\t")
    if len(fields) != 4 or not fields[2] or not fields[3]:
        print("no pair:", line.strip())
        continue
    table.setdefault(fields[0], {}).setdefault(fields[1], []).append(abs(math.log(float(fields[3]) / float(fields[2]))))


def percentile(values, share):
    values = sorted(values)
    at = (len(values) - 1) * share
    below = int(at)
    return values[below] + (at - below) * (values[min(below + 1, len(values) - 1)] - values[below])


print(f"|log ratio| of two values of the same thing, {sys.argv[2]} s a pair: median and 95th percentile in %")
for primitive, tools in table.items():
    best = min((percentile(v, 0.95), t) for t, v in tools.items() if t != "tvp")
    for tool, values in tools.items():
        print(f"{primitive:8} {tool:20} {len(values):3} pairs  median {100 * percentile(values, .5):7.3f}  95th {100 * percentile(values, .95):7.3f}")
    if "tvp" in tools:
        print(f"{primitive:8} tvp : {best[1]} = {percentile(tools['tvp'], .95) / best[0]:.3f}")
P
