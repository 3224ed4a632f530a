# SPDX-License-Identifier: MIT
# The only build entry. `make help` lists the targets.
#
# Honoured: CC CFLAGS CPPFLAGS LDFLAGS LDLIBS PREFIX DESTDIR BUILD, V=1 to see every command, and for `bench`: SUITE ARGS OUT.

CC       ?= cc
CFLAGS   ?= -O2 -g
PREFIX   ?= /usr/local
BUILD    ?= build
SUITE    ?= default
ARGS     ?=
Q        := $(if $(filter 1,$(V)),,@)

VERSION  := 0.1.0
COMMIT   := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)

# The layers of the OS seam, the more specific last: its file replaces one of the same name.
LAYERS   ?= none posix $(patsubst Darwin,bsd darwin,$(patsubst FreeBSD,bsd freebsd,$(patsubst Linux,linux,$(shell uname -s))))

# A layer may say how programs for its system are built (layer.mk), and what that system cannot have (absent.txt).
EXE       :=
THREADS   := -pthread
PKG_LIBS   = $(if $(filter native,$(TOPO)),,-lhwloc) -ljansson $(if $(filter none,$(DATABASE)),,-lsqlite3) -lm
# libc alone, bound lazily: the controller asks for eager binding where it matters (docs/method.md).
LEAN_LINK := -Wl,-z,lazy -Wl,--as-needed
LEAVE_OUT :=
LIBRARIES :=
INSTEAD   :=
EXPORT    :=
PLUGINS   :=
include $(foreach l,$(LAYERS),$(wildcard harness/plat/$(l)/layer.mk))
# What a build can do without: TOPO=native (hwloc), DATABASE=none (SQLite). DEPS: where libraries for another system are.
TOPO      ?= hwloc
DATABASE  ?= sqlite
ABSENT    := $(foreach l,$(LAYERS),$(wildcard harness/plat/$(l)/absent.txt))
ifeq ($(DATABASE),none)
ABSENT    += harness/absent/database.txt
LEAVE_OUT += harness/store/history%.c harness/cli/history_add.c
INSTEAD   += harness/absent/database.c
endif
ifdef DEPS
LAYER_DEFS += $(if $(wildcard $(DEPS)/include),-isystem $(DEPS)/include)
LAYER_LINK += -L$(DEPS)/lib
endif
absent     = $(if $(ABSENT),$(shell awk '$$1 == "$(1)" { print $$2 }' $(ABSENT)))

WARN     := -std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-unused-parameter
DEFS     := -D_GNU_SOURCE $(if $(filter -static,$(LDFLAGS)),-DTVP_STATIC) -DTVP_VERSION='"$(VERSION)"' $(LAYER_DEFS)
FLAGS    := $(WARN) $(LAYER_WARN) $(DEFS) $(CPPFLAGS) $(CFLAGS) $(THREADS)
# Objects live in a folder named after compiler and flags, so that builds of several kinds stand side by side.
KEY      := $(shell printf '%s' '$(CC) $(FLAGS) $(LAYERS) $(TOPO) $(DATABASE)' | cksum | cut -d' ' -f1)
OBJ      := $(BUILD)/obj-$(KEY)

