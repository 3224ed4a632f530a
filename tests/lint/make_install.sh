#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `make install` puts everything below DESTDIR and PREFIX, what it installed works from there, and `make uninstall` leaves
# nothing of it.
set -u

broken=0
complain() {
    echo "$*"
    broken=1
}

make -s install DESTDIR="$TMPDIR/dest" PREFIX=/opt/tvp || { echo "make install failed" && exit 1; }
top=$TMPDIR/dest/opt/tvp
for file in bin/tvp bin/tvp-trial include/tvp/tvp.h include/tvp/plat.h include/tvp/plat_ipc.h share/man/man1/tvp.1 share/tvp/plots/common.gp \
    share/tvp/suites/quick.suite share/tvp/suites/default.suite; do
    [[ -s $top/$file ]] || complain "$file is not installed"
done
outside=$(find "$TMPDIR/dest" -type f | grep -vF "$top/")
[[ -z $outside ]] || complain "outside of PREFIX: $outside"

# From another folder, with a relative path, and nothing of this tree to be found.
root=$PWD
cd "$TMPDIR" || exit 1
"$top/bin/tvp" list suites >"$TMPDIR/said" 2>&1
grep -q quick "$TMPDIR/said" ||
    complain "the installed tvp does not find its suites: $(head -n 3 "$TMPDIR/said")"
"$top/bin/tvp" run --workload noop --model thread,spawn --sharing shm --workers 1 --trials 1 --ops 1000 --out "$TMPDIR/run" >"$TMPDIR/said" 2>&1 ||
    complain "the installed tvp does not run: $(tail -n 3 "$TMPDIR/said")"
for plugin in "$root"/build/plugins/*.so; do # those that could be built here
    [[ -e $plugin ]] || continue
    name=$(basename "$plugin" .so)
    "$top/bin/tvp" run --workload "$name" --model thread,spawn --workers 1 --trials 1 --ops 10 --out "$TMPDIR/run-$name" >"$TMPDIR/said" 2>&1 ||
        complain "the installed tvp does not play $name: $(tail -n 3 "$TMPDIR/said")"
done
printf '#include <tvp/tvp.h>\nint main(void) { return TVP_API_VERSION == 0; }\n' >user.c
{ ${CC:-cc} -I"$top/include" -std=c11 user.c -o user && ./user; } || complain "a user's own file does not compile with the header"
cd - >/dev/null || exit 1

make -s uninstall DESTDIR="$TMPDIR/dest" PREFIX=/opt/tvp || complain "make uninstall failed"
left=$(find "$TMPDIR/dest" ! -type d)
[[ -z $left ]] || complain "left behind: $left"
exit $broken
