# SPDX-License-Identifier: MIT
# Programs for Windows: built here by mingw-w64, tried under Wine. In MSYS2 the same target builds them natively.
#   WINDOWS_CC       the compiler (x86_64-w64-mingw32-gcc)
#   WINDOWS_PREFIX   where jansson and hwloc are (build/windows/deps, which `make windows-deps` fills)

WINDOWS_CC    ?= x86_64-w64-mingw32-gcc
WINDOWS_BUILD := $(BUILD)/windows
WINDOWS_MAKE   = $(MAKE) BUILD='$(WINDOWS_BUILD)' LAYERS='none windows' CC='$(WINDOWS_CC)' AR='$(if $(filter %gcc,$(WINDOWS_CC)),$(WINDOWS_CC:%gcc=%ar),$(AR))'

.PHONY: setup-windows windows windows-deps test-windows tidy-windows
setup-windows: ## install what building for Windows and testing under Wine needs
	@NEEDS=windows sh make/setup.sh

windows-deps: ## cross-build jansson and hwloc for Windows, once
	@sh make/cross-deps.sh '$(WINDOWS_BUILD)/deps' '$(WINDOWS_CC)'

windows: $(if $(WINDOWS_PREFIX),,windows-deps) ## build tvp.exe and its images in build/windows
	@$(WINDOWS_MAKE) all contract-programs

test-windows: all windows ## the Windows programs under Wine (FILTER=)
	@NATIVE='$(BUILD)/tvp' BUILD='$(WINDOWS_BUILD)' FILTER='$(FILTER)' CC='$(WINDOWS_CC)' KINDS='contract windows' \
	    EXE=.exe bash tests/windows/lib/with_wine.sh bash tests/run.sh

# After setup, when both are asked for.
windows-deps windows: | $(first)

# Debian's headers of mingw-w64, wherever the compiler has them.
tidy-windows: ## static analysis of the Windows layer with clang-tidy
	@headers=$$(echo '#include <windows.h>' | $(WINDOWS_CC) -E -xc - | sed -n 's,^# 1 "\(.*\)/windows.h".*,\1,p' | head -n 1); \
	clang-tidy --quiet --warnings-as-errors='*' harness/plat/windows/*.c -- -std=c11 -target x86_64-w64-mingw32 -isystem "$$headers" \
	    -D_GNU_SOURCE -D_WIN32_WINNT=0x0A00 -D__USE_MINGW_ANSI_STDIO=1 -include harness/plat/windows/libc.h
