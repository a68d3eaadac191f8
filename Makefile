# `make run` and `make test` are all one needs; `make` alone lists what else there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.requirements-installed
TOOLS := $(VENV)/.requirements-dev-installed

.PHONY: help run test lint format types contracts clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: $(RUNTIME) ## Set everything up and serve on http://127.0.0.1:5050 (PORT overrides)
	@$(BIN)/python manage.py migrate -v0
	@$(BIN)/python manage.py load_knowledge
	@$(BIN)/python manage.py collectstatic --noinput -v0
	@$(BIN)/python manage.py first_run
	@exec $(BIN)/python scripts/serve.py

test: $(RUNTIME) ## Set everything up and run the tests
	@$(BIN)/python -m pytest

lint: $(TOOLS) ## Check style and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(TOOLS) ## Mend style and format
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

types: $(TOOLS) ## Check types
	@$(BIN)/mypy .

contracts: $(TOOLS) ## Check that imports point one way
	@$(BIN)/lint-imports

clean: ## Remove what was installed and built, but not var/ (data and keys)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; name one with: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(TOOLS): requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(RUNTIME)
