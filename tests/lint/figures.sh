#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# gnuplot's scripts are plain ASCII: what else they show comes from the data, so that every terminal and locale draws the same.
source tests/lint/lib.sh

figures_are_ascii() {
    local file
    for file in "$1"/plots/*.gp; do
        [[ -e $file ]] && LC_ALL=C grep -n '[^ -~	]' "$file" | cut -c 1-80 | sed "s|^|$file:|"
    done
}

holds figures_are_ascii
sees figures_are_ascii plots/planted.gp 'set xlabel "µs"'
accepts figures_are_ascii plots/planted.gp 'set xlabel "us"'
finish
