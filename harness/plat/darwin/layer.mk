# SPDX-License-Identifier: MIT
# How programs for macOS are linked: its linker has no -z and no --as-needed.
LEAN_LINK :=
