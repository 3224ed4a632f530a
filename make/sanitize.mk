# SPDX-License-Identifier: MIT
# The same tests under the compilers' sanitizers and under valgrind, each in a build of its own. ThreadSanitizer does not
# work with Criterion: there the program itself runs.

SANE := -O1 -g -fno-omit-frame-pointer
# Tests of what things cost: a sanitizer's own memory and time are no part of that.
MEASURING := ab address_space claims_flip containers crowded docs_ci factors forkserver gil health heap ipc_placement latency lifetime_start measured_path memory_factor one_file overhead portable shared_models sharing startup_fidelity
# Criterion 2.4.1 with two jobs loses 48 bytes of its own, seldom or always by the number of tests: CRITERION_JOBS=1.
# Without random addresses where they can be switched off: ThreadSanitizer's runtime cannot place its own otherwise.
STILL := $(shell setarch -R true 2>/dev/null && echo setarch -R)

.PHONY: sanitize sanitize-address sanitize-thread sanitize-valgrind
sanitize: sanitize-address sanitize-thread sanitize-valgrind ## the tests under ASan+UBSan, TSan and valgrind

sanitize-address: | $(first) ## unit, contract and command line tests under AddressSanitizer and UBSan
	$(MAKE) BUILD='$(BUILD)/address' CFLAGS='$(SANE) -fsanitize=address,undefined -fno-sanitize-recover=all' test-programs
	@BUILD='$(BUILD)/address' CC='$(CC)' FILTER='$(FILTER)' CRITERION_JOBS=1 KINDS='unit contract cli' JOBS='$(TEST_JOBS)' WITHOUT='$(MEASURING)' bash tests/run.sh

sanitize-thread: | $(first) ## a short run of every model under ThreadSanitizer
	$(MAKE) BUILD='$(BUILD)/thread' CFLAGS='$(SANE) -fsanitize=thread' all
	@TVP='$(BUILD)/thread/tvp' STILL='$(STILL)' bash tests/sanitize/thread.sh

sanitize-valgrind: all ## a short run with the controller under valgrind
	@TVP='$(BUILD)/tvp' bash tests/sanitize/valgrind.sh
