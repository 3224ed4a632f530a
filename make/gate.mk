# SPDX-License-Identifier: MIT
# What a change is held against: a portable baseline (docs/ci.md), and the build before it.
#   GATE_ARGS='--base REV'   more for make/ab-gate.sh

PORTABLE := results/baseline/portable.json
COUNTER  := $(BUILD)/count-allocations.so

# To be preloaded: the probe `allocations` asks it.
$(COUNTER): tests/cli/lib/count_allocations.c | $(first)
	@mkdir -p $(@D)
	$(Q)$(CC) -shared -fPIC -O1 -D_GNU_SOURCE $< -o $@

.PHONY: portable-run portable gate-portable gate-ab gate
portable-run: all $(COUNTER) ## run the suite `portable` into BUILD/portable-run
	@rm -rf '$(BUILD)/portable-run'
	LD_PRELOAD='$(abspath $(COUNTER))' $(BUILD)/tvp run portable --label portable --out '$(BUILD)/portable-run' --quiet

portable: portable-run ## write results/baseline/portable.json anew, and show what has changed in it
	$(BUILD)/tvp export '$(BUILD)/portable-run' --format portable --output $(PORTABLE)
	@git --no-pager diff --stat -p -- $(PORTABLE) 2>/dev/null || true

gate-portable: portable-run ## hold a run of it against results/baseline/portable.json
	$(BUILD)/tvp compare $(PORTABLE) '$(BUILD)/portable-run'

gate-ab: all ## hold this build's times against the previous commit's, interleaved
	@BUILD='$(BUILD)' CC='$(CC)' CFLAGS='$(CFLAGS)' bash make/ab-gate.sh $(GATE_ARGS)

# One after the other, also with -j.
gate: ## both gates
	@$(MAKE) gate-portable
	@$(MAKE) gate-ab
