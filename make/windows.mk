# SPDX-License-Identifier: MIT
# Programs for Windows: built here by mingw-w64, tried under Wine. In MSYS2 the same target builds them natively.
#   WINDOWS_CC       the compiler (x86_64-w64-mingw32-gcc)
#   WINDOWS_PREFIX   where jansson and hwloc are (build/windows/deps, which `make windows-deps` fills)

WINDOWS_CC    ?= x86_64-w64-mingw32-gcc
WINDOWS_BUILD := $(BUILD)/windows
WINDOWS_MAKE   = $(MAKE) BUILD='$(WINDOWS_BUILD)' LAYERS='none windows' CC='$(WINDOWS_CC)' AR='$(if $(filter %gcc,$(WINDOWS_CC)),$(WINDOWS_CC:%gcc=%ar),$(AR))'

.PHONY: setup-windows windows windows-deps test-windows
setup-windows: ## install what building for Windows and testing under Wine needs
	@NEEDS=windows sh make/setup.sh

windows-deps: ## cross-build jansson and hwloc for Windows, once
	@sh make/windows-deps.sh '$(WINDOWS_BUILD)/deps' '$(WINDOWS_CC)'

windows: $(if $(WINDOWS_PREFIX),,windows-deps) ## build tvp.exe and its images in build/windows
	@$(WINDOWS_MAKE) all contract-programs

test-windows: all windows ## the Windows programs under Wine (FILTER=)
	@NATIVE='$(BUILD)/tvp' BUILD='$(WINDOWS_BUILD)' FILTER='$(FILTER)' CC='$(WINDOWS_CC)' KINDS='contract windows' \
	    EXE=.exe bash tests/windows/lib/with_wine.sh bash tests/run.sh
