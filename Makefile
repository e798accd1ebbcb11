# make ask    set up .venv and start the question-and-answer session
# make test   set up .venv and run everything that is checked before a change goes in
# make prove  the proofs of the shipped packs, a part of make test: a minute or two of two processors the first time
# make bench  the benchmarks
# make clean  remove what these made
#
# PYTHON is used once, to make the environment: `make clean`, then `make PYTHON=python3.13 ask` for another.

PYTHON ?= python3
VENV ?= .venv

export CC
export PIP_DISABLE_PIP_VERSION_CHECK = 1

BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet
EXAMPLE = examples/used-licence.yaml

.PHONY: ask test lint packs prove bench clean

ask: $(VENV)/.durable
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/triage ask; else $(BIN)/triage ask --answers $(EXAMPLE); fi

# The tests come last, so that the last line says whether everything is well. They use every core.
test: $(VENV)/.durable $(VENV)/.dev
	$(MAKE) --no-print-directory -j 3 lint packs prove
	$(BIN)/python -m pytest -n auto --dist worksteal --benchmark-disable

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

packs: $(VENV)/.durable
	$(BIN)/triage check
	$(BIN)/triage test --min-rule-coverage 100 --min-leaf-coverage 95

# The limit of one proof is generous: what decides in seconds may take minutes where other things run beside it.
prove: $(VENV)/.dev
	$(BIN)/triage check --prove --limit 300

bench: $(VENV)/.durable $(VENV)/.dev
	$(BIN)/python -m pytest benchmarks --benchmark-columns=median,iqr,rounds

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("triage needs Python 3.10 or newer: make PYTHON=python3.12 ask" if sys.version_info < (3, 10) else 0)'
	@echo "Setting up $(VENV), once; this takes a minute." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@$(PIP) --editable '.[dev]'
	@touch $@

# Without durable-rules triage still works, so this fails on CI only; elsewhere it is tried again next time.
$(VENV)/.durable: $(VENV)/.installed tools/install_durable.py
	@if $(BIN)/python tools/install_durable.py; then touch $@; else test -z "$$CI"; fi
