# SPDX-License-Identifier: MIT
# Linux elsewhere: another C library (musl, static), another processor (64-bit Arm, under an emulator). Both without hwloc and
# SQLite; jansson is cross-built once from Debian's source package.
#   MUSL_CC, AARCH64_CC   the compilers
#   AARCH64_WRAPPER       what runs their programs here

MUSL_CC    ?= musl-gcc
MUSL_BUILD := $(BUILD)/musl
# musl-gcc knows musl's headers alone; the kernel's come with the system's own libc.
KERNEL_HEADERS = -idirafter /usr/include -idirafter /usr/include/$(shell $(CC) -print-multiarch 2>/dev/null)
MUSL_MAKE   = $(MAKE) BUILD='$(MUSL_BUILD)' CC='$(MUSL_CC)' TOPO=native DATABASE=none DEPS='$(MUSL_BUILD)/deps' LDFLAGS=-static \
              CPPFLAGS='$(KERNEL_HEADERS)'

AARCH64_CC      ?= aarch64-linux-gnu-gcc
AARCH64_BUILD   := $(BUILD)/aarch64
AARCH64_WRAPPER ?= qemu-aarch64-static -L /usr/aarch64-linux-gnu
AARCH64_MAKE     = $(MAKE) BUILD='$(AARCH64_BUILD)' CC='$(AARCH64_CC)' AR='$(AARCH64_CC:%gcc=%ar)' TOPO=native DATABASE=none \
                   DEPS='$(AARCH64_BUILD)/deps'

.PHONY: setup-musl musl test-musl images bench-libc setup-aarch64 aarch64 test-aarch64
setup-musl: ## install what building with musl needs
	@NEEDS=musl sh make/setup.sh

musl: ## build tvp and its images with musl, static, in build/musl
	@sh make/cross-deps.sh '$(MUSL_BUILD)/deps' '$(MUSL_CC)' jansson
	@$(MUSL_MAKE) all contract-programs

test-musl: all musl ## the programs built with musl (FILTER=)
	@NATIVE='$(BUILD)/tvp' BUILD='$(MUSL_BUILD)' FILTER='$(FILTER)' CC='$(MUSL_CC)' KINDS='contract elsewhere' LIBC=musl bash tests/run.sh

# Lean images of both C libraries, static and dynamic, for `tvp run --image`; the controller is this system's own.
STATIC_BUILD  := $(BUILD)/glibc-static
DYNAMIC_BUILD := $(BUILD)/musl-dynamic
LIBC_IMAGES    = glibc=$(BUILD)/tvp-trial,glibc-static=$(STATIC_BUILD)/tvp-trial,musl=$(DYNAMIC_BUILD)/tvp-trial,musl-static=$(MUSL_BUILD)/tvp-trial
images: all musl ## lean images of glibc and musl, static and dynamic
	@$(MAKE) BUILD='$(STATIC_BUILD)' TOPO=native DATABASE=none LDFLAGS=-static '$(STATIC_BUILD)/tvp-trial' '$(STATIC_BUILD)/tvp-empty'
	@$(MAKE) BUILD='$(DYNAMIC_BUILD)' CC='$(MUSL_CC)' TOPO=native DATABASE=none DEPS='$(MUSL_BUILD)/deps' CPPFLAGS='$(KERNEL_HEADERS)' \
	    '$(DYNAMIC_BUILD)/tvp-trial' '$(DYNAMIC_BUILD)/tvp-empty'
bench-libc: images ## what libc and linkage cost a fresh image: the suite libc by four images, interleaved (ARGS=, OUT=)
	@$(BUILD)/tvp run libc --image '$(LIBC_IMAGES)' $(if $(OUT),--out '$(OUT)') $(ARGS)

setup-aarch64: ## install what building for 64-bit Arm and testing under qemu needs
	@NEEDS=aarch64 sh make/setup.sh

aarch64: ## build tvp and its images for 64-bit Arm in build/aarch64
	@sh make/cross-deps.sh '$(AARCH64_BUILD)/deps' '$(AARCH64_CC)' jansson
	@$(AARCH64_MAKE) all contract-programs

test-aarch64: all aarch64 ## the programs for 64-bit Arm under qemu-user (FILTER=)
	@NATIVE='$(BUILD)/tvp' BUILD='$(AARCH64_BUILD)' FILTER='$(FILTER)' CC='$(AARCH64_CC)' KINDS='contract elsewhere' \
	    WRAPPER='$(AARCH64_WRAPPER)' bash tests/elsewhere/lib/emulated.sh bash tests/run.sh

musl: | $(first) $(filter setup-musl,$(MAKECMDGOALS))
aarch64: | $(first) $(filter setup-aarch64,$(MAKECMDGOALS))
