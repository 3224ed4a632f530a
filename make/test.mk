# SPDX-License-Identifier: MIT
# The tests: units with Criterion, the contract of the OS seam without it, the command line from outside, the house's rules.
#   FILTER=WORD   only the tests whose name has WORD in it      TEST_JOBS=N   scripts at a time (one a CPU, up to 4)

UNIT_O     := $(patsubst %.c,$(OBJ)/%.o,$(sort $(wildcard tests/unit/*.c)))
CONTRACT_C := $(sort $(wildcard tests/contract/*.c))
CONTRACT   := $(CONTRACT_C:tests/contract/%.c=$(BUILD)/tests/contract/%$(EXE))

$(UNIT_O) $(CONTRACT_C:%.c=$(OBJ)/%.o): | $(first)

$(BUILD)/tests/unit: $(UNIT_O) $(OBJ)/libtvp.a $(BUILD)/link
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	$(Q)$(CC) $(FLAGS) $(LDFLAGS) $(filter %.o %.a,$^) -lcriterion $(PKG_LIBS) $(LDLIBS) -o $@
# Like the lean image: libc alone.
$(CONTRACT): $(BUILD)/tests/contract/%$(EXE): $(OBJ)/tests/contract/%.o $(OBJ)/libtvp.a $(BUILD)/link
	@mkdir -p $(@D)
	@echo '  LINK    $@'
	$(Q)$(CC) $(FLAGS) $(LDFLAGS) $(filter %.o %.a,$^) $(LEAN_LINK) $(LAYER_LIBS) $(LDLIBS) -o $@
.SECONDARY: $(CONTRACT_C:%.c=$(OBJ)/%.o)

# Scripts that judge times or speeds run by themselves, the others TEST_JOBS at a time.
TEST_JOBS := $(shell n=$$(nproc 2>/dev/null || echo 1); echo $$((n < 4 ? n : 4)))
TIMED := ab crowded factors forkserver gil health heap ipc_placement latency lifetime_start memory_factor overhead planning portable sharing startup_fidelity

.PHONY: test-programs contract-programs test
contract-programs: $(CONTRACT)
test-programs: all $(BUILD)/tests/unit $(CONTRACT) $(FUZZ_REPLAY)
test: test-programs ## build and run all tests (FILTER=)
	@BUILD='$(BUILD)' OBJ='$(OBJ)' CC='$(CC)' FILTER='$(FILTER)' ALONE='$(TIMED)' JOBS='$(TEST_JOBS)' bash tests/run.sh

-include $(UNIT_O:.o=.d) $(CONTRACT_C:%.c=$(OBJ)/%.d)
