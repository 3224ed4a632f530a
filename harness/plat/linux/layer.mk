# SPDX-License-Identifier: MIT
# Linux has a dynamic linker that can be made to load libraries (`--libraries`).
LIBRARIES := $(BUILD)/lib/libtvp-000.so
