# SPDX-License-Identifier: MIT
# Linux has a dynamic linker that can be made to load libraries (`--libraries`).
LIBRARIES := $(BUILD)/lib/libtvp-000.so
# What a user's own workload may call is to be found in the programs that load it.
EXPORT := -Wl,--export-dynamic-symbol=tvp_* -Wl,--export-dynamic-symbol=plat_*