plat_names := $(sort $(foreach l,$(LAYERS),$(notdir $(wildcard harness/plat/$(l)/*.c))))
plat_pick   = $(lastword $(foreach l,$(LAYERS),$(wildcard harness/plat/$(l)/$(1))))
PLAT     := $(foreach n,$(plat_names),$(call plat_pick,$(n)))
CASES    := $(sort $(wildcard bench/workloads/*.c bench/models/*.c bench/probes/*.c))
TOPO_C   := harness/topo/order.c harness/topo/place.c $(if $(filter native,$(TOPO)),harness/topo/native.c,harness/topo/topo.c)
NOT_HERE := $(patsubst %,bench/models/%.c,$(call absent,model)) $(patsubst %,bench/workloads/%.c,$(call absent,workload)) \
            $(patsubst %,harness/cli/cmd_%.c,$(call absent,command)) $(LEAVE_OUT)
LIB      := $(filter-out %/main.c $(NOT_HERE),$(wildcard harness/core/*.c harness/trial/*.c $(TOPO_C) \
            harness/stats/*.c harness/store/*.c harness/doctor/*.c harness/cli/*.c) $(CASES)) $(INSTEAD) $(PLAT)
LIB_O    := $(LIB:%.c=$(OBJ)/%.o) $(OBJ)/registry.o $(OBJ)/runtimes.o $(OBJ)/commands.o $(OBJ)/checks.o $(if $(ABSENT),$(OBJ)/absent.o)

.PHONY: all
all: $(BUILD)/tvp$(EXE) $(BUILD)/tvp-trial$(EXE) $(BUILD)/tvp-empty$(EXE) $(LIBRARIES) $(PLUGINS) ## build tvp and the lean image tvp-trial

$(OBJ)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC      $<'
	$(Q)$(CC) $(FLAGS) -MMD -MP -c $< -o $@

# The registries are the folders.
names = $(sort $(notdir $(basename $(wildcard $(1)/*.c))))
# What other languages' runtimes bring is said in their sources.
RUNTIMES := $(sort $(wildcard bench/runtimes/*/*.py bench/runtimes/*/models/*.py bench/runtimes/*/workloads/*.py bench/runtimes/*/*.js))
theirs    = $(shell awk -v names=$(1) -f harness/core/genruntimes.awk $(RUNTIMES) /dev/null)
$(OBJ)/registry.c: Makefile harness/core/genregistry.sh harness/core/genruntimes.awk $(wildcard bench/* bench/plugins/*.c) $(RUNTIMES)
	@mkdir -p $(@D)
	$(Q)sh harness/core/genregistry.sh registry '$(sort $(call names,bench/workloads) $(call theirs,workload) $(call names,bench/plugins))' \
	    '$(sort $(call names,bench/models) $(call theirs,model))' '$(call names,bench/probes)' '$(call names,bench/plugins)' > $@
$(OBJ)/runtimes.c: Makefile harness/core/genruntimes.awk $(wildcard bench/runtimes/* bench/runtimes/*/*) $(RUNTIMES)
	@mkdir -p $(@D)
	$(Q)awk -f harness/core/genruntimes.awk $(RUNTIMES) /dev/null > $@
$(OBJ)/commands.c: Makefile harness/core/genregistry.sh $(wildcard harness/cli)
	@mkdir -p $(@D)
	$(Q)sh harness/core/genregistry.sh commands '$(patsubst cmd_%,%,$(filter cmd_%,$(call names,harness/cli)))' > $@
$(OBJ)/checks.c: Makefile harness/core/genregistry.sh $(wildcard harness/doctor)
	@mkdir -p $(@D)
	$(Q)sh harness/core/genregistry.sh checks '$(patsubst check_%,%,$(filter check_%,$(call names,harness/doctor)))' > $@
$(OBJ)/absent.c: Makefile harness/core/genregistry.sh $(ABSENT)
	@mkdir -p $(@D)
	$(Q)sh harness/core/genregistry.sh absent $(ABSENT) > $@
$(OBJ)/registry.o $(OBJ)/runtimes.o $(OBJ)/commands.o $(OBJ)/checks.o $(OBJ)/absent.o: $(OBJ)/%.o: $(OBJ)/%.c
	$(Q)$(CC) $(FLAGS) -iquote harness/core -iquote harness/cli -iquote harness/doctor -MMD -MP -c $< -o $@

# The commit, and what is linked with, are compiled into one object only, which changes when they do.
$(OBJ)/commit: FORCE
	@mkdir -p $(@D)
	@echo '$(COMMIT) $(LDFLAGS) $(LDLIBS)' | cmp -s - $@ || echo '$(COMMIT) $(LDFLAGS) $(LDLIBS)' > $@
$(OBJ)/harness/core/build.o: harness/core/build.c $(OBJ)/commit
	@mkdir -p $(@D)
	$(Q)$(CC) $(FLAGS) -DTVP_COMMIT='"$(COMMIT)"' -DTVP_CFLAGS='"$(subst ",,$(CFLAGS))"' \
	    -DTVP_LDFLAGS='"$(subst ",,$(strip $(LDFLAGS) $(LDLIBS)))"' -MMD -MP -c $< -o $@

$(OBJ)/libtvp.a: $(LIB_O)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# What programs are linked from and with: they are not kept apart by flags as objects are, so a change links them anew.
$(BUILD)/link: FORCE
	@mkdir -p $(@D)
	@echo '$(KEY) $(LAYER_LINK) $(EXPORT) $(LDFLAGS) $(LDLIBS)' | cmp -s - $@ || echo '$(KEY) $(LAYER_LINK) $(EXPORT) $(LDFLAGS) $(LDLIBS)' > $@

$(BUILD)/tvp$(EXE): $(OBJ)/harness/cli/main.o $(OBJ)/libtvp.a $(BUILD)/link
	@echo '  LINK    $@'
	$(Q)$(CC) $(FLAGS) $(LAYER_LINK) $(EXPORT) $(LDFLAGS) $(filter %.o %.a,$^) $(PKG_LIBS) $(LAYER_LIBS) $(LDLIBS) -o $@
$(BUILD)/tvp-trial$(EXE): $(OBJ)/harness/trial/main.o $(OBJ)/libtvp.a $(BUILD)/link
	@echo '  LINK    $@'
	$(Q)$(CC) $(FLAGS) $(EXPORT) $(LDFLAGS) $(filter %.o %.a,$^) $(LEAN_LINK) $(LAYER_LIBS) $(LDLIBS) -o $@

# What any fresh image costs at least.
$(BUILD)/tvp-empty$(EXE): $(OBJ)/harness/empty/main.o $(OBJ)/libtvp.a $(BUILD)/link
	@echo '  LINK    $@'
	$(Q)$(CC) $(FLAGS) $(LDFLAGS) $(filter %.o %.a,$^) $(LEAN_LINK) $(LAYER_LIBS) $(LDLIBS) -o $@

# Workloads that need a library, loaded when tvp starts: each says what it links, and is left out where that is not there.
$(BUILD)/plugins/%.so: bench/plugins/%.c $(wildcard bench/plugins/*.h harness/api/*.h) $(BUILD)/link
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	$(Q)$(CC) $(WARN) $(DEFS) $(CPPFLAGS) $(CFLAGS) -fPIC -shared $(LDFLAGS) $< $$(sed -n 's/^ \* links: //p' $<) -o $@

# What `--libraries N` has a fresh image load: copies of one small library. The linker takes each for another one.
ifneq ($(LIBRARIES),)
$(LIBRARIES): harness/empty/library.c $(BUILD)/link
	@echo '  LINK    $(@D)/'
	@rm -rf $(@D) && mkdir -p $(@D)
	$(Q)$(CC) $(WARN) $(DEFS) $(CPPFLAGS) $(CFLAGS) -fPIC -shared $(LDFLAGS) $< -o $@
	$(Q)for i in $$(seq -w 1 63); do cp $@ $(@D)/libtvp-0$$i.so; done
endif

.PHONY: clean FORCE
clean: ## remove the build folder
	rm -rf $(BUILD)

include $(wildcard make/*.mk)
-include $(LIB_O:.o=.d) $(OBJ)/harness/cli/main.d $(OBJ)/harness/trial/main.d $(OBJ)/harness/empty/main.d
