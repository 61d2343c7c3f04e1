# The project's habits. `make help` lists them. Nothing here needs root; only the packages, pinned by hash, come from outside.
# Needs Python >= 3.11. Choose another one with: make setup PYTHON=/path/to/python3

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
VENV := .venv
PY := $(VENV)/bin/python
BIN := $(VENV)/bin
JOBS ?= 2
ARGS ?=
SIZE ?= 1

RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
SPARK := $(VENV)/.spark-installed
PO := $(wildcard zhiji/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
LOCK := uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links $(UPGRADE)

FIND_PYTHON := "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Zhiji needs Python 3.11 or newer, and found none. Install it, or: make setup PYTHON=/path/to/python3"; exit 2; }

.PHONY: help demo test setup spark check format lint types imports house messages messages-check docs docs-check bench bench-scale lock clean

help: ## this list
	@echo "Zhiji: the habits of this project"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-22s %s\n' "$$name" "$$text"; done

demo: $(RUNTIME) $(MO) ## the demo bank on 127.0.0.1:8000 (ARGS="--customers 500" for a smaller one)
	$(BIN)/zhiji demo $(ARGS)

test: $(DEV) $(MO) ## every test, on a private PostgreSQL (JOBS=4 workers, ARGS="tests/unit -x")
	$(PY) -m pytest -n $(JOBS) --dist worksteal $(ARGS)

setup: $(DEV) $(MO) ## .venv and the dependencies, nothing else

spark: $(SPARK) ## Spark beside DuckDB, so that the tests run every measure on both (400 MB; needs Java)

check: format lint types imports house messages-check docs-check ## all that CI checks besides the tests

format: $(DEV) ## is the code formatted? (ruff format mends it)
	$(BIN)/ruff format --check .

lint: $(DEV) ## ruff's rules
	$(BIN)/ruff check .

types: $(DEV) ## mypy
	$(PY) -m mypy

imports: $(DEV) ## the floors of the house: a room imports only from below (.importlinter)
	$(BIN)/lint-imports --no-logo

house: $(DEV) ## file lengths, room names, addresses in requirements, machine paths
	$(PY) scripts/house.py

messages: $(DEV) ## collect the screen texts into zhiji/locale and compile them
	$(PY) -m zhiji.ops.messages update
	$(PY) -m zhiji.ops.messages compile

messages-check: $(DEV) ## fails on a text without translation, a doubtful one, one no longer used
	$(PY) -m zhiji.ops.messages check

docs: $(DEV) ## write the reference pages and the requirement ledger anew
	$(PY) scripts/docs.py

docs-check: $(DEV) ## fails when a reference page is not what its source says
	$(PY) scripts/docs.py --check

bench: $(DEV) $(MO) ## measure beside comparisons in the same run; writes docs/benchmarks.md (ARGS=--quick for a short one)
	$(PY) tests/bench $(ARGS)

bench-scale: $(DEV) $(MO) ## the night at SIZE million transactions beside SQL by hand (SIZE="1 10 100" for all; 100 needs 25 GB of disk)
	$(PY) tests/bench/scale --size $(SIZE) $(ARGS)

lock: $(DEV) ## pin requirements/*.in into *.txt: versions and hashes, no addresses (UPGRADE=--upgrade for newer ones)
	$(BIN)/$(LOCK) requirements/runtime.in -o requirements/runtime.txt
	$(BIN)/$(LOCK) requirements/dev.in -c requirements/runtime.txt -o requirements/dev.txt
	$(BIN)/$(LOCK) requirements/spark.in -c requirements/dev.txt -o requirements/spark.txt

clean: ## remove .venv and the caches; your data in var/ stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find zhiji tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): requirements/runtime.txt scripts/venv.py
	@$(FIND_PYTHON)
	$(PYTHON) scripts/venv.py runtime

$(DEV): requirements/dev.txt scripts/venv.py
	@$(FIND_PYTHON)
	$(PYTHON) scripts/venv.py dev

$(SPARK): requirements/spark.txt | $(DEV)
	$(PYTHON) scripts/venv.py spark

%.mo: %.po | $(RUNTIME)
	$(PY) -m zhiji.ops.messages compile
