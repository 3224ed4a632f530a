#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A limited address space: what does not fit is refused with the figure, what fits is run. A sanitizer takes terabytes of it.
set -u
. "$(dirname "$0")/lib/common.sh"

refused "more address space than allowed" 2 'address space .*ulimit -v' bash -c 'ulimit -v 2000000; exec "$@"' _ \
    "$TVP" run --workload data_touch --data 600M --sharing copy --workers 4 --model thread --dry-run
(ulimit -v 2000000 && run fits --workload data_touch --data 64M --sharing copy --workers 4 --trials 1 --ops 16384 --quiet && [ "$code" -eq 0 ]) ||
    fail "what fits into the address space is not run: $(cat "$SCRATCH/fits.log")"
ok "what fits into the address space is run"
