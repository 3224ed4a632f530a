# SPDX-License-Identifier: MIT
# Everything that must be installed first. When `setup` is among the goals (`make setup test`, `make setup-windows windows`), it runs before anything is
# compiled, also with -j: `first` is then an order-only prerequisite of all that needs a compiler or a tool.

first := $(filter setup setup-%,$(MAKECMDGOALS))

.PHONY: setup
setup: ## install what is missing, with apt-get, dnf, pacman or brew
	@CC='$(CC)' sh make/setup.sh

$(LIB_O) $(OBJ)/harness/cli/main.o $(OBJ)/harness/trial/main.o $(OBJ)/harness/empty/main.o: | $(first)
