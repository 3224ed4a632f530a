# SPDX-License-Identifier: MIT
# Linux has a dynamic linker that can be made to load libraries (`--libraries`).
LIBRARIES := $(BUILD)/lib/libtvp-000.so
# What a user's own workload may call is to be found in the programs that load it.
EXPORT := -Wl,--export-dynamic-symbol=tvp_* -Wl,--export-dynamic-symbol=plat_*
plugin_links = $(shell echo 'int main(void) { return 0; }' | $(CC) $(CPPFLAGS) $(CFLAGS) -x c -include $(2) - -l$(1) -o /dev/null 2>/dev/null && echo yes)
ifeq ($(filter -static,$(LDFLAGS)),)
PLUGINS += $(if $(call plugin_links,z,zlib.h),$(BUILD)/plugins/cpu_deflate.so)
PLUGINS += $(if $(call plugin_links,sqlite3,sqlite3.h),$(BUILD)/plugins/io_sqlite.so)
endif
