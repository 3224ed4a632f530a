# SPDX-License-Identifier: MIT
# Every reader against inputs that nobody meant: libFuzzer looks for new ones, `make test` plays the known ones.
#   FUZZ_SECONDS=60   how long all targets take together
#   FUZZ=NAME         only the target of that name

FUZZ_SECONDS ?= 60
FUZZ_CC      ?= clang
FUZZ_C       := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_NAMES   := $(FUZZ_C:tests/fuzz/fuzz_%.c=%)
FUZZ_REPLAY  := $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/%)
FUZZ_FLAGS   := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

$(FUZZ_C:%.c=$(OBJ)/%.o) $(OBJ)/tests/fuzz/support.o $(OBJ)/tests/fuzz/replay.o: | $(first)

$(FUZZ_REPLAY): $(BUILD)/tests/fuzz/%: $(OBJ)/tests/fuzz/fuzz_%.o $(OBJ)/tests/fuzz/support.o $(OBJ)/tests/fuzz/replay.o $(OBJ)/libtvp.a $(BUILD)/link
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	$(Q)$(CC) $(FLAGS) $(LDFLAGS) $(filter %.o %.a,$^) $(PKG_LIBS) $(LDLIBS) -o $@

# The same targets with libFuzzer's own main, in a build of their own.
FUZZERS := $(FUZZ_NAMES:%=$(BUILD)/fuzz/%)
$(FUZZERS): $(BUILD)/fuzz/%: $(OBJ)/tests/fuzz/fuzz_%.o $(OBJ)/tests/fuzz/support.o $(OBJ)/libtvp.a $(BUILD)/link
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	$(Q)$(CC) $(FLAGS) $(LDFLAGS) -fsanitize=fuzzer $(filter %.o %.a,$^) $(PKG_LIBS) $(LDLIBS) -o $@
.SECONDARY: $(FUZZ_C:%.c=$(OBJ)/%.o) $(OBJ)/tests/fuzz/support.o $(OBJ)/tests/fuzz/replay.o

.PHONY: fuzzers fuzz setup-fuzz
fuzzers: $(FUZZERS) ## build the fuzzers; needs clang

setup-fuzz: ## install what fuzzing needs besides: clang and its runtime
	@NEEDS=fuzz CC='$(CC)' sh make/setup.sh

fuzz: | $(filter setup-fuzz,$(MAKECMDGOALS)) ## look for inputs that break a reader (FUZZ_SECONDS=, FUZZ=)
	$(MAKE) CC='$(FUZZ_CC)' BUILD='$(BUILD)/fuzz' CFLAGS='$(FUZZ_FLAGS) -fsanitize=fuzzer-no-link' fuzzers
	@BUILD='$(BUILD)/fuzz' SECONDS_ALL='$(FUZZ_SECONDS)' FUZZ='$(FUZZ)' bash tests/fuzz/fuzz.sh

-include $(FUZZ_C:%.c=$(OBJ)/%.d) $(OBJ)/tests/fuzz/support.d $(OBJ)/tests/fuzz/replay.d
