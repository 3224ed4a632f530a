# SPDX-License-Identifier: MIT
# How programs for Windows are built and linked (mingw-w64): statically but for the system's own DLLs.
# WINDOWS_PREFIX: where jansson, and hwloc if it is to be used, are (make windows-deps).

WINDOWS_PREFIX ?= $(BUILD)/deps

EXE        := .exe
THREADS    := # _beginthreadex needs no flag
# The format checker takes printf for Microsoft's old one; the same texts are checked in every other build.
LAYER_WARN := -Wno-format -Wno-cast-function-type
LAYER_DEFS := -D_WIN32_WINNT=0x0A00 -D__USE_MINGW_ANSI_STDIO=1 -include harness/plat/windows/libc.h \
              $(if $(wildcard $(WINDOWS_PREFIX)/include),-isystem $(WINDOWS_PREFIX)/include)
LEAN_LINK  := -static -Wl,--wrap=fopen,--wrap=fclose
# The controller's stack as large as elsewhere.
LAYER_LINK := $(LEAN_LINK) -Wl,--stack,8388608 -L$(WINDOWS_PREFIX)/lib
LAYER_LIBS := -lkernel32 -lsynchronization
# hwloc where it is, else what the system tells by itself.
TOPO       ?= $(if $(wildcard $(WINDOWS_PREFIX)/lib/libhwloc.a),hwloc,native)
PKG_LIBS   := $(if $(filter hwloc,$(TOPO)),-lhwloc) -ljansson -lm
# SQLite is not built for Windows: the database is kept elsewhere, from the same run folders.
DATABASE   := none
