# SPDX-License-Identifier: MIT
# Linux has a dynamic linker that can be made to load libraries (`--libraries`).
LIBRARIES := $(BUILD)/lib/libtvp-000.so
# What a user's own workload may call is to be found in the programs that load it.
EXPORT := -Wl,--export-dynamic-symbol=tvp_* -Wl,--export-dynamic-symbol=plat_*
# Workloads that need a library are built where a program with their headers and libraries can be.
links_here = $(shell grep '^\#include <' $(1) | $(CC) $(CPPFLAGS) $(CFLAGS) -D_GNU_SOURCE -fPIC -shared -x c - $$(sed -n 's/^ \* links: //p' $(1)) \
    -o /dev/null 2>/dev/null && echo yes)
ifeq ($(filter -static,$(LDFLAGS)),)
PLUGINS := $(foreach p,$(wildcard bench/plugins/*.c),$(if $(call links_here,$(p)),$(p:bench/%.c=$(BUILD)/%.so)))
endif
