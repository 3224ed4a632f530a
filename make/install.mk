# SPDX-License-Identifier: MIT
# Installing below PREFIX (default /usr/local); DESTDIR is put before it. `tvp` finds the lean images beside itself,
# suites and figures in ../share/tvp.

INSTALL ?= install
libs    := $(DESTDIR)$(PREFIX)/lib/tvp
bin     := $(DESTDIR)$(PREFIX)/bin
include := $(DESTDIR)$(PREFIX)/include/tvp
share   := $(DESTDIR)$(PREFIX)/share/tvp
man1    := $(DESTDIR)$(PREFIX)/share/man/man1

$(BUILD)/tvp.1: docs/tvp.1.scd | $(first)
	@mkdir -p $(@D)
	scdoc < $< > $@

.PHONY: man install uninstall
man: $(BUILD)/tvp.1 ## build the manual page

install: all man ## install below PREFIX (DESTDIR= for packagers)
	$(INSTALL) -d '$(bin)' '$(include)' '$(share)/suites' '$(share)/plots' '$(man1)'
	$(INSTALL) -m 755 $(BUILD)/tvp $(BUILD)/tvp-trial $(BUILD)/tvp-empty '$(bin)'
	$(if $(LIBRARIES),$(INSTALL) -d '$(libs)' && $(INSTALL) -m 755 $(BUILD)/lib/*.so '$(libs)')
	$(if $(PLUGINS),$(INSTALL) -d '$(libs)/plugins' && $(INSTALL) -m 755 $(PLUGINS) '$(libs)/plugins')
	$(INSTALL) -m 644 harness/api/*.h '$(include)'
	$(INSTALL) -m 644 bench/suites/*.suite '$(share)/suites'
	$(INSTALL) -d '$(share)/claims' && $(INSTALL) -m 644 bench/claims/*.claim '$(share)/claims'
	cd bench && find runtimes -type f ! -name '*.pyc' -exec $(INSTALL) -D -m 644 '{}' '$(if $(filter /%,$(share)),,../)$(share)/{}' ';'
	$(INSTALL) -m 644 plots/*.gp '$(share)/plots'
	$(INSTALL) -m 644 results/baseline/thresholds.txt '$(share)'
	$(INSTALL) -m 644 $(BUILD)/tvp.1 '$(man1)'

uninstall: ## remove what install put there
	rm -f '$(bin)/tvp' '$(bin)/tvp-trial' '$(bin)/tvp-empty' '$(man1)/tvp.1'
	rm -rf '$(include)' '$(share)' '$(libs)'
