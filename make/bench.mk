# SPDX-License-Identifier: MIT
# Measuring and drawing.
#   SUITE=quick            which suite (default: default)
#   ARGS='--workers 1,2'   more for `tvp run`
#   OUT=DIR                the run folder itself (default: a new one in results/)
#   RUN=DIR                for `plots`: which run (default: the newest in results/)

.PHONY: bench
bench: all ## measure (SUITE=, ARGS=, OUT=), show the tables, draw the figures
	@out='$(OUT)'; [ -n "$$out" ] || out=results/$$(date -u +%Y%m%dT%H%M%SZ)-bench-$$$$; \
	$(BUILD)/tvp run $(SUITE) --out "$$out" $(ARGS); code=$$?; \
	case $$code in 0|4) ;; *) exit $$code ;; esac; \
	$(BUILD)/tvp show "$$out" && $(BUILD)/tvp plot "$$out" && exit $$code

.PHONY: plots
plots: all ## draw the figures of a run (RUN=, default: the newest)
	@run='$(RUN)'; \
	[ -n "$$run" ] || { newest=$$(ls -t results/*/plan.jsonl 2>/dev/null | head -n 1); run=$${newest%/plan.jsonl}; }; \
	[ -n "$$run" ] || { echo "no run in results/: make bench, or RUN=DIR" >&2; exit 2; }; \
	$(BUILD)/tvp plot "$$run"
