#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Without hwloc the programs build and bind workers by what Windows itself tells of its processors.
set -u
. tests/windows/lib/common.sh

unset MAKEFLAGS MFLAGS MAKELEVEL
make -j2 windows BUILD="$SCRATCH/build" TOPO=native WINDOWS_PREFIX="${WINDOWS_PREFIX:-$BUILD/deps}" >"$SCRATCH/log" 2>&1 ||
    fail "it does not build: $(tail -n 3 "$SCRATCH/log")"
strings "$SCRATCH/build/windows/tvp.exe" | grep -q hwloc_topology && fail "hwloc is in it"
hwloc=$TVP
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$WINE" "$SCRATCH/build/windows/tvp.exe" >"$SCRATCH/tvp"
chmod +x "$SCRATCH/tvp"

plan() { # TVP
    "$1" run --workload noop --model thread --workers 1,2 --time 1ms --trials 1 --seed 3 --placement compact,scatter,same-cpu \
        --out "$SCRATCH/$2" --quiet >"$SCRATCH/log" 2>&1 || fail "$2: $(tail -n 3 "$SCRATCH/log")"
    grep -o '"placement":"[^"]*","cpus":[^]]*]' "$SCRATCH/$2/plan.jsonl"
}
plan "$hwloc" by-hwloc >"$SCRATCH/one"
plan "$SCRATCH/tvp" native >"$SCRATCH/other"
[ -s "$SCRATCH/one" ] && cmp "$SCRATCH/one" "$SCRATCH/other" || fail "it places otherwise: $(diff "$SCRATCH/one" "$SCRATCH/other")"
holds native ok
grep -q '<cpu os_index="0"' "$SCRATCH/native/topology.xml" || fail "the run does not say where its CPUs lie"
ok "the same CPUs as with hwloc: $(sort -u "$SCRATCH/one" | tr '\n' ' ')"
