# SPDX-License-Identifier: MIT
# Lists the targets: every rule line that ends in a `##` comment.

.PHONY: help
help: ## list the targets
	@echo 'usage: make [TARGET...] [CC=] [CFLAGS=] [LDFLAGS=] [PREFIX=] [DESTDIR=] [BUILD=] [SUITE=] [ARGS=] [OUT=]'
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  %-18s %s\n", $$1, $$2 }' Makefile $(sort $(wildcard make/*.mk)) | sort
