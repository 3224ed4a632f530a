#!/bin/sh
# SPDX-License-Identifier: MIT
# npm.sh FROM INTO: installs exactly what FROM/package-lock.json pins, by its checksums, into the folder INTO. The second time there is
# nothing to do.
set -eu

[ $# -eq 2 ] || { echo 'usage: npm.sh FROM INTO' >&2; exit 2; }
mkdir -p "$2"
if cmp -s "$1/package-lock.json" "$2/package-lock.json" && [ -e "$2/node_modules/.done" ]; then
    echo "npm: $2 is up to date"
    exit 0
fi
cp "$1/package.json" "$1/package-lock.json" "$2"
npm ci --prefix "$2" --silent --no-audit --no-fund --ignore-scripts
touch "$2/node_modules/.done"
echo "npm: installed in $2"
