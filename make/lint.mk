# SPDX-License-Identifier: MIT
# The house's rules, and what static analysers say.

C_FILES     := $(sort $(wildcard harness/*/*.[ch] harness/plat/*/*.[ch] bench/*/*.[ch] tests/*/*.[ch]))
OWN_C       := $(sort $(LIB) harness/cli/main.c harness/trial/main.c harness/empty/main.c $(PLUGINS:$(BUILD)/%.so=bench/%.c))
SHELL_FILES := $(sort .ci/run $(wildcard make/*.sh harness/*/*.sh tests/*.sh tests/*/*.sh))

.PHONY: lint lint-rules format-check format shellcheck cppcheck tidy
lint: lint-rules format-check shellcheck cppcheck tidy ## all of the checks below

lint-rules: all ## the rules of tests/lint: layering, banned calls, lengths, symbols, ...
	@BUILD='$(BUILD)' OBJ='$(OBJ)' CC='$(CC)' KINDS=lint bash tests/run.sh

format-check: | $(first) ## clang-format would change nothing
	clang-format --dry-run --Werror $(C_FILES)

format: ## let clang-format change the C files
	clang-format -i $(C_FILES)

shellcheck: | $(first) ## all shell scripts
	shellcheck $(SHELL_FILES)

cppcheck: | $(first) ## static analysis with cppcheck
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr --enable=warning,performance,portability \
	    --suppressions-list=make/cppcheck.txt --include=make/cppcheck.h -D_GNU_SOURCE -DTVP_VERSION='""' $(OWN_C)

# -iquote, not -I: harness/core/limits.h is not <limits.h>.
tidy: | $(first) ## static analysis with clang-tidy
	printf '%s\n' $(OWN_C) | xargs -P $$(nproc 2>/dev/null || echo 2) -n 8 sh -c 'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- \
	    -std=c11 -D_GNU_SOURCE -DTVP_VERSION="\"\"" $(CPPFLAGS) -iquote harness/core -iquote harness/cli' tidy
