# SPDX-License-Identifier: MIT
# The lanes of other languages' runtimes: what they need is the system's, and nothing else needs it.

.PHONY: setup-python
setup-python: ## install what the Python lane and `tvp claims` need: joblib, dask, a notebook's kernel
	@NEEDS=python sh make/setup.sh
